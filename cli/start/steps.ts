/** A stream that may be a terminal, such as `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const clearLine = '\r\u001b[K';

/** A list of steps for people: one line a step when it is done, and on a terminal what the current one is doing. */
export class Steps {
  readonly #say: (line: string) => void;
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  #current: { readonly title: string; readonly startedMs: number } | undefined;

  constructor(say: (line: string) => void, stream: ProgressStream, now: () => number = () => performance.now()) {
    this.#say = say;
    this.#stream = stream;
    this.#now = now;
  }

  /** Shows `title` as the step that is under way. */
  begin(title: string): void {
    this.#current = { title, startedMs: this.#now() };
    this.#show(title);
  }

  /** Adds what the current step is doing; only a terminal shows it. */
  update(text: string): void {
    if (this.#current !== undefined) this.#show(`${this.#current.title}: ${text}`);
  }

  /** Marks the current step as done. */
  end(detail = ''): void {
    this.#finish('ok', detail);
  }

  /** Runs `work` as one step; `describe` gives what to add when it is done. */
  async run<T>(title: string, work: () => Promise<T>, describe: (result: T) => string = () => ''): Promise<T> {
    this.begin(title);
    try {
      const result = await work();
      this.end(describe(result));
      return result;
    } catch (error) {
      this.#finish('failed', '');
      throw error;
    }
  }

  #finish(mark: 'ok' | 'failed', detail: string): void {
    if (this.#current === undefined) return;
    const { title, startedMs } = this.#current;
    this.#current = undefined;
    if (this.#stream.isTTY === true) this.#stream.write(clearLine);
    const seconds = ((this.#now() - startedMs) / 1000).toFixed(1);
    this.#say(`[${mark}] ${title}${detail === '' ? '' : `: ${detail}`} (${seconds} s)`);
  }

  #show(text: string): void {
    if (this.#stream.isTTY === true) this.#stream.write(`${clearLine}[..] ${text}`.slice(0, 110));
  }
}
