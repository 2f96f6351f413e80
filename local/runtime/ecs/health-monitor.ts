import { type Clock } from '../clock';
import { type TaskHealth } from './ecs-services';
import { type ContainerDefinition } from './task-definition';

export interface HealthMonitorOptions {
  readonly check: NonNullable<ContainerDefinition['healthCheck']>;
  readonly clock: Clock;
  /** Runs the command; true when it ends with 0 within `timeoutMs`. */
  readonly run: (timeoutMs: number) => Promise<boolean>;
  readonly onChange: () => void;
}

/** A container that has just started is asked this often, so that nobody waits a whole interval for its first success. */
const firstProbeMs = 500;

/**
 * Runs a container's health check command: `retries` failures in a row, one an interval and none within the start
 * period, make it unhealthy; one success makes it healthy.
 */
export class HealthMonitor {
  readonly #options: HealthMonitorOptions;
  readonly #startedMs: number;
  #countedMs: number;
  #health: TaskHealth = 'UNKNOWN';
  #failures = 0;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: HealthMonitorOptions) {
    this.#options = options;
    this.#startedMs = options.clock.nowMs();
    this.#countedMs = this.#startedMs;
    this.#plan();
  }

  get health(): TaskHealth {
    return this.#health;
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  #plan(): void {
    const delayMs = this.#health === 'UNKNOWN' ? Math.min(firstProbeMs, this.#intervalMs) : this.#intervalMs;
    this.#cancel = this.#options.clock.after(delayMs, () => void this.#probe());
  }

  get #intervalMs(): number {
    return (this.#options.check.interval ?? 30) * 1000;
  }

  async #probe(): Promise<void> {
    const { check, clock, run, onChange } = this.#options;
    const success = await run((check.timeout ?? 5) * 1000);
    if (this.#closed) return;
    const former = this.#health;
    if (success) {
      this.#failures = 0;
      this.#health = 'HEALTHY';
    } else if (this.#counts(clock.nowMs())) {
      this.#failures += 1;
      if (this.#failures >= (check.retries ?? 3)) this.#health = 'UNHEALTHY';
    }
    this.#plan();
    if (this.#health !== former) onChange();
  }

  /** Whether a failure now is one of those that ECS would see. */
  #counts(nowMs: number): boolean {
    const { check } = this.#options;
    if (this.#health === 'UNKNOWN') {
      if (nowMs - this.#startedMs < (check.startPeriod ?? 0) * 1000) return false;
      if (nowMs - this.#countedMs < this.#intervalMs) return false;
    }
    this.#countedMs = nowMs;
    return true;
  }
}
