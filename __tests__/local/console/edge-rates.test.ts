import { AllEdgeRates } from '../../../local/console/edge-rates';
import { ManualClock } from '../../support/manual-clock';

describe('AllEdgeRates', () => {
  const answered = (clock: ManualClock, result: 'Hit' | 'Miss' | 'RefreshHit' | 'Error', status = 200) =>
    ({ kind: 'edge', at: clock.nowMs(), distribution: 'E1', result, status, durationMs: 100 }) as const;

  it('counts requests, errors and the part that came from the cache, each distribution apart', () => {
    const clock = new ManualClock();
    const rates = new AllEdgeRates();
    for (let second = 0; second < 10; second++) {
      for (const result of ['Hit', 'Hit', 'RefreshHit', 'Miss'] as const) rates.record(answered(clock, result));
      rates.record(answered(clock, 'Error', 404));
      rates.record(answered(clock, 'Error', 502));
      clock.advance(1000);
    }
    rates.record({ ...answered(clock, 'Error', 503), distribution: 'E2' });
    expect(rates.rates(clock.nowMs())).toMatchObject([
      {
        ...{ name: 'E1', requestsPerSecond: 6, requests: 60, hitRatio: 0.75 },
        statuses: { '2xx': 40, '3xx': 0, '4xx': 10, '5xx': 10 },
      },
      { name: 'E2', requests: 1, hitRatio: null },
    ]);
  });

  it('forgets what is older than a minute', () => {
    const clock = new ManualClock();
    const rates = new AllEdgeRates();
    rates.record(answered(clock, 'Hit'));
    clock.advance(61_000);
    expect(rates.rates(clock.nowMs())).toMatchObject([{ requests: 0, hitRatio: null, timeMs: null }]);
  });
});
