import { type Clock } from './clock';
import { type ServiceEntry } from './configuration';
import { type Log } from './log';

/** How a service answered its last health check. */
export interface HealthStatus {
  readonly healthy: boolean;
  /** ISO 8601. */
  readonly last_check: string;
  readonly response_code?: number;
  /** Why there was no answer. */
  readonly error?: string;
}

/** Asks a service for its health; resolves with the status of the answer. */
export type CheckHealth = (service: ServiceEntry, signal: AbortSignal) => Promise<number>;

export interface HealthMonitorOptions {
  readonly services: readonly ServiceEntry[];
  readonly check: CheckHealth;
  readonly clock: Clock;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly intervalMs: number;
  /** @default 5000 */
  readonly timeoutMs?: number;
}

/** Wait after a first failed check; it doubles with each further one, up to the interval. */
const firstRetryMs = 1000;
/** Share of the wait by which a check may come earlier or later, so that many proxies do not ask at once. */
const jitter = 0.1;

/**
 * Checks each service on its own, one check at a time: an answer of 200 makes it healthy, anything else unhealthy. A healthy
 * service is checked every interval, an unhealthy one sooner, so that its recovery is noticed.
 */
export class HealthMonitor {
  readonly #options: HealthMonitorOptions;
  readonly #statuses = new Map<string, HealthStatus>();
  readonly #running = new Map<string, Promise<boolean>>();
  readonly #cancels = new Map<string, () => void>();
  readonly #failures = new Map<string, number>();
  #stopped = false;

  constructor(options: HealthMonitorOptions) {
    this.#options = options;
  }

  isHealthy(service: string): boolean {
    return this.#statuses.get(service)?.healthy === true;
  }

  status(service: string): HealthStatus | undefined {
    return this.#statuses.get(service);
  }

  /** The last status of every service that has been checked. */
  details(): Readonly<Record<string, HealthStatus>> {
    return Object.fromEntries(this.#statuses);
  }

  /** Checks every service once, then each again and again; resolves after the first checks. */
  async start(): Promise<void> {
    await Promise.all(this.#options.services.map((service) => this.check(service)));
    for (const service of this.#options.services) this.#schedule(service);
  }

  /** Ends the checks to come. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }

  /** Checks `service` now, or joins the check at work; resolves with whether it is healthy. */
  check(service: ServiceEntry): Promise<boolean> {
    const running = this.#running.get(service.name);
    if (running !== undefined) return running;
    const started = this.#check(service).finally(() => this.#running.delete(service.name));
    this.#running.set(service.name, started);
    return started;
  }

  #schedule(service: ServiceEntry): void {
    if (this.#stopped) return;
    const { clock, intervalMs, random } = this.#options;
    const failures = this.#failures.get(service.name) ?? 0;
    const waitMs = failures === 0 ? intervalMs : Math.min(intervalMs, firstRetryMs * 2 ** (failures - 1));
    const delayMs = waitMs * (1 - jitter + 2 * jitter * random());
    const cancel = clock.after(delayMs, () => void this.check(service).then(() => this.#schedule(service)));
    this.#cancels.set(service.name, cancel);
  }

  async #check(service: ServiceEntry): Promise<boolean> {
    const { check, clock, timeoutMs = 5000 } = this.#options;
    const controller = new AbortController();
    const cancel = clock.after(timeoutMs, () => controller.abort(new Error(`no answer within ${timeoutMs} ms`)));
    const before = this.#statuses.get(service.name)?.healthy;
    let status: HealthStatus;
    try {
      const code = await check(service, controller.signal);
      status = { healthy: code === 200, last_check: this.#now(), response_code: code };
    } catch (error) {
      status = {
        healthy: false,
        last_check: this.#now(),
        error: error instanceof Error ? error.message : String(error),
      };
    } finally {
      cancel();
    }
    this.#statuses.set(service.name, status);
    this.#failures.set(service.name, status.healthy ? 0 : (this.#failures.get(service.name) ?? 0) + 1);
    if (before !== status.healthy) {
      const { healthy, response_code: responseCode, error } = status;
      const fields = { service: service.name, healthy, responseCode, error };
      this.#options.log.write(healthy ? 'INFO' : 'ERROR', `health of ${service.name} changed`, fields);
    } else this.#options.log.write('DEBUG', `health of ${service.name} checked`, { service: service.name, ...status });
    return status.healthy;
  }

  #now(): string {
    return new Date(this.#options.clock.nowMs()).toISOString();
  }
}
