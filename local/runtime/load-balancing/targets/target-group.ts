import { type Clock } from '../../clock';
import { type TargetGroupDefinition } from '../definition/definitions';
import { type TargetAddress, type TargetHealth } from '../load-balancers';
import { healthProbe, type HealthProbe } from './health-probe';
import { Target } from './target';

export interface TargetGroupOptions {
  readonly clock: Clock;
  /** Called after each change of a target's state. */
  readonly onHealth: (health: TargetHealth) => void;
  /** @default the deployed health check */
  readonly probe?: HealthProbe;
}

/** The targets of a group, and which of them gets the next request. */
export class TargetGroup {
  readonly #options: TargetGroupOptions;
  readonly #probe: HealthProbe;
  readonly #targets = new Map<string, Target>();
  readonly #draining = new Set<Target>();
  #turn = 0;

  constructor(
    readonly definition: TargetGroupDefinition,
    options: TargetGroupOptions,
  ) {
    this.#options = options;
    this.#probe = options.probe ?? healthProbe(definition.healthCheck, definition.proxyProtocolV2);
  }

  /** Adds a target; one that is there already stays as it is. */
  register(address: TargetAddress): void {
    const key = keyOf(address);
    if (this.#targets.has(key)) return;
    const { clock, onHealth } = this.#options;
    const target: Target = new Target(address, {
      clock,
      check: this.definition.healthCheck,
      probe: this.#probe,
      scheme: this.definition.protocol === 'HTTPS' ? 'https' : 'http',
      onChange: () => onHealth(target.health),
    });
    this.#targets.set(key, target);
    onHealth(target.health);
  }

  /** Takes a target out of the turn, and ends it when nothing is open or the deregistration delay has passed. */
  async deregister(address: TargetAddress): Promise<void> {
    const target = this.#targets.get(keyOf(address));
    if (target === undefined) return;
    this.#targets.delete(keyOf(address));
    this.#draining.add(target);
    await target.drain(this.definition.deregistrationDelayMs);
    this.#draining.delete(target);
  }

  health(): readonly TargetHealth[] {
    return [...this.#targets.values(), ...this.#draining].map(({ health }) => health);
  }

  /**
   * The target of the next request: of the healthy ones, or of the unhealthy ones when there is no other.
   * @returns `undefined` when none is registered, or none has been checked yet
   */
  next(): Target | undefined {
    const targets = [...this.#targets.values()];
    const healthy = targets.filter(({ health }) => health.state === 'healthy');
    const usable = healthy.length > 0 ? healthy : targets.filter(({ health }) => health.state === 'unhealthy');
    if (usable.length === 0) return undefined;
    const first = this.#turn++ % usable.length;
    const inTurn = [...usable.slice(first), ...usable.slice(0, first)];
    if (this.definition.algorithm === 'round_robin') return inTurn[0];
    return inTurn.reduce((least, target) => (target.openCount < least.openCount ? target : least));
  }

  /** Ends all checks and all that is open. */
  close(): void {
    for (const target of [...this.#targets.values(), ...this.#draining]) target.close();
    this.#targets.clear();
  }
}

function keyOf({ host, port }: TargetAddress): string {
  return `${host} ${port}`;
}
