import { ApiMetrics } from '../../../local/console/api-metrics';

const apiId = 'api';
const start = 1_800_000_000_000;

describe('ApiMetrics', () => {
  const request = (atMs: number, field = 'createGroup', durationMs = 4, errors = 0) =>
    ({ kind: 'request', at: start + atMs, apiId, operation: 'mutation', field, durationMs, errors }) as const;

  it('counts requests, messages and deliveries a second over the last ten whole seconds', () => {
    const metrics = new ApiMetrics(apiId);
    for (let second = 0; second < 10; second++) {
      for (let index = 0; index < 5; index++) metrics.record(request(second * 1000 + index));
      metrics.record({ kind: 'publish', at: start + second * 1000, apiId, field: 'f', value: {}, deliveries: 2 });
      metrics.record({ kind: 'delivery', at: start + second * 1000, apiId, latencyMs: 3 });
      metrics.record({ kind: 'delivery', at: start + second * 1000, apiId, latencyMs: 3 });
    }
    expect(metrics.rates(start + 10_000)).toMatchObject({
      requestsPerSecond: 5,
      publishesPerSecond: 1,
      deliveriesPerSecond: 2,
      requests: 50,
    });
  });

  it('leaves the running second out of the rates and the series', () => {
    const metrics = new ApiMetrics(apiId);
    metrics.record(request(0));
    const during = metrics.rates(start + 500);
    expect(during.requestsPerSecond).toBe(0);
    expect(during.series.requests).toEqual(new Array(60).fill(0));
    const after = metrics.rates(start + 1000);
    expect(after.requestsPerSecond).toBe(0.1);
    expect(after.series.requests.at(-1)).toBe(1);
  });

  it('forgets what is older than a minute', () => {
    const metrics = new ApiMetrics(apiId);
    metrics.record(request(0, 'createGroup', 4, 1));
    expect(metrics.rates(start + 60_000)).toMatchObject({ requests: 1, errors: 1 });
    expect(metrics.rates(start + 61_000)).toMatchObject({ requests: 0, errors: 0, requestMs: null, fields: [] });
  });

  it('tells fields apart, busiest first, and says null where a second has no sample', () => {
    const metrics = new ApiMetrics(apiId);
    metrics.record(request(0, 'joinGroup', 100, 1));
    metrics.record(request(0, 'createGroup', 1));
    metrics.record(request(0, 'createGroup', 1));
    const { fields, series } = metrics.rates(start + 1000);
    expect(fields.map(({ field, requests, errors }) => [field, requests, errors])).toEqual([
      ['createGroup', 2, 0],
      ['joinGroup', 1, 1],
    ]);
    expect(fields[1]?.p99).toBeGreaterThan(90);
    expect(series.requestP99Ms.filter((value) => value !== null)).toHaveLength(1);
  });

  it('keeps at most 30 fields a second, whatever names callers make up', () => {
    const metrics = new ApiMetrics(apiId);
    for (let index = 0; index < 1000; index++) metrics.record(request(0, `field${index}`));
    const { fields } = metrics.rates(start + 1000);
    expect(fields.length).toBeLessThanOrEqual(30);
    expect(fields[0]).toMatchObject({ field: '(others)', requests: 970 });
  });

  it('shows the connections of the last change', () => {
    const metrics = new ApiMetrics(apiId);
    const change = { kind: 'connection', apiId, connectionId: '1', at: start } as const;
    metrics.record({ ...change, change: 'open', open: 3, subscriptions: 2 });
    metrics.record({ ...change, change: 'close', open: 2, subscriptions: 1 });
    expect(metrics.rates(start)).toMatchObject({ openConnections: 2, subscriptions: 1 });
  });
});
