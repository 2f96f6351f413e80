import { type Clock } from '../../clock';
import { type TargetGroupDefinition } from '../definition/definitions';
import { type TargetHealth } from '../load-balancers';
import { TargetGroup } from './target-group';

type HealthListener = (targetGroupArn: string, health: TargetHealth) => void;

/** All target groups, by ARN. */
export class TargetGroups {
  readonly #groups: ReadonlyMap<string, TargetGroup>;
  readonly #listeners = new Set<HealthListener>();

  constructor(definitions: readonly TargetGroupDefinition[], clock: Clock) {
    this.#groups = new Map(
      definitions.map((definition) => {
        const onHealth = (health: TargetHealth): void => {
          for (const listener of this.#listeners) listener(definition.arn, health);
        };
        return [definition.arn, new TargetGroup(definition, { clock, onHealth })];
      }),
    );
  }

  /** @throws Error when there is none of that ARN */
  get(arn: string): TargetGroup {
    const group = this.#groups.get(arn);
    if (group === undefined) throw new Error(`target groups: ${arn} is not deployed`);
    return group;
  }

  /** Calls back for each later change of a target's state; the result ends that. */
  onHealth(listener: HealthListener): () => void {
    // A function of its own, so that one listener may subscribe twice.
    const entry: HealthListener = (arn, health) => listener(arn, health);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Ends all checks and all that is open. */
  close(): void {
    for (const group of this.#groups.values()) group.close();
  }
}
