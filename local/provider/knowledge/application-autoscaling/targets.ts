import { type ResourceKnowledge } from '../knowledge';
import { accountArn, regionalArn } from '../support/arn';
import { integer, text } from '../support/attributes';
import { atLeast, check, isArn, refusal } from '../support/rules';
import { hasEcsService, scalingRole, targetAttributes, targetRules } from '../support/scalable-target';

const target: ResourceKnowledge = {
  type: 'aws_appautoscaling_target',
  computed(planned, context) {
    const role = scalingRole(text(planned, 'service_namespace') ?? '');
    return {
      id: text(planned, 'resource_id') ?? '',
      arn: regionalArn(context.identity, 'application-autoscaling', `scalable-target/${context.uniqueId(36)}`),
      role_arn: role === undefined ? '' : accountArn(context.identity, 'iam', `role/${role}`),
    };
  },
  defaults: {
    'suspended_state.dynamic_scaling_in_suspended': false,
    'suspended_state.dynamic_scaling_out_suspended': false,
    'suspended_state.scheduled_scaling_suspended': false,
  },
  forceNew: [...targetAttributes],
  // AWS registers a target again rather than refuse it: what names it identifies it.
  identifiedBy: targetAttributes,
  validate(config) {
    const [min, max] = [integer(config, 'min_capacity'), integer(config, 'max_capacity')];
    return [
      ...check(config, {
        max_capacity: atLeast(0),
        min_capacity: atLeast(0),
        role_arn: isArn('iam'),
        ...targetRules(config),
      }),
      ...(min !== undefined && max !== undefined && min > max
        ? [
            refusal(
              ['max_capacity'],
              'creating Application AutoScaling Target: operation error Application Auto Scaling: RegisterScalableTarget, ValidationException: Maximum capacity cannot be less than minimum capacity',
            ),
          ]
        : []),
    ];
  },
  refuseApply(planned, context) {
    const resource = text(planned, 'resource_id') ?? '';
    return text(planned, 'service_namespace') !== 'ecs' || hasEcsService(resource, context)
      ? []
      : [
          refusal(
            ['resource_id'],
            `creating Application AutoScaling Target (${resource}): operation error Application Auto Scaling: RegisterScalableTarget, ValidationException: ECS service doesn't exist: ${resource}`,
          ),
        ];
  },
  importId(id) {
    const [service_namespace = '', ...rest] = id.split('/');
    return { service_namespace, resource_id: rest.slice(0, -1).join('/'), scalable_dimension: rest.at(-1) ?? '' };
  },
};

export const resources: readonly ResourceKnowledge[] = [target];
