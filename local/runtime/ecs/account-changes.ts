import { type AccountObjects } from '../../provider/objects/account-objects';
import { type ScalableTarget } from './scalable-targets';
import { type TaskDefinition } from './task-definition';
import { readTaskDefinition } from './task-definitions';

const definitionType = 'aws_ecs_task_definition';

/** Writes what is changed at run time into the rehearsed account, where Terraform finds it as it would in AWS. */
export class AccountChanges {
  readonly #account: AccountObjects | undefined;
  readonly #place: { readonly accountId: string; readonly region: string };

  /** @param account absent for a state of a real account, which nothing is written to */
  constructor(account: AccountObjects | undefined, place: { readonly accountId: string; readonly region: string }) {
    this.#account = account;
    this.#place = place;
  }

  /** The revisions of a family. */
  taskDefinitions(family: string): readonly TaskDefinition[] {
    return this.#here(definitionType, { family }).map((attributes) =>
      readTaskDefinition({ address: `${definitionType} ${family}`, attributes }),
    );
  }

  service(arn: string, change: { readonly desiredCount?: number; readonly taskDefinition?: string }): void {
    const { desiredCount, taskDefinition } = change;
    const attributes = {
      ...(desiredCount === undefined ? {} : { desired_count: desiredCount }),
      ...(taskDefinition === undefined ? {} : { task_definition: taskDefinition }),
    };
    if (Object.keys(attributes).length > 0) this.#account?.update('aws_ecs_service', { id: arn }, attributes);
  }

  /** Adds a revision beside the others of its family, with what they have beyond the API's fields, such as tags. */
  registered({ arn, family, revision, containers, rest }: TaskDefinition): void {
    const former = this.#here(definitionType, { family }).at(-1) ?? {};
    const platform = rest.runtimePlatform as { cpuArchitecture?: string; operatingSystemFamily?: string } | undefined; // checked where the API takes it
    this.#account?.create({
      type: definitionType,
      ...this.#place,
      attributes: {
        ...former,
        id: family,
        family,
        arn,
        arn_without_revision: arn.replace(/:\d+$/, ''),
        revision,
        container_definitions: JSON.stringify(containers),
        cpu: rest.cpu ?? null,
        memory: rest.memory ?? null,
        network_mode: rest.networkMode ?? null,
        execution_role_arn: rest.executionRoleArn ?? null,
        task_role_arn: rest.taskRoleArn ?? null,
        requires_compatibilities: rest.requiresCompatibilities ?? null,
        runtime_platform:
          platform === undefined
            ? []
            : [
                {
                  cpu_architecture: platform.cpuArchitecture ?? null,
                  operating_system_family: platform.operatingSystemFamily ?? null,
                },
              ],
      },
    });
  }

  scalableTarget(target: ScalableTarget): void {
    const { ServiceNamespace, ResourceId, ScalableDimension, MinCapacity, MaxCapacity, SuspendedState } = target;
    this.#account?.update(
      'aws_appautoscaling_target',
      { service_namespace: ServiceNamespace, resource_id: ResourceId, scalable_dimension: ScalableDimension },
      {
        min_capacity: MinCapacity,
        max_capacity: MaxCapacity,
        suspended_state: [
          {
            dynamic_scaling_in_suspended: SuspendedState.DynamicScalingInSuspended,
            dynamic_scaling_out_suspended: SuspendedState.DynamicScalingOutSuspended,
            scheduled_scaling_suspended: SuspendedState.ScheduledScalingSuspended,
          },
        ],
      },
    );
  }

  #here(type: string, match: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
    const { accountId, region } = this.#place;
    const found = this.#account?.find(type, match) ?? [];
    return found
      .filter((object) => object.accountId === accountId && object.region === region)
      .map(({ attributes }) => attributes);
  }
}
