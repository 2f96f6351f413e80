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

/** The requests of one load balancer, target group or distribution in the last minute, second by second. */
export class HttpMetrics {
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

/** The metrics by that name, made at the first use. */
export function metricsOf<Metrics>(all: Map<string, Metrics>, name: string, make: (name: string) => Metrics): Metrics {
  const metrics = all.get(name) ?? make(name);
  all.set(name, metrics);
  return metrics;
}
