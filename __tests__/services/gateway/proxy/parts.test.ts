import { CircuitBreaker } from '../../../../services/gateway/proxy/circuit-breaker';
import { readConfiguration } from '../../../../services/gateway/proxy/configuration';
import { HealthMonitor } from '../../../../services/gateway/proxy/health-monitor';
import { LineWriter } from '../../../../services/gateway/proxy/line-writer';
import { Log } from '../../../../services/gateway/proxy/log';
import { Metrics } from '../../../../services/gateway/proxy/metrics';
import { RetryBudget } from '../../../../services/gateway/proxy/retry-budget';
import { AddressCache } from '../../../../services/gateway/proxy/upstream/address-cache';
import { users } from '../../../support/gateway-proxy';
import { ManualClock } from '../../../support/manual-clock';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('readConfiguration', () => {
  const env = { VPC_ENDPOINT_DNS: 'services.stg.example.com', SERVICES: JSON.stringify([users]) };

  it('fills in the defaults', () => {
    expect(readConfiguration(env)).toEqual({
      host: '0.0.0.0',
      port: 8000,
      logLevel: 'INFO',
      upstreamHost: 'services.stg.example.com',
      upstreamPort: 443,
      upstreamProtocol: 'https',
      vpcEndpointDns: 'services.stg.example.com',
      services: [users],
      healthCheckIntervalSeconds: 30,
      requestTimeoutSeconds: 30,
      stopTimeoutSeconds: 30,
    });
    expect(readConfiguration({ ...env, VPC_ENDPOINT_DNS: 'a:81', UPSTREAM_PROTOCOL: 'http' })).toMatchObject({
      upstreamHost: 'a',
      upstreamPort: 81,
    });
  });

  it('names all faults at once', () => {
    const read = () =>
      readConfiguration({
        PORT: '70000',
        REQUEST_TIMEOUT: 'soon',
        SERVICES: '[',
        VPC_ENDPOINT_DNS: 'http://a',
        STOP_TIMEOUT_SECONDS: '5',
      });
    for (const name of ['PORT', 'REQUEST_TIMEOUT', 'SERVICES', 'VPC_ENDPOINT_DNS', 'STOP_TIMEOUT_SECONDS']) {
      expect(read).toThrow(new RegExp(`^  ${name}: `, 'm'));
    }
  });

  it('refuses two services of one name', () => {
    expect(() => readConfiguration({ ...env, SERVICES: JSON.stringify([users, users]) })).toThrow(
      'SERVICES: names must differ',
    );
  });
});

describe('CircuitBreaker', () => {
  const opened = () => {
    const breaker = new CircuitBreaker({ minimumRequests: 4 });
    for (const outcome of ['success', 'success', 'failure', 'failure'] as const) breaker.report('normal', outcome, 0);
    return breaker;
  };

  it('opens when half of the requests fail, and not before there are enough', () => {
    const breaker = new CircuitBreaker({ minimumRequests: 4 });
    for (let at = 0; at < 3; at += 1) breaker.report('normal', 'failure', 0);
    expect(breaker.admit(0)).toBe('normal');
    expect(opened().admit(0)).toBeUndefined();
    expect(opened().retryAfterMs(1000)).toBe(4000);
  });

  it('forgets what is older than its window', () => {
    const breaker = new CircuitBreaker({ minimumRequests: 4 });
    for (let at = 0; at < 3; at += 1) breaker.report('normal', 'failure', 20_000);
    breaker.report('normal', 'failure', 30_000);
    expect(breaker.admit(30_000)).toBe('normal');
  });

  it.each([
    ['success', 'normal'],
    ['failure', undefined],
    ['neutral', 'probe'],
  ] as const)('lets one probe try, whose %s decides', (outcome, next) => {
    const breaker = opened();
    expect(breaker.admit(4999)).toBeUndefined();
    expect(breaker.admit(5000)).toBe('probe');
    expect(breaker.admit(5000)).toBeUndefined();
    // Requests that were at work when it opened do not decide.
    breaker.report('normal', 'success', 5000);
    expect(breaker.admit(5000)).toBeUndefined();
    breaker.report('probe', outcome, 5001);
    expect(breaker.admit(5001)).toBe(next);
  });
});

describe('RetryBudget', () => {
  it('gives its reserve, then a share of the requests', () => {
    const budget = new RetryBudget(0.5, 2);
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false]);
    budget.onRequest();
    expect(budget.take()).toBe(false);
    budget.onRequest();
    expect(budget.take()).toBe(true);
    for (let at = 0; at < 100; at += 1) budget.onRequest();
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false]);
  });
});

