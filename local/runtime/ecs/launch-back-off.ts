/** Pause before a task that takes the place of one that failed; the first comes at once. */
const backOffMs = [0, 1000, 2000, 5000, 10_000, 15_000];

/** Starts tasks the more slowly the more of them failed in a row. */
export class LaunchBackOff {
  #failures = 0;
  #notBeforeMs = 0;

  /** Notes that a task ended before it served. @returns milliseconds until the next may start */
  fail(nowMs: number): number {
    this.#failures += 1;
    const waitMs = backOffMs[Math.min(this.#failures, backOffMs.length) - 1] ?? 0;
    this.#notBeforeMs = nowMs + waitMs;
    return waitMs;
  }

  /** A task serves: what comes next is not more of the same failure. */
  succeed(): void {
    this.#failures = 0;
  }

  /** Another task definition may do better. */
  reset(): void {
    this.#failures = 0;
    this.#notBeforeMs = 0;
  }

  mayStart(nowMs: number): boolean {
    return nowMs >= this.#notBeforeMs;
  }
}
