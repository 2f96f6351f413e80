import { type RuntimeEvent } from '../runtime/events';
import { HttpMetrics, metricsOf } from './http-metrics';
import { type EdgeRates } from './protocol';
import { SecondWindow } from './second-window';

/** The requests of one distribution in the last minute, second by second. */
class EdgeMetrics {
  readonly #http: HttpMetrics;
  readonly #window = new SecondWindow<{ hits: number; misses: number }>(() => ({ hits: 0, misses: 0 }));

  constructor(name: string) {
    this.#http = new HttpMetrics(name);
  }

  record({ at, result, status, durationMs }: Extract<RuntimeEvent, { kind: 'edge' }>): void {
    this.#http.record(at, status, durationMs);
    if (result === 'Error') return;
    const second = this.#window.at(at);
    if (result === 'Miss') second.misses++;
    else second.hits++;
  }

  rates(nowMs: number): EdgeRates {
    const { minute } = this.#window.view(nowMs);
    const hits = minute.reduce((sum, second) => sum + second.hits, 0);
    const all = minute.reduce((sum, second) => sum + second.misses, hits);
    return { ...this.#http.rates(nowMs), hitRatio: all === 0 ? null : hits / all };
  }
}

/** Rates of all distributions that were asked for something. */
export class AllEdgeRates {
  readonly #distributions = new Map<string, EdgeMetrics>();

  record(event: Extract<RuntimeEvent, { kind: 'edge' }>): void {
    metricsOf(this.#distributions, event.distribution, (name) => new EdgeMetrics(name)).record(event);
  }

  /** The rates as of `nowMs`; the running second counts for nothing but the totals of the minute. */
  rates(nowMs: number): readonly EdgeRates[] {
    return [...this.#distributions.values()].map((metrics) => metrics.rates(nowMs));
  }
}
