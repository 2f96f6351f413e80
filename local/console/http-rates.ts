import { type RuntimeEvent } from '../runtime/events';
import { HttpMetrics, metricsOf } from './http-metrics';
import { type HttpRates } from './protocol';

const newMetrics = (name: string): HttpMetrics => new HttpMetrics(name);

/** Rates of all load balancers and target groups that were asked for something; deployed names bound their number. */
export class BalancingRates {
  readonly #loadBalancers = new Map<string, HttpMetrics>();
  readonly #targetGroups = new Map<string, HttpMetrics>();

  record({ at, loadBalancer, targetGroup, status, durationMs, targetMs }: Extract<RuntimeEvent, { kind: 'balanced' }>) {
    metricsOf(this.#loadBalancers, loadBalancer, newMetrics).record(at, status, durationMs);
    if (targetGroup !== undefined) metricsOf(this.#targetGroups, targetGroup, newMetrics).record(at, status, targetMs);
  }

  /** The rates as of `nowMs`; the running second counts for nothing but the totals of the minute. */
  rates(nowMs: number): { readonly loadBalancers: readonly HttpRates[]; readonly targetGroups: readonly HttpRates[] } {
    const ratesOf = (all: ReadonlyMap<string, HttpMetrics>): readonly HttpRates[] =>
      [...all.values()].map((metrics) => metrics.rates(nowMs));
    return { loadBalancers: ratesOf(this.#loadBalancers), targetGroups: ratesOf(this.#targetGroups) };
  }
}
