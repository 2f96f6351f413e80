import { type TargetGroupDefinition } from '../../../../local/runtime/load-balancing/definition/definitions';
import { type TargetHealth } from '../../../../local/runtime/load-balancing/load-balancers';
import { statusMatcher } from '../../../../local/runtime/load-balancing/targets/status-matcher';
import { TargetGroup } from '../../../../local/runtime/load-balancing/targets/target-group';
import { ManualClock } from '../../../support/manual-clock';

const definition: TargetGroupDefinition = {
  arn: 'arn:users',
  name: 'users',
  targetType: 'ip',
  protocol: 'HTTP',
  healthCheck: {
    enabled: true,
    protocol: 'HTTP',
    path: '/health',
    matcher: '200',
    intervalMs: 30_000,
    timeoutMs: 5000,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
  },
  deregistrationDelayMs: 30_000,
  proxyProtocolV2: false,
  algorithm: 'round_robin',
};
const target = { host: '127.0.0.1', port: 3000 };

/** A group whose checks have the results that a test sets, on a clock that the test moves. */
function setUp(more: Partial<TargetGroupDefinition> = {}) {
  const clock = new ManualClock();
  const changes: TargetHealth[] = [];
  const checkedMs: number[] = [];
  const startMs = clock.nowMs();
  /** Why checks fail: `undefined` when they do not, `never` when they have no end. */
  const results: { next: string | undefined } = { next: 'down' };
  const group = new TargetGroup(
    { ...definition, ...more },
    {
      clock,
      onHealth: (health) => changes.push(health),
      probe: (_, signal) => {
        checkedMs.push(clock.nowMs() - startMs);
        if (results.next !== 'never') return Promise.resolve(results.next);
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted')));
      },
    },
  );
  /** Lets time pass in small steps, so that each check can end before the next begins. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) {
      await settle();
      clock.advance(Math.min(500, ms - passed));
    }
    await settle();
  };
  return { clock, changes, checkedMs, results, group, pass, state: () => group.health()[0]?.state };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

describe('health of a target', () => {
  it('is initial until its first success, for which it is checked at once and every half second', async () => {
    const { group, checkedMs, results, pass, state } = setUp();
    group.register(target);
    await settle();
    expect(group.health()).toEqual([{ target, state: 'initial', reason: 'Initial health checks in progress' }]);
    await pass(1000);
    expect(checkedMs).toEqual([0, 500, 1000]);
    results.next = undefined;
    await pass(500);
    expect(state()).toBe('healthy');
    await pass(30_000);
    expect(checkedMs).toEqual([0, 500, 1000, 1500, 31_500]);
  });

  it('becomes unhealthy from initial only after the time that the deployed checks would have taken', async () => {
    const { group, pass, state } = setUp();
    group.register(target);
    await pass(59_500);
    expect(state()).toBe('initial');
    await pass(500);
    expect(group.health()).toEqual([{ target, state: 'unhealthy', reason: 'down' }]);
  });

  it('changes after as many failures and successes in a row as its thresholds say', async () => {
    const { group, results, pass, state } = setUp();
    results.next = undefined;
    group.register(target);
    await settle();
    expect(state()).toBe('healthy');
    results.next = 'down';
    await pass(60_000);
    expect(state()).toBe('healthy');
    await pass(30_000);
    expect(state()).toBe('unhealthy');
    results.next = undefined;
    await pass(30_000);
    expect(state()).toBe('unhealthy');
    await pass(30_000);
    expect(state()).toBe('healthy');
  });

  it('starts counting again after a result of the other kind', async () => {
    const { group, results, pass, state } = setUp();
    results.next = undefined;
    group.register(target);
    await settle();
    results.next = 'down';
    await pass(60_000);
    results.next = undefined;
    await pass(30_000);
    results.next = 'down';
    await pass(60_000);
    expect(state()).toBe('healthy');
  });

  it('counts a check that takes longer than its timeout as failed', async () => {
    const { group, results, pass, checkedMs } = setUp();
    results.next = 'never';
    group.register(target);
    await pass(60_000 + 10_000);
    expect(checkedMs.slice(0, 3)).toEqual([0, 5500, 11_000]);
    expect(group.health()).toEqual([{ target, state: 'unhealthy', reason: 'Request timed out' }]);
  });

  it('tells of each change once', async () => {
    const { group, results, pass, changes } = setUp();
    results.next = undefined;
    group.register(target);
    await pass(60_000);
    await group.deregister(target);
    expect(changes.map(({ state }) => state)).toEqual(['initial', 'healthy', 'draining']);
  });

  it('is healthy without checks when they are off', () => {
    const { group, state, checkedMs } = setUp({ healthCheck: { ...definition.healthCheck, enabled: false } });
    group.register(target);
    expect(state()).toBe('healthy');
    expect(checkedMs).toEqual([]);
  });
});

describe('the next target', () => {
  const second = { host: '127.0.0.1', port: 3001 };

  it('goes round the healthy ones', async () => {
    const { group, results } = setUp();
    results.next = undefined;
    group.register(target);
    group.register(second);
    await settle();
    const ports = Array.from({ length: 4 }, () => group.next()?.address.port);
    expect(ports).toEqual([3000, 3001, 3000, 3001]);
  });

  it('is the one with the least open, where the group asks for it', async () => {
    const { group, results } = setUp({ algorithm: 'least_outstanding_requests' });
    results.next = undefined;
    group.register(target);
    group.register(second);
    await settle();
    const busy = group.next();
    busy?.open(() => undefined);
    const others = Array.from({ length: 3 }, () => group.next()?.address.port);
    expect(new Set(others)).toEqual(new Set([busy?.address.port === 3000 ? 3001 : 3000]));
  });

  it('is none before the first check, and any when all are unhealthy', async () => {
    const { group, pass } = setUp();
    expect(group.next()).toBeUndefined();
    group.register(target);
    await settle();
    expect(group.next()).toBeUndefined();
    await pass(60_000);
    expect(group.next()?.address).toEqual(target);
  });
});

describe('deregistration', () => {
  it('ends at once when nothing is open', async () => {
    const { group, clock } = setUp();
    group.register(target);
    await group.deregister(target);
    expect(group.health()).toEqual([]);
    expect(clock.pending()).toBe(0);
  });

  it('waits for what is open, takes nothing new, and ends with the last', async () => {
    const { group, results, clock } = setUp();
    results.next = undefined;
    group.register(target);
    await settle();
    const release = group.next()?.open(() => undefined);
    const done = jest.fn();
    void group.deregister(target).then(done);
    await settle();
    expect(group.next()).toBeUndefined();
    expect(group.health()).toEqual([{ target, state: 'draining', reason: 'Target deregistration is in progress' }]);
    clock.advance(29_999);
    await settle();
    expect(done).not.toHaveBeenCalled();
    release?.();
    await settle();
    expect(done).toHaveBeenCalled();
    expect(clock.pending()).toBe(0);
  });

  it('ends what is still open when the delay has passed', async () => {
    const { group, results, clock } = setUp();
    results.next = undefined;
    group.register(target);
    await settle();
    const abort = jest.fn();
    group.next()?.open(abort);
    const done = group.deregister(target);
    clock.advance(29_999);
    expect(abort).not.toHaveBeenCalled();
    clock.advance(1);
    await done;
    expect(abort).toHaveBeenCalledTimes(1);
  });
});

describe('statusMatcher', () => {
  it.each([
    ['200', [200], [201, 404]],
    ['200-299', [200, 250, 299], [199, 300]],
    ['200,302', [200, 302], [201, 301]],
    ['200, 400-404', [200, 402], [399, 405]],
  ])('%s', (matcher, healthy, unhealthy) => {
    const matches = statusMatcher(matcher);
    expect(healthy.map(matches)).not.toContain(false);
    expect(unhealthy.map(matches)).not.toContain(true);
  });

  it('refuses what is no matcher', () => {
    expect(() => statusMatcher('2xx')).toThrow('matcher must be codes and ranges such as 200,202-299, got 2xx');
  });
});
