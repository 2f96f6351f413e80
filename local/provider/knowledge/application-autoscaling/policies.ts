import { type Attributes, type CreateContext, type ResourceKnowledge, type Value } from '../knowledge';
import { regionalArn } from '../support/arn';
import { blocks, text } from '../support/attributes';
import { uuid } from '../support/identifiers';
import { check, lengthBetween, oneOf, refusal } from '../support/rules';
import { targetAttributes, targetRules } from '../support/scalable-target';
import { scalingPolicyRefusals } from '../support/scaling-policy';

/** The alarms that a target tracking policy makes for itself: one to scale out, one to scale in. */
function alarmsOf(planned: Attributes, context: CreateContext): readonly string[] {
  return blocks(planned, 'target_tracking_scaling_policy_configuration').flatMap(() =>
    ['High', 'Low'].map((side) =>
      regionalArn(
        context.identity,
        'cloudwatch',
        `alarm:TargetTracking-${text(planned, 'resource_id') ?? ''}-Alarm${side}-${uuid(context)}`,
      ),
    ),
  );
}

const policy: ResourceKnowledge = {
  type: 'aws_appautoscaling_policy',
  computed(planned, context) {
    const name = text(planned, 'name') ?? '';
    const resource = `resource/${text(planned, 'service_namespace') ?? ''}/${text(planned, 'resource_id') ?? ''}`;
    return {
      id: name,
      arn: regionalArn(
        context.identity,
        'autoscaling',
        `scalingPolicy:${uuid(context)}:${resource}:policyName/${name}`,
      ),
      alarm_arns: alarmsOf(planned, context),
    };
  },
  defaults: {
    policy_type: 'StepScaling',
    'target_tracking_scaling_policy_configuration.disable_scale_in': false,
  },
  forceNew: ['name', ...targetAttributes],
  identifiedBy: ['name', ...targetAttributes],
  validate: (config) => [
    ...check(config, {
      name: lengthBetween(1, 255),
      policy_type: oneOf('PredictiveScaling', 'StepScaling', 'TargetTrackingScaling'),
      'step_scaling_policy_configuration.adjustment_type': oneOf(
        'ChangeInCapacity',
        'ExactCapacity',
        'PercentChangeInCapacity',
      ),
      'step_scaling_policy_configuration.metric_aggregation_type': oneOf('Average', 'Maximum', 'Minimum'),
      ...targetRules(config),
    }),
    ...scalingPolicyRefusals(config),
  ],
  refuseApply(planned, context) {
    const match = Object.fromEntries(
      targetAttributes.map((name): [string, Value] => [name, planned[name] ?? null] as const),
    );
    const [namespace, resource, dimension] = targetAttributes.map((name) => text(planned, name) ?? '');
    return context.find('aws_appautoscaling_target', match).length > 0
      ? []
      : [
          refusal(
            ['resource_id'],
            `creating Application AutoScaling Policy (${text(planned, 'name') ?? ''}): operation error Application Auto Scaling: PutScalingPolicy, ObjectNotFoundException: No scalable target registered for service namespace: ${namespace ?? ''}, resource ID: ${resource ?? ''}, scalable dimension: ${dimension ?? ''}`,
          ),
        ];
  },
};

export const resources: readonly ResourceKnowledge[] = [policy];
