import { Pool } from 'undici';
import { type Clock } from '../../clock';
import { type HealthCheckDefinition } from '../definition/definitions';
import { type TargetAddress, type TargetHealth } from '../load-balancers';
import { type HealthProbe } from './health-probe';
import { HealthState } from './health-state';

export interface TargetOptions {
  readonly clock: Clock;
  readonly check: HealthCheckDefinition;
  readonly probe: HealthProbe;
  /** Scheme of the requests that go to it. */
  readonly scheme: 'http' | 'https';
  /** Called after each change of `health`. */
  readonly onChange: () => void;
}

const connectTimeoutMs = 10_000;

/** One registered target: its health, what is open to it, and its connections. */
export class Target {
  readonly #options: TargetOptions;
  readonly #health: HealthState;
  readonly #open = new Set<() => void>();
  #pool: Pool | undefined;
  #isDraining = false;
  #cancelTimer: () => void = () => undefined;
  #probing: AbortController | undefined;
  #onIdle: () => void = () => undefined;

  constructor(
    readonly address: TargetAddress,
    options: TargetOptions,
  ) {
    this.#options = options;
    this.#health = new HealthState(options.check, options.clock.nowMs());
    if (options.check.enabled) this.#check();
    else this.#health.record(undefined, options.clock.nowMs());
  }

  get health(): TargetHealth {
    const { address: target } = this;
    if (this.#isDraining) return { target, state: 'draining', reason: 'Target deregistration is in progress' };
    const { state, reason } = this.#health;
    return { target, state, ...(reason === undefined ? {} : { reason }) };
  }

  /** Requests and connections that are open. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Connections for HTTP requests; kept alive between them. */
  get pool(): Pool {
    const { scheme } = this.#options;
    const { host, port } = this.address;
    // A load balancer does not verify the certificates of its targets.
    this.#pool ??= new Pool(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`, {
      connect: { timeout: connectTimeoutMs, rejectUnauthorized: false },
    });
    return this.#pool;
  }

  get scheme(): 'http' | 'https' {
    return this.#options.scheme;
  }

  /**
   * Counts something as open.
   * @param abort ends it, when the target is removed before it has ended
   * @returns to be called when it has ended
   */
  open(abort: () => void): () => void {
    // A function of its own, so that the same `abort` may be open twice.
    const entry = (): void => abort();
    this.#open.add(entry);
    return () => {
      this.#open.delete(entry);
      if (this.#open.size === 0) this.#onIdle();
    };
  }

  /** Resolves when nothing is open any more, or after `delayMs`, when what still is has been ended. */
  async drain(delayMs: number): Promise<void> {
    this.#isDraining = true;
    this.#stopChecks();
    this.#options.onChange();
    if (this.#open.size > 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.#options.clock.after(delayMs, resolve);
        this.#onIdle = () => {
          cancel();
          resolve();
        };
      });
    }
    this.close();
  }

  /** Ends all that is open. */
  close(): void {
    this.#isDraining = true;
    this.#stopChecks();
    for (const abort of [...this.#open]) abort();
    void this.#pool?.destroy();
  }

  #stopChecks(): void {
    this.#cancelTimer();
    this.#probing?.abort();
  }

  #check(): void {
    const { clock, check, probe, onChange } = this.#options;
    const probing = new AbortController();
    this.#probing = probing;
    let timedOut = false;
    const cancelTimeout = clock.after(check.timeoutMs, () => {
      timedOut = true;
      probing.abort();
    });
    void probe(this.address, probing.signal).then((failure) => {
      cancelTimeout();
      if (this.#isDraining) return;
      const before = this.#health.state;
      this.#health.record(timedOut ? 'Request timed out' : failure, clock.nowMs());
      this.#cancelTimer = clock.after(this.#health.pauseMs, () => this.#check());
      if (this.#health.state !== before) onChange();
    });
  }
}
