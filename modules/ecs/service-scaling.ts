import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { Construct } from 'constructs';
import { requireIntegerBetween } from '../validate';

export interface ServiceScalingProps {
  /** What scales: `service/<cluster>/<service>`. */
  readonly resourceId: string;
  /** Name of the service, which begins the policies' names. */
  readonly name: string;
  /** Whether scaling starts suspended. A release resumes it, and Terraform leaves it at that. */
  readonly suspended: boolean;
  /** Fewest tasks. @default 1 */
  readonly minTasks?: number;
  /** Most tasks. @default 10 */
  readonly maxTasks?: number;
  /** Average CPU in percent that is aimed at, 1 to 100. @default 70 */
  readonly cpuPercent?: number;
  /** Average memory in percent that is aimed at, 1 to 100. @default 80 */
  readonly memoryPercent?: number;
  /** Seconds after a change before the next in the same direction, 0 to 3600. @default 300 */
  readonly cooldownSeconds?: number;
}

/** Lets an ECS service follow its load: target tracking on CPU and memory, whichever asks for more tasks. */
export class ServiceScaling extends Construct {
  constructor(scope: Construct, id: string, props: ServiceScalingProps) {
    super(scope, id);
    const { resourceId, name, suspended, minTasks = 1, maxTasks = 10 } = props;
    const { cpuPercent = 70, memoryPercent = 80, cooldownSeconds = 300 } = props;
    requireIntegerBetween(this, 'maxTasks', maxTasks, 1, 5000);
    requireIntegerBetween(this, 'minTasks', minTasks, 0, maxTasks);
    requireIntegerBetween(this, 'cpuPercent', cpuPercent, 1, 100);
    requireIntegerBetween(this, 'memoryPercent', memoryPercent, 1, 100);
    requireIntegerBetween(this, 'cooldownSeconds', cooldownSeconds, 0, 3600);

    const target = new AppautoscalingTarget(this, 'Resource', {
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
    for (const [policyId, metric, targetValue] of [
      ['Cpu', 'ECSServiceAverageCPUUtilization', cpuPercent],
      ['Memory', 'ECSServiceAverageMemoryUtilization', memoryPercent],
    ] as const) {
      new AppautoscalingPolicy(this, policyId, {
        name: `${name}-${policyId.toLowerCase()}`,
        policyType: 'TargetTrackingScaling',
        serviceNamespace: target.serviceNamespace,
        scalableDimension: target.scalableDimension,
        resourceId: target.resourceId,
        targetTrackingScalingPolicyConfiguration: {
          targetValue,
          scaleInCooldown: cooldownSeconds,
          scaleOutCooldown: cooldownSeconds,
          predefinedMetricSpecification: { predefinedMetricType: metric },
        },
      });
    }
  }
}
