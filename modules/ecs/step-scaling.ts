import { type AppautoscalingPolicyStepScalingPolicyConfigurationStepAdjustment } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { type Construct } from 'constructs';
import { type Metric } from '../alarms/metric-alarm';
import { type ApplicationLoadBalancer } from '../load-balancing/application-load-balancer';
import { type IpTargetGroup } from '../load-balancing/ip-target-group';
import { requireIntegerBetween } from '../validate';
import { ServiceCapacity, type ServiceCapacityProps } from './service-capacity';

/** When a service grows and shrinks, and by how much. */
export interface StepOptions {
  /** Load balancer in front of the service's target groups. */
  readonly loadBalancer: ApplicationLoadBalancer;
  /** Fewest tasks. @default 1 */
  readonly minTasks?: number;
  /** Most tasks. @default 8 */
  readonly maxTasks?: number;
  /** Average CPU in percent from which on there is a task more, and two from halfway to 100 on, 2 to 100. @default 50 */
  readonly scaleOutCpuPercent?: number;
  /** Average CPU in percent down from which there is a task less, 1 to below `scaleOutCpuPercent`. @default 15 */
  readonly scaleInCpuPercent?: number;
  /** Requests a minute of each task above which there are more tasks, whatever their CPU says. @default 1000 */
  readonly requestsPerTask?: number;
}

export interface StepScalingProps extends StepOptions, Pick<ServiceCapacityProps, 'resourceId' | 'name' | 'suspended'> {
  /** `CPUUtilization` of the service. */
  readonly cpu: Metric;
  /** The service's target group, or both of them where they take turns. */
  readonly targetGroups: readonly [IpTargetGroup, ...IpTargetGroup[]];
}

/** Minutes in a row of high CPU until there are more tasks, and of low CPU until there are fewer. */
const minutesToScaleOut = 2;
const minutesToScaleIn = 10;

const scaleOutCooldownSeconds = 60;
const scaleInCooldownSeconds = 300;

/**
 * Lets an ECS service grow by steps of its CPU or with its requests, and shrink by steps of its CPU alone: tracking of
 * requests would take away what CPU asked for.
 * @throws RangeError at synth for a number outside its range, or limits of CPU that cross.
 */
export class StepScaling extends ServiceCapacity {
  constructor(scope: Construct, id: string, props: StepScalingProps) {
    const { minTasks = 1, maxTasks = 8, scaleOutCpuPercent = 50, scaleInCpuPercent = 15 } = props;
    const { requestsPerTask = 1000 } = props;
    super(scope, id, { ...props, minTasks, maxTasks });
    requireIntegerBetween(this, 'scaleOutCpuPercent', scaleOutCpuPercent, 2, 100);
    requireIntegerBetween(this, 'scaleInCpuPercent', scaleInCpuPercent, 1, scaleOutCpuPercent - 1);
    requireIntegerBetween(this, 'requestsPerTask', requestsPerTask, 1, 1_000_000);

    const halfway = String(Math.ceil((100 - scaleOutCpuPercent) / 2));
    this.#addSteps('ScaleOut', 'cpu-high', props, {
      comparison: 'GreaterThanOrEqualToThreshold',
      percent: scaleOutCpuPercent,
      minutes: minutesToScaleOut,
      cooldownSeconds: scaleOutCooldownSeconds,
      // Bounds count from the alarm's threshold.
      steps:
        halfway === '0'
          ? [{ metricIntervalLowerBound: '0', scalingAdjustment: 1 }]
          : [
              { metricIntervalLowerBound: '0', metricIntervalUpperBound: halfway, scalingAdjustment: 1 },
              { metricIntervalLowerBound: halfway, scalingAdjustment: 2 },
            ],
    });
    this.#addSteps('ScaleIn', 'cpu-low', props, {
      comparison: 'LessThanOrEqualToThreshold',
      percent: scaleInCpuPercent,
      minutes: minutesToScaleIn,
      cooldownSeconds: scaleInCooldownSeconds,
      steps: [{ metricIntervalUpperBound: '0', scalingAdjustment: -1 }],
    });
    this.addPolicy('Requests', 'requests', {
      policyType: 'TargetTrackingScaling',
      targetTrackingScalingPolicyConfiguration: {
        targetValue: requestsPerTask,
        disableScaleIn: true,
        scaleOutCooldown: scaleOutCooldownSeconds,
        ...requestsPerTarget(props),
      },
    });
  }

  /** A step policy, and the alarm that calls it: CloudWatch repeats the call every minute while the alarm rings. */
  #addSteps(
    id: string,
    purpose: string,
    { name, cpu }: StepScalingProps,
    rule: {
      readonly comparison: 'GreaterThanOrEqualToThreshold' | 'LessThanOrEqualToThreshold';
      readonly percent: number;
      readonly minutes: number;
      readonly cooldownSeconds: number;
      readonly steps: AppautoscalingPolicyStepScalingPolicyConfigurationStepAdjustment[];
    },
  ): void {
    const policy = this.addPolicy(id, purpose, {
      policyType: 'StepScaling',
      stepScalingPolicyConfiguration: {
        adjustmentType: 'ChangeInCapacity',
        metricAggregationType: 'Average',
        cooldown: rule.cooldownSeconds,
        stepAdjustment: rule.steps,
      },
    });
    new CloudwatchMetricAlarm(this, `${id}Alarm`, {
      alarmName: `${name}-${purpose}`,
      alarmDescription: `Calls the scaling policy ${name}-${purpose}; nothing is wrong when it rings`,
      namespace: cpu.namespace,
      metricName: cpu.metricName,
      dimensions: { ...cpu.dimensions },
      statistic: 'Average',
      period: 60,
      evaluationPeriods: rule.minutes,
      comparisonOperator: rule.comparison,
      threshold: rule.percent,
      // A service without a task publishes nothing, and needs no other number of tasks for that.
      treatMissingData: 'missing',
      alarmActions: [policy.arn],
    });
  }
}

/**
 * Requests a minute of each task. The predefined metric is that of one target group; where two take turns it would stand
 * still after a switch, so both are added up: the idle one has no requests.
 */
function requestsPerTarget({ loadBalancer, targetGroups }: StepScalingProps) {
  const [group, ...others] = targetGroups;
  if (others.length === 0) {
    return {
      predefinedMetricSpecification: {
        predefinedMetricType: 'ALBRequestCountPerTarget',
        resourceLabel: `${loadBalancer.loadBalancer.arnSuffix}/${group.arnSuffix}`,
      },
    };
  }
  const queries = targetGroups.map((targetGroup, index) => {
    const { namespace, metricName, dimensions } = loadBalancer.targetMetric('RequestCountPerTarget', targetGroup);
    return {
      id: `m${index}`,
      returnData: false,
      metricStat: {
        stat: 'Sum',
        metric: {
          namespace,
          metricName,
          dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
        },
      },
    };
  });
  const expression = queries.map(({ id }) => `FILL(${id}, 0)`).join(' + ');
  return {
    customizedMetricSpecification: {
      metrics: [{ id: 'requests', label: 'Requests per task', expression, returnData: true }, ...queries],
    },
  };
}
