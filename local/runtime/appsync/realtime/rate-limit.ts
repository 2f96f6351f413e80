import type { Clock } from '../../clock';

/** Admits a number of events in each second, counted from the first event after the last such second. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #perSecond: number;
  #windowStartMs = -Infinity;
  #count = 0;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  admits(): boolean {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#windowStartMs >= 1000) {
      this.#windowStartMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= this.#perSecond;
  }
}
