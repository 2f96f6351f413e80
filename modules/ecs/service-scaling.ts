import { type Construct } from 'constructs';
import { requireIntegerBetween } from '../validate';
import { ServiceCapacity, type ServiceCapacityProps } from './service-capacity';

/** How far and how fast a service follows its load. */
export interface TrackingOptions {
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

export interface ServiceScalingProps
  extends TrackingOptions, Pick<ServiceCapacityProps, 'resourceId' | 'name' | 'suspended'> {}

/** Lets an ECS service follow its load: target tracking on CPU and memory, whichever asks for more tasks. */
export class ServiceScaling extends ServiceCapacity {
  constructor(scope: Construct, id: string, props: ServiceScalingProps) {
    const { minTasks = 1, maxTasks = 10, cpuPercent = 70, memoryPercent = 80, cooldownSeconds = 300 } = props;
    super(scope, id, { ...props, minTasks, maxTasks });
    requireIntegerBetween(this, 'cpuPercent', cpuPercent, 1, 100);
    requireIntegerBetween(this, 'memoryPercent', memoryPercent, 1, 100);
    requireIntegerBetween(this, 'cooldownSeconds', cooldownSeconds, 0, 3600);

    for (const [policyId, metric, targetValue] of [
      ['Cpu', 'ECSServiceAverageCPUUtilization', cpuPercent],
      ['Memory', 'ECSServiceAverageMemoryUtilization', memoryPercent],
    ] as const) {
      this.addPolicy(policyId, policyId.toLowerCase(), {
        policyType: 'TargetTrackingScaling',
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
