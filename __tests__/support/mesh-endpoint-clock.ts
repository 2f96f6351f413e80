import { type Clock } from '../../local/runtime/clock';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on; timers run in the order in which they are due. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMs: number;

  /** @param startMs milliseconds since the epoch. @default the present, on a whole second */
  constructor(startMs = Math.ceil(Date.now() / 1000) * 1000) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** Whole seconds since the epoch, floored. */
  nowSeconds(): number {
    return Math.floor(this.#nowMs / 1000);
  }

  nowIso(): string {
    return new Date(this.#nowMs).toISOString();
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets `ms` milliseconds pass. */
  advance(ms: number): void {
    this.setTo(this.#nowMs + ms);
  }

  /** Lets the time pass until `ms` since the epoch; a past moment turns the clock back, which runs no timer. */
  setTo(ms: number): void {
    for (let next = this.#nextUntil(ms); next !== undefined; next = this.#nextUntil(ms)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = ms;
  }

  #nextUntil(ms: number): Timer | undefined {
    const due = [...this.#timers].filter(({ dueMs }) => dueMs <= ms);
    return due.reduce<Timer | undefined>(
      (first, timer) => (first === undefined || timer.dueMs < first.dueMs ? timer : first),
      undefined,
    );
  }
}
