import { type RuntimeEvent } from '../runtime/events';
import { Histogram } from './histogram';
import { type HttpRates, type StatusCounts } from './protocol';
import { SecondWindow } from './second-window';

interface Second {
  readonly times: Histogram;
  readonly statuses: Record<keyof StatusCounts, number>;
  requests: number;
}

function classOf(status: number): keyof StatusCounts | undefined {
  if (status < 200 || status > 599) return undefined;
  if (status < 300) return '2xx';
  if (status < 400) return '3xx';
  return status < 500 ? '4xx' : '5xx';
}

/** The requests of one load balancer or target group in the last minute, second by second. */
class HttpMetrics {
  readonly #window = new SecondWindow<Second>(() => ({
    times: new Histogram(),
    statuses: { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 },
    requests: 0,
  }));

  constructor(private readonly name: string) {}

  /** @param ms undefined where nothing was waited for */
  record(atMs: number, status: number, ms: number | undefined): void {
    const second = this.#window.at(atMs);
    second.requests++;
    const statusClass = classOf(status);
    if (statusClass !== undefined) second.statuses[statusClass]++;
    if (ms !== undefined) second.times.record(ms);
  }

  rates(nowMs: number): HttpRates {
    const { whole, minute, mean } = this.#window.view(nowMs);
    const total = (count: (second: Second) => number): number => minute.reduce((sum, second) => sum + count(second), 0);
    return {
      name: this.name,
      requestsPerSecond: mean(({ requests }) => requests),
      requests: total(({ requests }) => requests),
      statuses: {
        '2xx': total(({ statuses }) => statuses['2xx']),
        '3xx': total(({ statuses }) => statuses['3xx']),
        '4xx': total(({ statuses }) => statuses['4xx']),
        '5xx': total(({ statuses }) => statuses['5xx']),
      },
      timeMs: Histogram.merge(minute.map(({ times }) => times)).percentiles(),
      series: whole.map((second) => second?.requests ?? 0),
    };
  }
}

/** Rates of all load balancers and target groups that were asked for something; deployed names bound their number. */
export class BalancingRates {
  readonly #loadBalancers = new Map<string, HttpMetrics>();
  readonly #targetGroups = new Map<string, HttpMetrics>();

  record({ at, loadBalancer, targetGroup, status, durationMs, targetMs }: Extract<RuntimeEvent, { kind: 'balanced' }>) {
    metricsOf(this.#loadBalancers, loadBalancer).record(at, status, durationMs);
    if (targetGroup !== undefined) metricsOf(this.#targetGroups, targetGroup).record(at, status, targetMs);
  }

  /** The rates as of `nowMs`; the running second counts for nothing but the totals of the minute. */
  rates(nowMs: number): { readonly loadBalancers: readonly HttpRates[]; readonly targetGroups: readonly HttpRates[] } {
    const ratesOf = (all: ReadonlyMap<string, HttpMetrics>): readonly HttpRates[] =>
      [...all.values()].map((metrics) => metrics.rates(nowMs));
    return { loadBalancers: ratesOf(this.#loadBalancers), targetGroups: ratesOf(this.#targetGroups) };
  }
}

function metricsOf(all: Map<string, HttpMetrics>, name: string): HttpMetrics {
  const metrics = all.get(name) ?? new HttpMetrics(name);
  all.set(name, metrics);
  return metrics;
}
