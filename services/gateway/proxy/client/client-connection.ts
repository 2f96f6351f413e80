import { type Socket } from 'node:net';
import { type Clock } from '../clock';
import { ChunkedBody } from '../http1/chunked-body';
import { ProtocolError } from '../http1/protocol-error';
import { RequestHead } from '../http1/request-head';
import { type Limits } from '../limits';
import { type Answer, answerHead, refusal } from './answer';

/** Who answers the request that a connection is at. */
export interface RequestHandler {
  /** A part of the request's body: `buffer` from `from` to before `to`; `ended` after its last. */
  onRequestBody(buffer: Buffer, from: number, to: number, ended: boolean): void;
  /** The client takes more of the answer. */
  onClientDrain(): void;
  /** The client is gone before the answer was complete. */
  onClientGone(): void;
  /** The request turned out malformed or too large after its head; answers it where that is still possible. */
  onRequestFault(fault: ProtocolError): void;
  /** Looks at the handler's time limits. */
  checkTimeouts(nowMs: number): void;
}

/** What a connection asks of the program around it. */
export interface ClientOwner {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly draining: boolean;
  /** Answers a request at once, by `client.answer`, or returns the handler that will. */
  onRequest(client: ClientConnection, head: RequestHead): RequestHandler | undefined;
  /** A request was refused before it had a handler. */
  onRefused(client: ClientConnection, head: RequestHead | undefined, fault: ProtocolError): void;
  onGone(client: ClientConnection): void;
}

/** How long a client may go on sending to a connection that is being closed, so that it reads the answer, in milliseconds. */
const lingerMs = 2000;
/** Idle time after which a connection is closed while the program drains: a request may be on its way. */
const drainIdleMs = 1000;
const nothing = Buffer.alloc(0);

/** One connection of a client: reads its requests one after the other, and writes the answers in their order. */
export class ClientConnection {
  readonly remoteAddress: string;
  /** The connection is closed after the answer at work; said in its head. */
  closeAfter = false;
  /** For whoever writes an answer without the methods here. */
  readonly socket: Socket;
  readonly #owner: ClientOwner;
  #handler: RequestHandler | undefined;
  #busy = false;
  /** Bytes that came before their turn. */
  #held: Buffer | undefined;
  #bodyRemaining = 0;
  #chunked: ChunkedBody | undefined;
  #closing = false;
  #halfClosed = false;
  #detached = false;
  #sinceMs: number;

