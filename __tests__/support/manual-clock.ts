import type { Clock } from '../../local/runtime/clock';

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs: number;
  readonly #timers = new Map<number, { readonly atMs: number; readonly callback: () => void }>();
  #lastTimer = 0;

  constructor(nowMs = Date.UTC(2030, 0, 1)) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, callback: () => void): () => void {
    this.#lastTimer += 1;
    const timer = this.#lastTimer;
    this.#timers.set(timer, { atMs: this.#nowMs + ms, callback });
    return () => void this.#timers.delete(timer);
  }

  /** Timers that have not run or been cancelled. */
  pending(): number {
    return this.#timers.size;
  }

  /** Lets `ms` milliseconds pass; timers run in the order of their time, those they set included. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [due] = [...this.#timers].filter(([, { atMs }]) => atMs <= endMs).sort(([, a], [, b]) => a.atMs - b.atMs);
      if (due === undefined) break;
      const [timer, { atMs, callback }] = due;
      this.#timers.delete(timer);
      this.#nowMs = atMs;
      callback();
    }
    this.#nowMs = endMs;
  }
}
