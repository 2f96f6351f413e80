import { type Clock } from './clock';

/** Collects lines and hands them on together: a write for each would cost more than the request it tells of. */
export class LineWriter {
  readonly #output: (text: string) => void;
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #maxLength: number;
  #text = '';
  #cancel: (() => void) | undefined;

  /** Lines wait at most `delayMs` (100) or until they are `maxLength` (32768) characters together. */
  constructor(output: (text: string) => void, clock: Clock, delayMs = 100, maxLength = 32_768) {
    this.#output = output;
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#maxLength = maxLength;
  }

  /** Takes one line, without its line end. */
  write(line: string): void {
    this.#text += line + '\n';
    if (this.#text.length >= this.#maxLength) this.flush();
    else this.#cancel ??= this.#clock.after(this.#delayMs, () => this.flush());
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    this.#output(text);
  }
}
