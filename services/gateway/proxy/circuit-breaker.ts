export interface CircuitBreakerOptions {
  /** Outcomes that are looked at together, in milliseconds. @default 10000 */
  readonly windowMs?: number;
  /** Fewest outcomes in a window that can open the circuit. @default 20 */
  readonly minimumRequests?: number;
  /** Share of failures that opens it, 0 to 1. @default 0.5 */
  readonly failureRatio?: number;
  /** How long it stays open before one request may try, in milliseconds. @default 5000 */
  readonly openMs?: number;
}

/** A permission to ask the upstream; whoever has one reports one outcome. */
export type Admission = 'normal' | 'probe';

/**
 * Keeps requests from an upstream that fails most of them. Open, it lets none pass; after `openMs` it is half-open: one request
 * may try, and its outcome closes the circuit or opens it again.
 */
export class CircuitBreaker {
  readonly #options: Required<CircuitBreakerOptions>;
  #state: 'closed' | 'open' | 'half-open' = 'closed';
  #windowStartMs = 0;
  #requests = 0;
  #failures = 0;
  #openedMs = 0;

  constructor(options: CircuitBreakerOptions = {}) {
    this.#options = { windowMs: 10_000, minimumRequests: 20, failureRatio: 0.5, openMs: 5000, ...options };
  }

  get state(): 'closed' | 'open' | 'half-open' {
    return this.#state;
  }

  /** Asks for permission at `nowMs`; undefined when the request must be refused. */
  admit(nowMs: number): Admission | undefined {
    if (this.#state === 'closed') return 'normal';
    if (this.#state === 'half-open' || nowMs - this.#openedMs < this.#options.openMs) return undefined;
    this.#state = 'half-open';
    return 'probe';
  }

  /** Milliseconds until the circuit may let a request try; at least 0. */
  retryAfterMs(nowMs: number): number {
    return Math.max(0, this.#openedMs + this.#options.openMs - nowMs);
  }

  /** Reports how an admitted request ended: `neutral` when it says nothing of the upstream (the client left). */
  report(admission: Admission, outcome: 'success' | 'failure' | 'neutral', nowMs: number): void {
    if (admission === 'probe') {
      this.#settleProbe(outcome, nowMs);
      return;
    }
    if (this.#state !== 'closed' || outcome === 'neutral') return;
    if (nowMs - this.#windowStartMs >= this.#options.windowMs) this.#startWindow(nowMs);
    this.#requests += 1;
    if (outcome === 'success') return;
    this.#failures += 1;
    const { minimumRequests, failureRatio } = this.#options;
    if (this.#requests >= minimumRequests && this.#failures >= this.#requests * failureRatio) this.#open(nowMs);
  }

  #settleProbe(outcome: 'success' | 'failure' | 'neutral', nowMs: number): void {
    if (outcome === 'success') {
      this.#state = 'closed';
      this.#startWindow(nowMs);
    } else if (outcome === 'failure') this.#open(nowMs);
    // A probe that says nothing leaves the place to the next request.
    else this.#state = 'open';
  }

  #open(nowMs: number): void {
    this.#state = 'open';
    this.#openedMs = nowMs;
  }

  #startWindow(nowMs: number): void {
    this.#windowStartMs = nowMs;
    this.#requests = 0;
    this.#failures = 0;
  }
}
