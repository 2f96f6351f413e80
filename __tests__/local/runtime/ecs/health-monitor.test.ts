import { HealthMonitor } from '../../../../local/runtime/ecs/health-monitor';
import { ManualClock } from '../../../support/manual-clock';

describe('HealthMonitor', () => {
  const setUp = (check: { startPeriod?: number; retries?: number } = {}) => {
    const clock = new ManualClock();
    const state = { succeeds: false, changes: 0, checks: 0, timeoutMs: 0 };
    const monitor = new HealthMonitor({
      check: { command: ['CMD', 'check'], interval: 10, timeout: 4, ...check },
      clock,
      run: (timeoutMs) => {
        state.checks += 1;
        state.timeoutMs = timeoutMs;
        return Promise.resolve(state.succeeds);
      },
      onChange: () => (state.changes += 1),
    });
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 500) {
        clock.advance(500);
        // The check answers in a microtask, and the next is planned in one more.
        await Promise.resolve();
        await Promise.resolve();
      }
    };
    return { clock, state, monitor, pass };
  };

  it('is healthy at the first success, without waiting for an interval', async () => {
    const { state, monitor, pass } = setUp();
    expect(monitor.health).toBe('UNKNOWN');
    state.succeeds = true;
    await pass(500);
    expect([monitor.health, state.changes, state.timeoutMs]).toEqual(['HEALTHY', 1, 4000]);
    await pass(9500);
    expect(state.checks).toBe(1);
  });

  it('is unhealthy after as many failures in a row as retries, one an interval', async () => {
    const { state, monitor, pass } = setUp({ retries: 2 });
    await pass(19_500);
    expect(monitor.health).toBe('UNKNOWN');
    await pass(1000);
    expect([monitor.health, state.changes]).toEqual(['UNHEALTHY', 1]);
    state.succeeds = true;
    await pass(10_000);
    expect([monitor.health, state.changes]).toEqual(['HEALTHY', 2]);
  });

  it('counts no failure within the start period', async () => {
    const { monitor, pass } = setUp({ retries: 1, startPeriod: 60 });
    await pass(59_500);
    expect(monitor.health).toBe('UNKNOWN');
    await pass(1000);
    expect(monitor.health).toBe('UNHEALTHY');
  });

  it('forgives failures that a success interrupts', async () => {
    const { state, monitor, pass } = setUp({ retries: 2 });
    state.succeeds = true;
    await pass(500);
    state.succeeds = false;
    await pass(10_000);
    state.succeeds = true;
    await pass(10_000);
    state.succeeds = false;
    await pass(10_000);
    expect(monitor.health).toBe('HEALTHY');
    await pass(10_000);
    expect(monitor.health).toBe('UNHEALTHY');
  });

  it('asks no more once closed', async () => {
    const { clock, state, monitor, pass } = setUp();
    monitor.close();
    await pass(20_000);
    expect([state.checks, clock.pending()]).toEqual([0, 0]);
  });
});
