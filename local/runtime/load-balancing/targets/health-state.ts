import { type HealthCheckDefinition } from '../definition/definitions';
import { type TargetState } from '../load-balancers';

/** Time between the checks of a target that has never been healthy. */
const initialIntervalMs = 500;

type CheckedState = Exclude<TargetState, 'draining'>;

/** What a target's checks say about it: one success makes a new one healthy, later changes take their thresholds. */
export class HealthState {
  #state: CheckedState = 'initial';
  #reason: string | undefined = 'Initial health checks in progress';
  #successes = 0;
  #failures = 0;

  constructor(
    readonly check: Pick<HealthCheckDefinition, 'intervalMs' | 'healthyThreshold' | 'unhealthyThreshold'>,
    readonly sinceMs: number,
  ) {}

  get state(): CheckedState {
    return this.#state;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  /** Time from the end of one check to the start of the next. */
  get pauseMs(): number {
    return this.#state === 'initial' ? Math.min(initialIntervalMs, this.check.intervalMs) : this.check.intervalMs;
  }

  /** @param failure why the check failed; absent when it did not */
  record(failure: string | undefined, nowMs: number): void {
    if (failure === undefined) this.#succeed();
    else this.#fail(failure, nowMs);
  }

  #succeed(): void {
    this.#failures = 0;
    this.#successes++;
    if (this.#state === 'unhealthy' && this.#successes < this.check.healthyThreshold) return;
    this.#state = 'healthy';
    this.#reason = undefined;
  }

  #fail(reason: string, nowMs: number): void {
    this.#successes = 0;
    this.#failures++;
    if (this.#state === 'healthy' && this.#failures < this.check.unhealthyThreshold) return;
    // Quick checks find a start early; they must not give up before the deployed ones would have.
    const patienceMs = (this.check.unhealthyThreshold - 1) * this.check.intervalMs;
    if (this.#state === 'initial' && nowMs - this.sinceMs < patienceMs) return;
    this.#state = 'unhealthy';
    this.#reason = reason;
  }
}