  constructor(socket: Socket, owner: ClientOwner) {
    this.socket = socket;
    this.#owner = owner;
    this.#sinceMs = owner.clock.nowMs();
    this.remoteAddress = socket.remoteAddress ?? '';
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('drain', () => this.#handler?.onClientDrain());
    socket.on('end', () => this.#onEnd());
    // A reset says no more than the close that follows it.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#onClose());
  }

  /** Whether a part of the request's body is still to come. */
  get bodyOpen(): boolean {
    return this.#chunked !== undefined || this.#bodyRemaining > 0;
  }

  /** Whether no request is at work. */
  get idle(): boolean {
    return !this.#busy;
  }

  /** Whether everything written has been handed to the system, and none of the memory it was in is needed here. */
  get flushed(): boolean {
    return this.socket.writableLength === 0;
  }

  /** Decides, for an answer that leaves the body unread, whether the connection is closed after it. */
  closesAfterAnswer(): boolean {
    this.closeAfter ||= this.bodyOpen || this.#owner.draining;
    return this.closeAfter;
  }

  /** Writes a part of the answer; false when the client is slower than that. */
  write(data: string | Buffer): boolean {
    return typeof data === 'string' ? this.socket.write(data, 'latin1') : this.socket.write(data);
  }

  /** Writes a head and the start of its body together. */
  writeBoth(head: string, body: Buffer): boolean {
    this.socket.cork();
    this.socket.write(head, 'latin1');
    const more = this.socket.write(body);
    this.socket.uncork();
    return more;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Writes a complete answer and goes on to the next request. The body is left out where the method is HEAD. */
  answer(answer: Answer, head: RequestHead | undefined, requestId?: string): void {
    const text = answerHead(answer, this.#owner.clock.nowMs(), requestId, this.closesAfterAnswer());
    if (head?.method === 'HEAD') this.write(text);
    else this.writeBoth(text, typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body);
    this.finish();
  }

  /** The answer is complete: the next request may be read, or the connection is closed. */
  finish(): void {
    this.#handler = undefined;
    this.#busy = false;
    this.#sinceMs = this.#owner.clock.nowMs();
    if (this.closeAfter || this.bodyOpen || (this.#halfClosed && this.#held === undefined)) {
      this.#close();
      return;
    }
    if (this.#held === undefined) {
      if (this.socket.isPaused()) this.socket.resume();
      return;
    }
    // Not at once: a row of small requests would nest as deep as it is long.
    setImmediate(() => this.#takeHeld());
  }

  /** Ends the connection so that the client cannot take what it has for the whole answer. */
  abort(): void {
    this.#handler = undefined;
    this.socket.resetAndDestroy();
  }

  /** Hands the socket over, with the bytes that came after the request. Nothing is read or written here any more. */
  detach(handler: RequestHandler): { socket: Socket; rest: Buffer } {
    this.#handler = handler;
    this.#detached = true;
    for (const event of ['data', 'drain', 'end', 'error']) this.socket.removeAllListeners(event);
    const rest = this.#held ?? nothing;
    this.#held = undefined;
    return { socket: this.socket, rest };
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Looks at the time limits, the handler's too. */
  checkTimeouts(nowMs: number, drainingSinceMs: number | undefined): void {
    if (this.#handler !== undefined) {
      this.#handler.checkTimeouts(nowMs);
      return;
    }
    if (this.#busy) return;
    const { headTimeoutMs, keepAliveTimeoutMs } = this.#owner.limits;
    const waitedMs = nowMs - this.#sinceMs;
    if (this.#closing) {
      if (waitedMs >= lingerMs) this.socket.destroy();
    } else if (this.#held !== undefined) {
      if (waitedMs >= headTimeoutMs) this.#refuse(new ProtocolError(408, 'the request took too long'));
    } else if (waitedMs >= keepAliveTimeoutMs) this.#close();
    else if (drainingSinceMs !== undefined && nowMs - Math.max(drainingSinceMs, this.#sinceMs) >= drainIdleMs)
      this.#close();
  }

  #onData(chunk: Buffer): void {
    if (this.#closing) return;
    if (!this.#busy) {
      if (this.#held === undefined) this.#sinceMs = this.#owner.clock.nowMs();
      this.#takeHead(this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]));
    } else if (this.bodyOpen) this.#takeBody(chunk, 0);
    else this.#hold(chunk);
  }

  #hold(rest: Buffer): void {
    this.#held = this.#held === undefined ? rest : Buffer.concat([this.#held, rest]);
    this.socket.pause();
  }

  #takeHeld(): void {
    const held = this.#held;
    if (held === undefined || this.socket.destroyed) return;
    this.#held = undefined;
    this.socket.resume();
    this.#takeHead(held);
  }

  #takeHead(buffer: Buffer): void {
    this.#held = undefined;
    let head: RequestHead | undefined;
    try {
      // One empty line before a request is ignored (RFC 9112, 2.2).
      const from = buffer.length >= 2 && buffer[0] === 0x0d && buffer[1] === 0x0a ? 2 : 0;
      const end = buffer.indexOf('\r\n\r\n', from, 'latin1');
      const length = (end === -1 ? buffer.length : end) - from;
      if (length > this.#owner.limits.maxHeadBytes) throw this.#tooLarge(buffer, from);
      if (end === -1) {
        requireLineEnds(buffer, from);
        this.#held = buffer;
        if (this.#halfClosed) this.#close();
        return;
      }
      head = RequestHead.parse(buffer.toString('latin1', from, end + 2));
      this.#startRequest(head, buffer, end + 4);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refuse(error, head);
    }
  }

  #tooLarge(buffer: Buffer, from: number): ProtocolError {
    const { maxTargetBytes } = this.#owner.limits;
    const lineEnd = buffer.indexOf(0x0a, from);
    if (lineEnd === -1 || lineEnd - from > maxTargetBytes + 32) return new ProtocolError(414, 'target too long');
    return new ProtocolError(431, 'header fields too large');
  }

  #startRequest(head: RequestHead, buffer: Buffer, from: number): void {
    const { limits } = this.#owner;
    if (head.target.length > limits.maxTargetBytes) throw new ProtocolError(414, 'target too long');
    if (head.names.length > limits.maxHeaders) throw new ProtocolError(431, 'too many header fields');
    if (head.contentLength > limits.maxBodyBytes) throw new ProtocolError(413, 'body too large');
    this.#busy = true;
    this.closeAfter = head.close;
    this.#chunked = head.chunked ? new ChunkedBody() : undefined;
    this.#bodyRemaining = Math.max(0, head.contentLength);
    // A body that is here already needs no closed connection when the request is refused.
    const complete = !head.chunked && buffer.length - from >= this.#bodyRemaining;
    const bodyEnd = complete ? from + this.#bodyRemaining : buffer.length;
    if (complete) this.#bodyRemaining = 0;
    if (complete && bodyEnd < buffer.length) this.#hold(buffer.subarray(bodyEnd));
    const handler = this.#owner.onRequest(this, head);
    if (handler === undefined) return;
    this.#handler = handler;
    if (complete) {
      if (bodyEnd > from) handler.onRequestBody(buffer, from, bodyEnd, true);
    } else if (from < buffer.length) this.#takeBody(buffer, from);
  }

  #takeBody(buffer: Buffer, from: number): void {
    try {
      if (this.#chunked !== undefined) this.#takeChunks(this.#chunked, buffer, from);
      else {
        const to = Math.min(buffer.length, from + this.#bodyRemaining);
        this.#bodyRemaining -= to - from;
        if (to < buffer.length) this.#hold(buffer.subarray(to));
        this.#handler?.onRequestBody(buffer, from, to, this.#bodyRemaining === 0);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#handler?.onRequestFault(error);
    }
  }

  /** Passes chunks on as they are, without the trailer section: an upstream might take a field of it for a header. */
  #takeChunks(chunked: ChunkedBody, buffer: Buffer, from: number): void {
    const end = chunked.scan(buffer, from);
    if (chunked.dataBytes > this.#owner.limits.maxBodyBytes) throw new ProtocolError(413, 'body too large');
    const scanned = end === -1 ? buffer.length : end;
    const to = chunked.trailersFrom === -1 ? scanned : Math.max(from, chunked.trailersFrom);
    if (end !== -1) {
      this.#chunked = undefined;
      if (end < buffer.length) this.#hold(buffer.subarray(end));
    }
    if (to > from || end !== -1) this.#handler?.onRequestBody(buffer, from, to, end !== -1);
  }

  #refuse(fault: ProtocolError, head?: RequestHead): void {
    this.#busy = true;
    this.closeAfter = true;
    this.#owner.onRefused(this, head, fault);
    this.answer(refusal(fault.status, fault.message), head);
  }

  /** Says goodbye, then reads on for a moment: closing with unread bytes would take the answer from the client. */
  #close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#held = undefined;
    this.#sinceMs = this.#owner.clock.nowMs();
    this.socket.end();
    if (this.#halfClosed) this.socket.destroySoon();
    else this.socket.resume();
  }

  #onEnd(): void {
    this.#halfClosed = true;
    if (this.#closing) {
      this.socket.destroySoon();
      return;
    }
    if (!this.#busy) this.#close();
    else if (this.bodyOpen) {
      this.#handler?.onClientGone();
      this.socket.destroy();
    }
  }

  #onClose(): void {
    const handler = this.#handler;
    this.#handler = undefined;
    this.#closing = true;
    this.#owner.onGone(this);
    if (!this.#detached || handler !== undefined) handler?.onClientGone();
  }
}

/** @throws ProtocolError 400 for a line end that is not CRLF: waiting for more would not mend it. */
function requireLineEnds(buffer: Buffer, from: number): void {
  for (let at = buffer.indexOf(0x0a, from); at !== -1; at = buffer.indexOf(0x0a, at + 1)) {
    if (at === from || buffer[at - 1] !== 0x0d) throw new ProtocolError(400, 'line end without carriage return');
  }
}
