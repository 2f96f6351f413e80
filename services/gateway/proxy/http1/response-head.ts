import { connectionOptions, contentLengthOf, readHeaderLines } from './header-lines';
import { ProtocolError } from './protocol-error';

/** For the next hop only (RFC 9110, 7.6.1), or set by the proxy alone. */
const dropped = new Set(['keep-alive', 'proxy-connection', 'te', 'upgrade', 'x-request-id']);

/** The head of an upstream's answer: its end-to-end headers as sent, and what its framing needs. */
export class ResponseHead {
  status = 0;
  reason = '';
  /** The end-to-end header lines in their order, each as sent and with its CRLF. */
  lines = '';
  /** Bytes of the body, `-1` when the head does not say. */
  contentLength = -1;
  chunked = false;
  /** The upstream closes the connection after this answer. */
  close = false;
  /** Seconds the upstream keeps an idle connection, where it says. */
  keepAliveSeconds: number | undefined;
  upgrade: string | undefined;
  #connection: string | undefined;

  /**
   * Parses `text`: a head decoded as latin1 that ends in CRLF, without the empty line after it.
   * @throws ProtocolError when the head is malformed or its framing can be read in two ways.
   */
  static parse(text: string): ResponseHead {
    const head = new ResponseHead();
    const lineEnd = text.indexOf('\r\n');
    const line = text.slice(0, lineEnd);
    const status = Number(line.slice(9, 12));
    const version = line.slice(0, 9);
    if (
      (version !== 'HTTP/1.1 ' && version !== 'HTTP/1.0 ') ||
      !(status >= 100 && status <= 999) ||
      (line.length > 12 && line.charCodeAt(12) !== 0x20)
    ) {
      throw new ProtocolError(502, 'invalid status line');
    }
    head.status = status;
    head.reason = line.slice(13);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(head.reason)) throw new ProtocolError(502, 'invalid reason phrase');
    head.close = version === 'HTTP/1.0 ';
    readHeaderLines(text, lineEnd + 2, head);
    if (head.chunked && head.contentLength !== -1) throw new ProtocolError(502, 'ambiguous length');
    if (head.#connection !== undefined) head.#applyConnection(head.#connection);
    return head;
  }

  onHeader(name: string, value: string): void {
    switch (name.length) {
      case 7:
        if (/^upgrade$/i.test(name)) this.upgrade = value;
        break;
      case 10:
        if (/^connection$/i.test(name)) {
          this.#connection = this.#connection === undefined ? value : `${this.#connection},${value}`;
          return;
        }
        if (/^keep-alive$/i.test(name)) {
          const seconds = /timeout=(\d{1,6})/i.exec(value)?.[1];
          if (seconds !== undefined) this.keepAliveSeconds = Number(seconds);
          return;
        }
        break;
      case 14:
        if (/^content-length$/i.test(name)) {
          if (this.contentLength !== -1) throw new ProtocolError(502, 'more than one content-length');
          this.contentLength = contentLengthOf(value);
        }
        break;
      case 17:
        if (/^transfer-encoding$/i.test(name)) {
          if (this.chunked || value.toLowerCase() !== 'chunked')
            throw new ProtocolError(502, 'invalid transfer-encoding');
          this.chunked = true;
        }
        break;
      default:
    }
    if (dropped.has(name) || dropped.has(name.toLowerCase())) return;
    this.lines += name + ': ' + value + '\r\n';
  }

  #applyConnection(value: string): void {
    if (value === 'keep-alive') return;
    const names = new Set(connectionOptions(value));
    if (names.delete('close')) this.close = true;
    if (names.delete('keep-alive')) this.close = false;
    names.delete('upgrade');
    // What frames the message cannot be dropped by naming it.
    names.delete('content-length');
    names.delete('transfer-encoding');
    if (names.size === 0) return;
    let lines = '';
    readHeaderLines(this.lines, 0, {
      onHeader: (name, kept) => {
        if (!names.has(name.toLowerCase())) lines += `${name}: ${kept}\r\n`;
      },
    });
    this.lines = lines;
  }
}
