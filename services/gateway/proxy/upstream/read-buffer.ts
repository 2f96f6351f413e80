import { type Socket, type TcpSocketConnectOpts } from 'node:net';

export type OnRead = NonNullable<TcpSocketConnectOpts['onread']>;

/** What a socket reads at most at once. */
const bytes = 65_536;

/**
 * The memory that a socket reads into, the same again and again: as a rule what was read has been written out before the next
 * read. New memory for each read would be garbage, of which much gathers while a large body passes.
 */
export class ReadBuffer {
  /** Option of `net.connect` and `tls.connect`; the socket has no `data` events then. */
  readonly onread: OnRead;
  #buffer = Buffer.allocUnsafeSlow(bytes);
  #socket: Socket | undefined;

  /** `take` gets what was read, and returns whether the memory may be read into again: nothing uses it any more. */
  constructor(take: (chunk: Buffer) => boolean) {
    this.onread = {
      buffer: () => this.#buffer,
      callback: (length) => {
        const chunk = this.#buffer.subarray(0, length);
        if (this.#socket !== undefined) return this.#socket.push(Buffer.from(chunk));
        if (!take(chunk)) this.#buffer = Buffer.allocUnsafeSlow(bytes);
        return true;
      },
    };
  }

  /** From now on `socket` has its data as a stream, like one without `onread`. */
  passTo(socket: Socket): void {
    this.#socket = socket;
  }
}
