import { randomFillSync } from 'node:crypto';

/** Random bytes, drawn from the system many at a time. */
export class RandomIds {
  readonly #fill: (buffer: Buffer) => void;
  readonly #buffer = Buffer.alloc(4096);
  #at = this.#buffer.length;

  constructor(fill: (buffer: Buffer) => void = (buffer) => void randomFillSync(buffer)) {
    this.#fill = fill;
  }

  /** `bytes` random bytes as lower-case hexadecimal; never all zero, which trace context does not allow. */
  hex(bytes: number): string {
    if (this.#at + bytes > this.#buffer.length) {
      this.#fill(this.#buffer);
      this.#at = 0;
    }
    const id = this.#buffer.toString('hex', this.#at, (this.#at += bytes));
    return /^0+$/.test(id) ? `${id.slice(0, -1)}1` : id;
  }
}

const version00 = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const laterVersion = /^(?!00|ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** Whether `value` is a W3C `traceparent`, of version 00 or a later one that can be read as 00. */
export function isTraceparent(value: string): boolean {
  return version00.test(value) || laterVersion.test(value);
}

/** Whether a request id of a client may be taken over: 1 to 128 of letters, digits, `.`, `_`, `-`. */
export function isRequestId(value: string): boolean {
  return /^[A-Za-z0-9._-]{1,128}$/.test(value);
}