describe('HealthMonitor', () => {
  const monitor = (check: (signal: AbortSignal) => Promise<number>, random = 0.5) => {
    const clock = new ManualClock();
    const log = new Log(new LineWriter(() => undefined, clock), clock, 'ERROR');
    const health = new HealthMonitor({
      services: [users],
      check: (_service, signal) => check(signal),
      clock,
      random: () => random,
      log,
      intervalMs: 30_000,
    });
    return { clock, health };
  };

  it.each([
    [0, 27_000],
    [0.5, 30_000],
  ])('checks again after the interval with jitter %d', async (random, delayMs) => {
    let checks = 0;
    const { clock, health } = monitor(() => Promise.resolve((checks += 1) === 1 ? 200 : 500), random);
    await health.start();
    expect([checks, health.isHealthy('users')]).toEqual([1, true]);
    clock.advance(delayMs - 1);
    expect(checks).toBe(1);
    clock.advance(1);
    await settled();
    expect([checks, health.isHealthy('users')]).toEqual([2, false]);
    health.stop();
  });

  it('looks for recovery after 1, 2, 4, 8 and 16 seconds, then at the interval', async () => {
    let checks = 0;
    const { clock, health } = monitor(() => Promise.resolve((checks += 1) === 8 ? 200 : 500));
    await health.start();
    for (const waitMs of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      const before = checks;
      clock.advance(waitMs - 1);
      expect(checks).toBe(before);
      clock.advance(1);
      await settled();
      expect(checks).toBe(before + 1);
    }
    expect(health.isHealthy('users')).toBe(true);
    clock.advance(29_999);
    expect(checks).toBe(8);
    health.stop();
  });

  it('gives a check 5 seconds, and never runs two of one service', async () => {
    let checks = 0;
    const { clock, health } = monitor((signal) => {
      checks += 1;
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    const started = health.start();
    const joined = health.check(users);
    clock.advance(4999);
    expect(health.status('users')).toBeUndefined();
    clock.advance(1);
    await started;
    expect(await joined).toBe(false);
    expect(checks).toBe(1);
    expect(health.status('users')).toMatchObject({ healthy: false, error: 'no answer within 5000 ms' });
    health.stop();
  });
});

describe('Metrics', () => {
  it('writes counts and times of each interval as embedded metric format', () => {
    const clock = new ManualClock();
    let text = '';
    const writer = new LineWriter((lines) => (text += lines), clock);
    const metrics = new Metrics({
      services: ['users', 'orders'],
      stage: 'stg',
      isHealthy: (name) => name === 'users',
      writer,
      clock,
      random: () => 0,
    });
    metrics.start();
    metrics.record('users', 200, 1.234);
    metrics.record('users', 404, 5);
    clock.advance(9999);
    expect(text).toBe('');
    clock.advance(1);
    const lines = text
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([
      {
        _aws: {
          Timestamp: clock.nowMs(),
          CloudWatchMetrics: [
            {
              Namespace: 'MicroserviceProxy',
              Dimensions: [['Stage']],
              Metrics: [
                { Name: 'ServiceHealth/users', Unit: 'None' },
                { Name: 'RequestCount/users', Unit: 'Count' },
                { Name: 'ErrorCount/users', Unit: 'Count' },
                { Name: 'ResponseTime/users', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        Stage: 'stg',
        'ServiceHealth/users': 1,
        'RequestCount/users': 2,
        'ErrorCount/users': 1,
        'ResponseTime/users': [1.23, 5],
      },
      expect.objectContaining({ 'ServiceHealth/orders': 0 }),
    ]);
    text = '';
    for (let at = 0; at < 150; at += 1) metrics.record('users', 200, at);
    metrics.stop();
    const [last] = text.split('\n').map((line) => (line === '' ? {} : (JSON.parse(line) as Record<string, unknown>)));
    expect(last).toMatchObject({ 'RequestCount/users': 150, 'ErrorCount/users': 0 });
    expect(last?.['ResponseTime/users']).toHaveLength(100);
    expect(clock.pending()).toBe(0);
  });
});

describe('AddressCache', () => {
  it('keeps the last answer while the name service fails, and resolves once for many', async () => {
    const clock = new ManualClock();
    let answer: (() => Promise<{ address: string; family: 4; ttlSeconds: number }[]>) | undefined;
    let asked = 0;
    const failures: unknown[] = [];
    const changes: string[][] = [];
    const cache = new AddressCache({
      hostname: 'services.test',
      resolve: () => {
        asked += 1;
        return answer?.() ?? Promise.reject(new Error('no name service'));
      },
      clock,
      maxAgeMs: 30_000,
      onChange: (addresses) => changes.push([...addresses]),
      onFailure: (error) => failures.push(error),
    });
    const lookup = () =>
      new Promise((resolve) =>
        cache.lookup('services.test', {}, (error, address) => resolve(error?.message ?? address)),
      );
    expect(await lookup()).toBe('no name service');
    answer = () => Promise.resolve([{ address: '10.0.0.1', family: 4, ttlSeconds: 60 }]);
    expect(await Promise.all([lookup(), lookup()])).toEqual(['10.0.0.1', '10.0.0.1']);
    expect(asked).toBe(2);
    answer = undefined;
    clock.advance(29_999);
    await lookup();
    expect(asked).toBe(2);
    clock.advance(1);
    expect(await lookup()).toBe('10.0.0.1');
    expect([asked, failures.length]).toEqual([3, 1]);
    answer = () => Promise.resolve([{ address: '10.0.0.2', family: 4, ttlSeconds: 60 }]);
    clock.advance(1000);
    cache.refreshIfDue();
    await settled();
    expect(changes).toEqual([['10.0.0.2']]);
  });
});
