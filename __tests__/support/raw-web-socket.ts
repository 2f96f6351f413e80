import { connect, type Socket } from 'node:net';
import { keySubprotocols, until } from './realtime-client';

/** A WebSocket whose frames a test writes byte by byte. */
export class RawWebSocket {
  #received = Buffer.alloc(0);
  closed = false;

  private constructor(readonly socket: Socket) {
    socket.on('data', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data]);
    });
    socket.on('close', () => {
      this.closed = true;
    });
    socket.on('error', () => undefined);
  }

  /** Sends an upgrade request and waits for the end of the answer's headers; those given replace the usual ones. */
  static async open(port: number, headers: Readonly<Record<string, string>> = {}): Promise<RawWebSocket> {
    const raw = new RawWebSocket(connect(port, '127.0.0.1'));
    const lines = Object.entries({
      Host: 'api.example',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': keySubprotocols().join(', '),
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    raw.socket.write(`GET /graphql HTTP/1.1\r\n${lines.join('')}\r\n`);
    await until(() => raw.closed || raw.#received.includes('\r\n\r\n'), 'the answer to the upgrade');
    return raw;
  }

  /** First line of the HTTP answer. */
  status(): string {
    return this.#received.toString('latin1').split('\r\n')[0] ?? '';
  }

  /** All bytes after the headers of the HTTP answer. */
  frames(): Buffer {
    return this.#received.subarray(this.#received.indexOf('\r\n\r\n') + 4);
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The code of the close frame, which must be the first frame received. */
  async closeCode(): Promise<number> {
    await until(() => this.frames().length >= 4, 'a close frame');
    const frames = this.frames();
    if (frames[0] !== 0x88) throw new Error(`expected a close frame, got ${frames.toString('latin1')}`);
    return frames.readUInt16BE(2);
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/**
 * A frame as a client sends it: masked, with the mask 0 so that the payload stays legible.
 * @param firstByte flags and opcode. @default a whole text message
 */
export function clientFrame(payload: Uint8Array | string, firstByte = 0x81): Buffer {
  const bytes = Buffer.from(payload);
  const length =
    bytes.length < 126
      ? Buffer.from([0x80 | bytes.length])
      : Buffer.from([0xfe, bytes.length >> 8, bytes.length & 0xff]);
  return Buffer.concat([Buffer.from([firstByte]), length, Buffer.alloc(4), bytes]);
}
