import { type Socket } from 'node:net';
import { type RequestHandler } from './client/client-connection';

/** Two connections as one after an upgrade: bytes pass both ways until either side ends. */
export class Tunnel implements RequestHandler {
  readonly #upstream: Socket;
  readonly #idleTimeoutMs: number;
  readonly #onEnd: (requestBytes: number, responseBytes: number) => void;
  #client: Socket | undefined;
  #lastBytes = 0;
  #lastMs = 0;
  #before = 0;

  /** `onEnd` is called once, with the bytes that passed. */
  constructor(upstream: Socket, idleTimeoutMs: number, onEnd: (requestBytes: number, responseBytes: number) => void) {
    this.#upstream = upstream;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#onEnd = onEnd;
  }

  /** Joins the two: `early` came from the client and `rest` from the upstream before. */
  start(client: Socket, early: Buffer, rest: Buffer, nowMs: number): void {
    const upstream = this.#upstream;
    this.#client = client;
    this.#before = client.bytesRead - early.length;
    this.#lastMs = nowMs;
    if (early.length > 0) upstream.write(early);
    if (rest.length > 0) client.write(rest);
    // One side's fault ends the other; its close tells what there is to tell.
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroySoon());
    client.pipe(upstream);
    upstream.pipe(client);
    client.resume();
  }

  onClientGone(): void {
    const client = this.#client;
    this.#upstream.destroy();
    if (client === undefined) return;
    this.#client = undefined;
    this.#onEnd(client.bytesRead - this.#before, this.#upstream.bytesRead);
  }

  checkTimeouts(nowMs: number): void {
    const bytes = (this.#client?.bytesRead ?? 0) + this.#upstream.bytesRead;
    if (bytes !== this.#lastBytes) {
      this.#lastBytes = bytes;
      this.#lastMs = nowMs;
    } else if (nowMs - this.#lastMs >= this.#idleTimeoutMs) this.#client?.destroy();
  }

  // The pipes carry what these would.
  onRequestBody(): void {
    throw new Error('tunnel: the client connection was handed over and reads no body');
  }

  onClientDrain(): void {
    throw new Error('tunnel: the client connection was handed over and writes nothing');
  }

  onRequestFault(): void {
    throw new Error('tunnel: the client connection was handed over and reads no request');
  }
}
