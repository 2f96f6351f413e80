import { connectionOptions, contentLengthOf, endOfTarget, endOfToken, readHeaderLines } from './header-lines';
import { ProtocolError } from './protocol-error';

/**
 * The head of a client's request. What concerns the connection or is set by the proxy is taken out of the
 * end-to-end headers, which stay in their order in `names` (lower-case) and `values`.
 */
export class RequestHead {
  method = '';
  target = '';
  readonly names: string[] = [];
  readonly values: string[] = [];
  host: string | undefined;
  /** Bytes of the body, `-1` when the head does not say. */
  contentLength = -1;
  chunked = false;
  /** The client closes the connection after the answer. */
  close = false;
  /** The protocol of an upgrade that `Connection` names too, lower-case. */
  upgrade: string | undefined;
  expectContinue = false;
  forwardedFor: string | undefined;
  forwardedProto: string | undefined;
  /** `''` when sent more than once, which makes it invalid. */
  traceparent: string | undefined;
  tracestate: string | undefined;
  requestId: string | undefined;
  #transferEncoding: string | undefined;
  #upgrade: string | undefined;
  #connection: string | undefined;

  /** Whether a body follows; one of no bytes does not count. */
  get hasBody(): boolean {
    return this.chunked || this.contentLength > 0;
  }

  /**
   * Parses `text`: a head decoded as latin1 that ends in CRLF, without the empty line after it.
   * @throws ProtocolError 400 for whatever two parsers could read in two ways; 417 and 505 for what is not served.
   */
  static parse(text: string): RequestHead {
    const head = new RequestHead();
    readHeaderLines(text, head.#readRequestLine(text), head);
    head.#settle();
    return head;
  }

  onHeader(name: string, value: string): void {
    const lowerCase = name.toLowerCase();
    const handle = handlers.get(lowerCase);
    if (handle === undefined) {
      this.names.push(lowerCase);
      this.values.push(value);
    } else {
      handle(this, value);
    }
  }

  #readRequestLine(text: string): number {
    const methodEnd = endOfToken(text, 0);
    const targetEnd = endOfTarget(text, methodEnd + 1);
    if (methodEnd === 0 || text.charCodeAt(methodEnd) !== 0x20 || targetEnd === methodEnd + 1) {
      throw new ProtocolError(400, 'invalid request line');
    }
    this.method = text.slice(0, methodEnd);
    this.target = text.slice(methodEnd + 1, targetEnd);
    if (text.startsWith(' HTTP/1.1\r\n', targetEnd)) return targetEnd + 11;
    if (/^ HTTP\/\d\.\d\r\n/.test(text.slice(targetEnd, targetEnd + 11)))
      throw new ProtocolError(505, 'unsupported version of the protocol');
    throw new ProtocolError(400, 'invalid request line');
  }

  #settle(): void {
    if (this.host === undefined) throw new ProtocolError(400, 'missing host');
    if (this.#transferEncoding !== undefined) {
      if (this.contentLength !== -1) throw new ProtocolError(400, 'both content-length and transfer-encoding');
      if (this.#transferEncoding.toLowerCase() !== 'chunked') throw new ProtocolError(400, 'invalid transfer-encoding');
      this.chunked = true;
    }
    if (this.#connection !== undefined) this.#applyConnection(this.#connection);
  }

  #applyConnection(value: string): void {
    if (value === 'keep-alive' || value === 'Keep-Alive') return;
    for (const option of connectionOptions(value)) {
      if (option === 'close') this.close = true;
      else if (option === 'upgrade') this.upgrade = this.#upgrade?.toLowerCase();
      else this.#remove(option);
    }
  }

  #remove(name: string): void {
    for (let at = this.names.indexOf(name); at !== -1; at = this.names.indexOf(name)) {
      this.names.splice(at, 1);
      this.values.splice(at, 1);
    }
    if (name === 'tracestate') this.tracestate = undefined;
    if (name === 'traceparent') this.traceparent = undefined;
    if (name === 'x-request-id') this.requestId = undefined;
  }

  static readonly handlers = new Map<string, (head: RequestHead, value: string) => void>([
    ['host', (head, value) => head.#onHost(value)],
    ['content-length', (head, value) => head.#onContentLength(value)],
    ['transfer-encoding', (head, value) => head.#onTransferEncoding(value)],
    [
      'connection',
      (head, value) =>
        void (head.#connection = head.#connection === undefined ? value : `${head.#connection},${value}`),
    ],
    ['upgrade', (head, value) => void (head.#upgrade = value)],
    ['expect', (head, value) => head.#onExpect(value)],
    ['x-forwarded-for', (head, value) => void (head.forwardedFor = value)],
    ['x-forwarded-proto', (head, value) => void (head.forwardedProto = value)],
    ['traceparent', (head, value) => void (head.traceparent = head.traceparent === undefined ? value : '')],
    [
      'tracestate',
      (head, value) => void (head.tracestate = head.tracestate === undefined ? value : `${head.tracestate},${value}`),
    ],
    ['x-request-id', (head, value) => void (head.requestId = value)],
    // For the next hop only (RFC 9110, 7.6.1), or set by the proxy alone.
    ...[
      'keep-alive',
      'proxy-connection',
      'proxy-authorization',
      'proxy-authenticate',
      'te',
      'trailer',
      'http2-settings',
      'forwarded',
      'x-forwarded-host',
      'x-forwarded-port',
      'x-forwarded-server',
      'x-real-ip',
      'x-service-name',
    ].map((name): [string, (head: RequestHead, value: string) => void] => [name, () => undefined]),
  ]);

  #onHost(value: string): void {
    if (this.host !== undefined) throw new ProtocolError(400, 'more than one host');
    if (!/^[A-Za-z0-9._:[\]-]*$/.test(value)) throw new ProtocolError(400, 'invalid host');
    this.host = value;
  }

  #onContentLength(value: string): void {
    if (this.contentLength !== -1) throw new ProtocolError(400, 'more than one content-length');
    this.contentLength = contentLengthOf(value);
  }

  #onTransferEncoding(value: string): void {
    if (this.#transferEncoding !== undefined) throw new ProtocolError(400, 'more than one transfer-encoding');
    this.#transferEncoding = value;
  }

  #onExpect(value: string): void {
    if (value.toLowerCase() !== '100-continue') throw new ProtocolError(417, 'unknown expectation');
    this.expectContinue = true;
  }
}

const { handlers } = RequestHead;
