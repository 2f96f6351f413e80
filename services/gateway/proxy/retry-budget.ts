/**
 * Lets retries be a share of the requests, so that an upstream in trouble is not asked twice as often. Every request adds
 * `share` of a retry, up to `reserve`, which is also what there is at the start.
 */
export class RetryBudget {
  readonly #share: number;
  readonly #reserve: number;
  #retries: number;

  constructor(share = 0.1, reserve = 10) {
    this.#share = share;
    this.#reserve = reserve;
    this.#retries = reserve;
  }

  onRequest(): void {
    if (this.#retries < this.#reserve) this.#retries = Math.min(this.#reserve, this.#retries + this.#share);
  }

  /** Takes one retry; false when none is left. */
  take(): boolean {
    if (this.#retries < 1) return false;
    this.#retries -= 1;
    return true;
  }
}
