import { type Writable } from 'node:stream';

/** Gathers the log lines of one turn of the event loop into one write, which a busy service needs to be quick. */
export class LineBuffer {
  readonly #output: Writable;
  #lines = '';
  #scheduled = false;

  constructor(output: Writable) {
    this.#output = output;
  }

  write(line: string): void {
    this.#lines += line;
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  flush(): void {
    this.#scheduled = false;
    const lines = this.#lines;
    this.#lines = '';
    if (lines !== '') this.#output.write(lines);
  }
}
