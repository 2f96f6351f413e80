import { type RuntimeEvent } from '../runtime/events';
import { Histogram } from './histogram';
import { type ApiRates } from './protocol';
import { SecondWindow } from './second-window';

const maxFields = 30;

interface FieldSecond {
  readonly durations: Histogram;
  errors: number;
}

interface Second {
  readonly requests: Histogram;
  readonly deliveries: Histogram;
  readonly fields: Map<string, FieldSecond>;
  errors: number;
  publishes: number;
}

/** What happened at one API in the last minute, second by second. */
export class ApiMetrics {
  readonly #window = new SecondWindow<Second>(() => ({
    requests: new Histogram(),
    deliveries: new Histogram(),
    fields: new Map(),
    errors: 0,
    publishes: 0,
  }));
  #openConnections = 0;
  #subscriptions = 0;

  constructor(readonly apiId: string) {}

  record(event: Extract<RuntimeEvent, { apiId: string }>): void {
    switch (event.kind) {
      case 'request':
        this.#recordRequest(event.at, event.field ?? event.operation, event.durationMs, event.errors > 0);
        break;
      case 'publish':
        this.#window.at(event.at).publishes++;
        break;
      case 'delivery':
        this.#window.at(event.at).deliveries.record(event.latencyMs);
        break;
      case 'connection':
        this.#openConnections = event.open;
        this.#subscriptions = event.subscriptions;
        break;
      case 'answer':
        // Its request is counted by an event of its own.
        break;
    }
  }

  /** The rates as of `nowMs`; the running second counts for nothing but the totals of the minute. */
  rates(nowMs: number): ApiRates {
    const { whole, minute, mean } = this.#window.view(nowMs);
    const requests = Histogram.merge(minute.map((second) => second.requests));
    return {
      apiId: this.apiId,
      requestsPerSecond: mean((second) => second.requests.count),
      publishesPerSecond: mean((second) => second.publishes),
      deliveriesPerSecond: mean((second) => second.deliveries.count),
      requestMs: requests.percentiles(),
      deliveryMs: Histogram.merge(minute.map((second) => second.deliveries)).percentiles(),
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
    const second = this.#window.at(at);
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
      const durations = Histogram.merge(entries.map((entry) => entry.durations));
      const errors = entries.reduce((sum, entry) => sum + entry.errors, 0);
      const times = durations.percentiles();
      return times ? [{ field, requests: durations.count, errors, ...times }] : [];
    });
    return rows.sort((a, b) => b.requests - a.requests || a.field.localeCompare(b.field)).slice(0, maxFields);
  }
}
