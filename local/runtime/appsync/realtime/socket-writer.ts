import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';

/** Bytes after which held-back frames are written at once. */
const FLUSH_BYTES = 64 * 1024;

/**
 * Holds frames back until the end of the event loop's turn, so that all messages of a turn to one connection leave in
 * one write.
 */
export class WriteTurn {
  readonly #held = new Set<Duplex>();

  hold(socket: Duplex): void {
    if (this.#held.has(socket)) return;
    if (this.#held.size === 0) setImmediate(() => this.#flush());
    this.#held.add(socket);
    socket.cork();
  }

  #flush(): void {
    const sockets = [...this.#held];
    this.#held.clear();
    for (const socket of sockets) socket.uncork();
  }
}

/** Writes text frames to one connection and cuts it when its reader is too slow. */
export class SocketWriter {
  readonly #webSocket: WebSocket;
  readonly #socket: Duplex;
  readonly #turn: WriteTurn;
  readonly #bufferedBytes: number;
  readonly #onOverflow: (bufferedBytes: number) => void;

  /**
   * @param bufferedBytes that may wait for the reader.
   * @param onOverflow called once, when more wait and the connection is cut.
   */
  constructor(
    webSocket: WebSocket,
    socket: Duplex,
    turn: WriteTurn,
    bufferedBytes: number,
    onOverflow: (bufferedBytes: number) => void,
  ) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#turn = turn;
    this.#bufferedBytes = bufferedBytes;
    this.#onOverflow = onOverflow;
  }

  /** @returns false when the connection is closing, closed, or was cut by this message. */
  send(text: string): boolean {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return false;
    this.#turn.hold(this.#socket);
    this.#webSocket.send(text);
    if (this.#webSocket.bufferedAmount > FLUSH_BYTES) this.#writeHeld();
    const waiting = this.#webSocket.bufferedAmount;
    if (waiting <= this.#bufferedBytes) return true;
    // No close frame: it would wait behind all that the reader does not read.
    this.#webSocket.terminate();
    this.#onOverflow(waiting);
    return false;
  }

  /** Gives the frames held back to the operating system; the connection stays held for the rest of the turn. */
  #writeHeld(): void {
    this.#socket.uncork();
    this.#socket.cork();
  }
}
