import { BalancingRates } from '../../../local/console/http-rates';
import { ManualClock } from '../../support/manual-clock';

describe('BalancingRates', () => {
  const balanced = (clock: ManualClock, status: number, targetMs?: number, targetGroup: string | null = 'users') => ({
    ...({ kind: 'balanced', at: clock.nowMs(), loadBalancer: 'public', status, durationMs: 100 } as const),
    ...(targetGroup === null ? {} : { targetGroup }),
    ...(targetMs === undefined ? {} : { targetMs }),
  });

  it('counts requests a second and a minute, by class of status', () => {
    const clock = new ManualClock();
    const rates = new BalancingRates();
    for (let second = 0; second < 10; second++) {
      for (const status of [200, 201, 301, 404, 503]) rates.record(balanced(clock, status, 10));
      clock.advance(1000);
    }
    const expected = { requestsPerSecond: 5, requests: 50, statuses: { '2xx': 20, '3xx': 10, '4xx': 10, '5xx': 10 } };
    expect(rates.rates(clock.nowMs())).toMatchObject({
      loadBalancers: [{ name: 'public', ...expected }],
      targetGroups: [{ name: 'users', ...expected }],
    });
  });

  it('leaves the running second out of the mean and the series, and what is older than a minute out of all', () => {
    const clock = new ManualClock();
    const rates = new BalancingRates();
    rates.record(balanced(clock, 200, 10));
    clock.advance(500);
    const [during] = rates.rates(clock.nowMs()).loadBalancers;
    expect(during).toMatchObject({ requestsPerSecond: 0, requests: 1, series: new Array(60).fill(0) });
    clock.advance(500);
    const [after] = rates.rates(clock.nowMs()).loadBalancers;
    expect(after?.requestsPerSecond).toBe(0.1);
    expect(after?.series.at(-1)).toBe(1);
    clock.advance(60_000);
    expect(rates.rates(clock.nowMs()).loadBalancers).toMatchObject([
      { requests: 0, statuses: { '2xx': 0 }, timeMs: null },
    ]);
  });

  it('times a load balancer by the whole answer and a target group by its target', () => {
    const clock = new ManualClock();
    const rates = new BalancingRates();
    rates.record(balanced(clock, 200, 10));
    rates.record(balanced(clock, 504));
    const { loadBalancers, targetGroups } = rates.rates(clock.nowMs());
    expect(loadBalancers[0]?.timeMs?.p99).toBeGreaterThan(92);
    // Within the 8 % of the histogram, and not pulled up by the request that no target answered.
    expect(targetGroups[0]?.timeMs?.p99).toBeLessThan(10.8);
    expect(targetGroups[0]).toMatchObject({ requests: 2, statuses: { '2xx': 1, '5xx': 1 } });
  });

  it('counts what the load balancer answers by itself for no target group, and an upgrade in no class', () => {
    const clock = new ManualClock();
    const rates = new BalancingRates();
    rates.record(balanced(clock, 301, undefined, null));
    rates.record(balanced(clock, 101, undefined, null));
    expect(rates.rates(clock.nowMs())).toMatchObject({
      loadBalancers: [{ requests: 2, statuses: { '2xx': 0, '3xx': 1, '4xx': 0, '5xx': 0 } }],
      targetGroups: [],
    });
  });
});
