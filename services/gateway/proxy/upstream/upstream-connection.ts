import { type Socket } from 'node:net';
import { ChunkedBody } from '../http1/chunked-body';
import { ProtocolError } from '../http1/protocol-error';
import { ResponseHead } from '../http1/response-head';
import { type OnRead, ReadBuffer } from './read-buffer';
import { describeSocketError, UpstreamError } from './upstream-error';

/**
 * Receives the answer to one request. After `ended`, `onSwitch` or `onFailure` nothing follows. The buffers are read into
 * again, unless the receiver returns false: it goes on using this one.
 */
export interface ResponseReceiver {
  /** An answer 1xx before the final one. */
  onInterim(head: ResponseHead): void;
  /** The final head, with what came of the body: `buffer` from `from` to before `to`. */
  onHead(
    head: ResponseHead,
    endsWithConnection: boolean,
    buffer: Buffer,
    from: number,
    to: number,
    ended: boolean,
  ): boolean;
  onBody(buffer: Buffer, from: number, to: number, ended: boolean): boolean;
  /** 101: the connection is the receiver's now; `rest` came after the head. */
  onSwitch(head: ResponseHead, socket: Socket, rest: Buffer): void;
  onFailure(error: UpstreamError): void;
  /** The connection takes more of the request's body. */
  onUpstreamDrain(): void;
}

/** Owner of the connections, told when one can be used again or is gone. */
export interface ConnectionOwner {
  onReusable(connection: UpstreamConnection): void;
  onGone(connection: UpstreamConnection): void;
  nowMs(): number;
}

const maxHeadBytes = 65_536;
const nothing = Buffer.alloc(0);

/** One connection to an upstream: one request and its answer at a time. */
export class UpstreamConnection {
  readonly startedMs: number;
  /** Set once, when it is to serve no further request. */
  retired = false;
  connected = false;
  /** Whether an earlier request was answered on it. */
  reused = false;
  idleSinceMs = 0;
  /** Seconds that the upstream said it keeps it unused. */
  keepAliveSeconds: number | undefined;
  gone = false;
  readonly #input = new ReadBuffer((chunk) => this.#onData(chunk));
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  #receiver: ResponseReceiver | undefined;
  #requestEnded = true;
  #bodyless = false;
  #held: Buffer | undefined;
  #head: ResponseHead | undefined;
  /** Bytes of the body still to come; -1 when it is chunked or ends with the connection. */
  #remaining = -1;
  #chunked: ChunkedBody | undefined;
  #fault: Error | undefined;

