export interface ExpiringValueOptions<Value> {
  readonly load: () => Promise<Value>;
  /** How long a value is given out before it is loaded again. */
  readonly lifetimeMs: number;
  /** Milliseconds of a clock that only goes forward. @default performance.now */
  readonly nowMs?: () => number;
}

/**
 * A value that is loaded when it is asked for and kept for a while. Callers who come while it is loaded wait for the
 * same load; a failed load is given to them and not kept.
 */
export class ExpiringValue<Value> {
  readonly #options: Required<ExpiringValueOptions<Value>>;
  #kept: { readonly value: Promise<Value>; readonly untilMs: number } | undefined;

  constructor(options: ExpiringValueOptions<Value>) {
    this.#options = { nowMs: () => performance.now(), ...options };
  }

  get(): Promise<Value> {
    const { load, lifetimeMs, nowMs } = this.#options;
    if (this.#kept !== undefined && nowMs() < this.#kept.untilMs) return this.#kept.value;
    const value = load();
    const kept = { value, untilMs: nowMs() + lifetimeMs };
    this.#kept = kept;
    value.catch(() => {
      if (this.#kept === kept) this.#kept = undefined;
    });
    return value;
  }
}
