import { type Attributes, type Refusal } from '../knowledge';
import { blocks, hasUnknown, isSet, text } from './attributes';
import { refusal } from './rules';

const putting = 'putting Application AutoScaling Policy: operation error Application Auto Scaling: PutScalingPolicy,';
const step = 'step_scaling_policy_configuration';
const tracking = 'target_tracking_scaling_policy_configuration';

/** The block that each type of policy has, and no other type. */
const blockOf: Readonly<Record<string, string>> = {
  PredictiveScaling: 'predictive_scaling_policy_configuration',
  StepScaling: step,
  TargetTrackingScaling: tracking,
};

const loadBalancerLabel = /^app\/[^/]+\/[0-9a-f]{16}\/targetgroup\/[^/]+\/[0-9a-f]{16}$/;

function trackingRefusals(config: Attributes): readonly Refusal[] {
  return blocks(config, tracking).flatMap((configuration, index) => {
    const at = [tracking, index] as const;
    const kinds = ['customized_metric_specification', 'predefined_metric_specification'];
    if (hasUnknown(configuration, ...kinds)) return [];
    if (kinds.filter((kind) => isSet(configuration[kind])).length !== 1) {
      return [
        refusal(
          at,
          `${putting} ValidationException: Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified`,
        ),
      ];
    }
    return blocks(configuration, 'predefined_metric_specification').flatMap((metric) => {
      if (hasUnknown(metric, 'resource_label', 'predefined_metric_type')) return [];
      const label = text(metric, 'resource_label');
      const isPerTarget = text(metric, 'predefined_metric_type') === 'ALBRequestCountPerTarget';
      if (isPerTarget && (label === undefined || !loadBalancerLabel.test(label))) {
        return [
          refusal(
            at,
            `${putting} ValidationException: Resource label must be app/<load balancer>/<id>/targetgroup/<target group>/<id> for ALBRequestCountPerTarget`,
          ),
        ];
      }
      return !isPerTarget && label !== undefined
        ? [
            refusal(
              at,
              `${putting} ValidationException: Resource label is not supported for ${text(metric, 'predefined_metric_type') ?? ''}`,
            ),
          ]
        : [];
    });
  });
}

/** What is wrong with the intervals of step adjustments, which must follow one another without gap or overlap. */
function intervalProblem(adjustments: readonly Attributes[]): string | undefined {
  const bound = (adjustment: Attributes, name: string, open: number) => {
    const value = text(adjustment, `metric_interval_${name}_bound`);
    return value === undefined || value === '' ? open : Number(value);
  };
  const intervals = adjustments
    .map((one) => ({ lower: bound(one, 'lower', -Infinity), upper: bound(one, 'upper', Infinity) }))
    .sort((left, right) => left.lower - right.lower);
  if (intervals.some(({ lower, upper }) => Number.isNaN(lower) || Number.isNaN(upper))) {
    return 'metric interval bounds must be numbers';
  }
  if (intervals.some(({ lower, upper }) => lower >= upper)) {
    return 'the lower bound of a step adjustment must be less than its upper bound';
  }
  return intervals.some(({ upper }, index) => {
    const next = intervals[index + 1];
    return next !== undefined && next.lower !== upper;
  })
    ? 'step adjustments must not overlap or leave a gap'
    : undefined;
}

function stepRefusals(config: Attributes): readonly Refusal[] {
  return blocks(config, step).flatMap((configuration, index) => {
    const at = [step, index] as const;
    if (hasUnknown(configuration, 'step_adjustment', 'adjustment_type')) return [];
    const adjustments = blocks(configuration, 'step_adjustment');
    const areKnown = adjustments.every(
      (one) => !hasUnknown(one, 'metric_interval_lower_bound', 'metric_interval_upper_bound'),
    );
    const problem =
      adjustments.length === 0
        ? 'at least one step adjustment must be specified'
        : areKnown
          ? intervalProblem(adjustments)
          : undefined;
    return [
      ...(problem === undefined ? [] : [refusal(at, `${putting} ValidationException: ${problem}`)]),
      ...(isSet(configuration.min_adjustment_magnitude) &&
      text(configuration, 'adjustment_type') !== 'PercentChangeInCapacity'
        ? [
            refusal(
              at,
              `${putting} ValidationException: MinAdjustmentMagnitude is only supported for PercentChangeInCapacity`,
            ),
          ]
        : []),
    ];
  });
}

/** What is wrong with the configuration of a scaling policy. */
export function scalingPolicyRefusals(config: Attributes): readonly Refusal[] {
  const type = text(config, 'policy_type') ?? (config.policy_type === null ? 'StepScaling' : undefined);
  const needed = blockOf[type ?? ''];
  if (type === undefined || needed === undefined) return [];
  const other = Object.values(blockOf).find((name) => name !== needed && isSet(config[name]));
  return [
    ...(isSet(config[needed]) || hasUnknown(config, needed)
      ? []
      : [refusal([], `${putting} ValidationException: ${needed} must be specified for policy type ${type}`)]),
    ...(other === undefined
      ? []
      : [refusal([other], `${putting} ValidationException: ${other} is not supported for policy type ${type}`)]),
    ...trackingRefusals(config),
    ...stepRefusals(config),
  ];
}
