import { type RuntimeEvent } from '../runtime/events';
import { Histogram } from './histogram';
import { type ApiRates, type Percentiles } from './protocol';

const windowSeconds = 60;
const meanSeconds = 10;
const maxFields = 30;

interface FieldSecond {
  readonly durations: Histogram;
  errors: number;
}

interface Second {
  readonly epochSecond: number;
  readonly requests: Histogram;
  readonly deliveries: Histogram;
  readonly fields: Map<string, FieldSecond>;
  errors: number;
  publishes: number;
}

function percentiles(histogram: Histogram): Percentiles | null {
  const p50 = histogram.quantile(0.5);
  const p99 = histogram.quantile(0.99);
  return p50 === undefined || p99 === undefined ? null : { p50, p99 };
}

function merge(histograms: readonly Histogram[]): Histogram {
  const merged = new Histogram();
  for (const histogram of histograms) merged.add(histogram);
  return merged;
}

/** What happened at one API in the last minute, second by second. An event costs the same at any rate. */
export class ApiMetrics {
  readonly #seconds: (Second | undefined)[] = new Array<Second | undefined>(windowSeconds + 1).fill(undefined);
  #openConnections = 0;
  #subscriptions = 0;

  constructor(readonly apiId: string) {}

  record(event: Exclude<RuntimeEvent, { kind: 'log' }>): void {
    switch (event.kind) {
      case 'request':
        this.#recordRequest(event.at, event.field ?? event.operation, event.durationMs, event.errors > 0);
        break;
      case 'publish':
        this.#second(event.at).publishes++;
        break;
      case 'delivery':
        this.#second(event.at).deliveries.record(event.latencyMs);
        break;
      case 'connection':
        this.#openConnections = event.open;
        this.#subscriptions = event.subscriptions;
        break;
    }
  }

  /** The rates as of `nowMs`; the running second counts for nothing but the totals of the minute. */
  rates(nowMs: number): ApiRates {
    const now = Math.floor(nowMs / 1000);
    const whole = Array.from({ length: windowSeconds }, (_, index) => this.#find(now - windowSeconds + index));
    const minute = [...whole, this.#find(now)].filter((second) => second !== undefined);
    const recent = whole.slice(-meanSeconds);
    const mean = (count: (second: Second) => number): number =>
      recent.reduce((sum, second) => sum + (second ? count(second) : 0), 0) / meanSeconds;
    const requests = merge(minute.map((second) => second.requests));
    return {
      apiId: this.apiId,
      requestsPerSecond: mean((second) => second.requests.count),
      publishesPerSecond: mean((second) => second.publishes),
      deliveriesPerSecond: mean((second) => second.deliveries.count),
      requestMs: percentiles(requests),
      deliveryMs: percentiles(merge(minute.map((second) => second.deliveries))),
      requests: requests.count,
      errors: minute.reduce((sum, second) => sum + second.errors, 0),
      openConnections: this.#openConnections,
      subscriptions: this.#subscriptions,
      fields: this.#fields(minute),
      series: {
        requests: whole.map((second) => second?.requests.count ?? 0),
        deliveries: whole.map((second) => second?.deliveries.count ?? 0),
        requestP99Ms: whole.map((second) => second?.requests.quantile(0.99) ?? null),
        deliveryP99Ms: whole.map((second) => second?.deliveries.quantile(0.99) ?? null),
      },
    };
  }

  #recordRequest(at: number, field: string, durationMs: number, failed: boolean): void {
    const second = this.#second(at);
    second.requests.record(durationMs);
    if (failed) second.errors++;
    // Callers choose operation names, so their number must not be theirs to choose.
    const name = second.fields.has(field) || second.fields.size < maxFields ? field : '(others)';
    const entry = second.fields.get(name) ?? { durations: new Histogram(), errors: 0 };
    entry.durations.record(durationMs);
    if (failed) entry.errors++;
    second.fields.set(name, entry);
  }

  #fields(minute: readonly Second[]): ApiRates['fields'] {
    const names = new Set(minute.flatMap((second) => [...second.fields.keys()]));
    const rows = [...names].flatMap((field) => {
      const entries = minute.map((second) => second.fields.get(field)).filter((entry) => entry !== undefined);
      const durations = merge(entries.map((entry) => entry.durations));
      const errors = entries.reduce((sum, entry) => sum + entry.errors, 0);
      const times = percentiles(durations);
      return times ? [{ field, requests: durations.count, errors, ...times }] : [];
    });
    return rows.sort((a, b) => b.requests - a.requests || a.field.localeCompare(b.field)).slice(0, maxFields);
  }

  #find(epochSecond: number): Second | undefined {
    const second = this.#seconds[epochSecond % this.#seconds.length];
    return second?.epochSecond === epochSecond ? second : undefined;
  }

  #second(at: number): Second {
    const epochSecond = Math.floor(at / 1000);
    const known = this.#find(epochSecond);
    if (known) return known;
    const second: Second = {
      ...{ epochSecond, requests: new Histogram(), deliveries: new Histogram(), fields: new Map(), errors: 0 },
      publishes: 0,
    };
    this.#seconds[epochSecond % this.#seconds.length] = second;
    return second;
  }
}