  /** `connect` opens the socket, reading as it is told. */
  constructor(connect: (onread: OnRead) => Socket, connectEvent: 'connect' | 'secureConnect', owner: ConnectionOwner) {
    this.#owner = owner;
    this.startedMs = owner.nowMs();
    const socket = connect(this.#input.onread);
    this.#socket = socket;
    socket.once(connectEvent, () => (this.connected = true));
    socket.on('drain', () => this.#receiver?.onUpstreamDrain());
    socket.on('end', () => this.#onEnd());
    socket.on('error', (error) => (this.#fault ??= error));
    socket.on('close', () => this.#onClose());
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  /** Whether everything written has been handed to the system, and none of the memory it was in is needed here. */
  get flushed(): boolean {
    return this.#socket.writableLength === 0;
  }

  /**
   * Sends the head of a request; its body follows by `write`, and `end` says that it is complete.
   * @returns whether the connection takes more at once.
   */
  send(receiver: ResponseReceiver, head: string, isHead: boolean): boolean {
    this.#receiver = receiver;
    this.#requestEnded = false;
    this.#bodyless = isHead;
    return this.#socket.write(head, 'latin1');
  }

  write(data: Buffer | string): boolean {
    return this.#socket.write(data);
  }

  end(): void {
    this.#requestEnded = true;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Gives the answer up: nothing more is reported. */
  abandon(): void {
    this.#receiver = undefined;
    this.#socket.destroy();
  }

  /** Ends the connection, with a failure to whoever waits for an answer. */
  fail(error: UpstreamError): void {
    const receiver = this.#receiver;
    this.#receiver = undefined;
    this.#socket.destroy();
    receiver?.onFailure(error);
  }

  /** Whether `chunk` may be read into again. */
  #onData(chunk: Buffer): boolean {
    if (this.#receiver === undefined) {
      this.#socket.destroy();
      return true;
    }
    try {
      if (this.#head !== undefined) return this.#takeBody(this.#receiver, undefined, chunk, 0);
      return this.#takeHead(this.#receiver, this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.fail(new UpstreamError('protocol', `invalid response: ${error.message}`, { cause: error }));
      return true;
    }
  }

  #takeHead(receiver: ResponseReceiver, buffer: Buffer): boolean {
    this.#held = undefined;
    let from = 0;
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n', from, 'latin1');
      if (end - from > maxHeadBytes || (end === -1 && buffer.length - from > maxHeadBytes)) {
        throw new ProtocolError(502, 'head too large');
      }
      if (end === -1) {
        this.#held = Buffer.from(buffer.subarray(from));
        return true;
      }
      const head = ResponseHead.parse(buffer.toString('latin1', from, end + 2));
      from = end + 4;
      if (head.status === 101) {
        this.#switch(receiver, head, Buffer.from(buffer.subarray(from)));
        return true;
      }
      if (head.status >= 200) {
        this.#head = head;
        if (head.keepAliveSeconds !== undefined) this.keepAliveSeconds = head.keepAliveSeconds;
        return this.#takeBody(receiver, head, buffer, from);
      }
      receiver.onInterim(head);
    }
  }

  #takeBody(receiver: ResponseReceiver, head: ResponseHead | undefined, buffer: Buffer, from: number): boolean {
    let endsWithConnection = false;
    if (head !== undefined) {
      const empty = this.#bodyless || head.status === 204 || head.status === 304;
      this.#chunked = !empty && head.chunked ? new ChunkedBody() : undefined;
      this.#remaining = empty ? 0 : head.chunked ? -1 : head.contentLength;
      endsWithConnection = !empty && !head.chunked && head.contentLength === -1;
    }
    let to = buffer.length;
    let ended = false;
    if (this.#chunked !== undefined) {
      const end = this.#chunked.scan(buffer, from);
      if (end !== -1) {
        to = end;
        ended = true;
      }
    } else if (this.#remaining !== -1) {
      to = Math.min(buffer.length, from + this.#remaining);
      this.#remaining -= to - from;
      ended = this.#remaining === 0;
    }
    if (ended) this.#settle(to === buffer.length);
    if (head === undefined) return receiver.onBody(buffer, from, to, ended);
    return receiver.onHead(head, endsWithConnection, buffer, from, to, ended);
  }

  /** The answer is complete: the connection goes back, unless something on it is left undone. */
  #settle(clean: boolean): void {
    const reusable = clean && this.#requestEnded && this.#head?.close === false && !this.retired;
    this.#receiver = undefined;
    this.#head = undefined;
    this.#chunked = undefined;
    this.#remaining = -1;
    this.reused = true;
    if (reusable) this.#owner.onReusable(this);
    else this.#socket.destroy();
  }

  #switch(receiver: ResponseReceiver, head: ResponseHead, rest: Buffer): void {
    this.#receiver = undefined;
    this.gone = true;
    this.#owner.onGone(this);
    for (const event of ['drain', 'end', 'error', 'close']) this.#socket.removeAllListeners(event);
    this.#input.passTo(this.#socket);
    receiver.onSwitch(head, this.#socket, rest);
  }

  #onEnd(): void {
    const receiver = this.#receiver;
    if (receiver !== undefined && this.#head !== undefined && this.#chunked === undefined && this.#remaining === -1) {
      this.#settle(false);
      receiver.onBody(nothing, 0, 0, true);
    } else this.#socket.destroy();
  }

  #onClose(): void {
    this.gone = true;
    this.#owner.onGone(this);
    const receiver = this.#receiver;
    this.#receiver = undefined;
    if (receiver === undefined) return;
    const fault = this.#fault;
    const kind = this.connected ? 'closed' : 'connect';
    const message = fault === undefined ? 'connection closed' : describeSocketError(fault);
    receiver.onFailure(new UpstreamError(kind, message, { cause: fault }));
  }
}
