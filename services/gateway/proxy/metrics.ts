import { type Clock, every } from './clock';
import { type LineWriter } from './line-writer';

/** The most values one metric of an embedded metric format line may hold. */
const maxValues = 100;

interface ServiceCounts {
  requests: number;
  errors: number;
  /** A uniform sample of the response times since the last flush, in milliseconds. */
  readonly times: number[];
}

export interface MetricsOptions {
  readonly services: readonly string[];
  /** Value of the dimension `Stage`. @default no dimension */
  readonly stage?: string | undefined;
  readonly isHealthy: (service: string) => boolean;
  readonly writer: LineWriter;
  readonly clock: Clock;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  /** @default 10000 */
  readonly intervalMs?: number;
}

/**
 * Counts requests by service and writes them as CloudWatch embedded metric format, one line a service and interval, in the
 * namespace `MicroserviceProxy`: `ServiceHealth/<s>` (1 or 0), `RequestCount/<s>`, `ErrorCount/<s>` (status 400 and above) and
 * `ResponseTime/<s>` (Milliseconds, up to 100 of the times, drawn evenly). A service without requests has its health only.
 */
export class Metrics {
  readonly #options: MetricsOptions;
  readonly #counts = new Map<string, ServiceCounts>();
  /** Stages may share an account: without it their figures would be one. */
  readonly #dimensions: Readonly<Record<string, string>>;
  #stop: (() => void) | undefined;

  constructor(options: MetricsOptions) {
    this.#options = options;
    this.#dimensions = options.stage === undefined ? {} : { Stage: options.stage };
    for (const service of options.services) this.#counts.set(service, { requests: 0, errors: 0, times: [] });
  }

  /** Writes every interval from now on, until `stop`. */
  start(): void {
    this.#stop ??= every(this.#options.clock, this.#options.intervalMs ?? 10_000, () => this.flush());
  }

  /** Ends the intervals and writes what was counted since the last. */
  stop(): void {
    if (this.#stop === undefined) return;
    this.#stop();
    this.#stop = undefined;
    this.flush();
  }

  record(service: string, status: number, durationMs: number): void {
    const counts = this.#counts.get(service);
    if (counts === undefined) return;
    counts.requests += 1;
    if (status >= 400) counts.errors += 1;
    if (counts.times.length < maxValues) counts.times.push(durationMs);
    else {
      const place = Math.floor(this.#options.random() * counts.requests);
      if (place < maxValues) counts.times[place] = durationMs;
    }
  }

  flush(): void {
    for (const [service, counts] of this.#counts) this.#write(service, counts);
    this.#options.writer.flush();
  }

  #write(service: string, counts: ServiceCounts): void {
    const metrics = [{ Name: `ServiceHealth/${service}`, Unit: 'None' }];
    const values: Record<string, number | number[]> = {
      [`ServiceHealth/${service}`]: this.#options.isHealthy(service) ? 1 : 0,
    };
    if (counts.requests > 0) {
      metrics.push(
        { Name: `RequestCount/${service}`, Unit: 'Count' },
        { Name: `ErrorCount/${service}`, Unit: 'Count' },
        { Name: `ResponseTime/${service}`, Unit: 'Milliseconds' },
      );
      values[`RequestCount/${service}`] = counts.requests;
      values[`ErrorCount/${service}`] = counts.errors;
      values[`ResponseTime/${service}`] = counts.times.map((ms) => Math.round(ms * 100) / 100);
    }
    counts.requests = 0;
    counts.errors = 0;
    counts.times.length = 0;
    this.#options.writer.write(
      JSON.stringify({
        _aws: {
          Timestamp: Math.floor(this.#options.clock.nowMs()),
          CloudWatchMetrics: [
            { Namespace: 'MicroserviceProxy', Dimensions: [Object.keys(this.#dimensions)], Metrics: metrics },
          ],
        },
        ...this.#dimensions,
        ...values,
      }),
    );
  }
}
