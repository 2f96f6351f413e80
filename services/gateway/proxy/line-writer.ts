import { type Clock } from './clock';

/** Collects lines and hands them on together: a write for each would cost more than the request it tells of. */
export class LineWriter {
  readonly #output: (text: string) => void;
  readonly #clock: Clock;
  readonly #delayMs: number;
  // Bytes, not text: the pieces that lines are put together from would outlive one garbage collection after the other.
  readonly #bytes: Buffer;
  #used = 0;
  #cancel: (() => void) | undefined;

  /** Lines wait at most `delayMs` (100) or until they take about `maxBytes` (32768) together. */
  constructor(output: (text: string) => void, clock: Clock, delayMs = 100, maxBytes = 32_768) {
    this.#output = output;
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#bytes = Buffer.allocUnsafeSlow(maxBytes);
  }

  /** Takes one line, without its line end. */
  write(line: string): void {
    const most = line.length * 3 + 1;
    if (this.#used + most > this.#bytes.length) this.flush();
    if (most > this.#bytes.length) {
      this.#output(`${line}\n`);
      return;
    }
    this.#used += this.#bytes.write(line, this.#used);
    this.#bytes[this.#used] = 0x0a;
    this.#used += 1;
    this.#cancel ??= this.#clock.after(this.#delayMs, () => this.flush());
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#used === 0) return;
    const text = this.#bytes.toString('utf8', 0, this.#used);
    this.#used = 0;
    this.#output(text);
  }
}
