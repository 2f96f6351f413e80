import { AppautoscalingPolicy, type AppautoscalingPolicyConfig } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { Construct } from 'constructs';
import { requireIntegerBetween } from '../validate';

export interface ServiceCapacityProps {
  /** What scales: `service/<cluster>/<service>`. */
  readonly resourceId: string;
  /** Name of the service, which begins the policies' names. */
  readonly name: string;
  /** Whether scaling starts suspended. A release resumes it, and Terraform leaves it at that. */
  readonly suspended: boolean;
  /** Fewest tasks. */
  readonly minTasks: number;
  /** Most tasks. */
  readonly maxTasks: number;
}

/** The number of tasks of an ECS service as something that policies may change between two limits. */
export class ServiceCapacity extends Construct {
  readonly #target: AppautoscalingTarget;
  readonly #name: string;

  constructor(scope: Construct, id: string, props: ServiceCapacityProps) {
    super(scope, id);
    const { resourceId, name, suspended, minTasks, maxTasks } = props;
    requireIntegerBetween(this, 'maxTasks', maxTasks, 1, 5000);
    requireIntegerBetween(this, 'minTasks', minTasks, 0, maxTasks);
    this.#name = name;
    this.#target = new AppautoscalingTarget(this, 'Resource', {
      serviceNamespace: 'ecs',
      scalableDimension: 'ecs:service:DesiredCount',
      resourceId,
      minCapacity: minTasks,
      maxCapacity: maxTasks,
      // A service of no tasks is below the minimum: scaling would start tasks of an image that does not exist.
      suspendedState: {
        dynamicScalingInSuspended: suspended,
        dynamicScalingOutSuspended: suspended,
        scheduledScalingSuspended: suspended,
      },
      lifecycle: { ignoreChanges: ['suspended_state'] },
    });
  }

  /** Adds the policy `<name>-<purpose>`. */
  protected addPolicy(
    id: string,
    purpose: string,
    config: Pick<
      AppautoscalingPolicyConfig,
      'policyType' | 'stepScalingPolicyConfiguration' | 'targetTrackingScalingPolicyConfiguration'
    >,
  ): AppautoscalingPolicy {
    return new AppautoscalingPolicy(this, id, {
      ...config,
      name: `${this.#name}-${purpose}`,
      serviceNamespace: this.#target.serviceNamespace,
      scalableDimension: this.#target.scalableDimension,
      resourceId: this.#target.resourceId,
    });
  }
}
