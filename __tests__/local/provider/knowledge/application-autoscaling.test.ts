import { type Attributes } from '../../../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const withService = (account: RehearsedAccount) => {
  account.create('aws_ecs_cluster', { name: 'gateway' });
  account.create('aws_ecs_task_definition', {
    family: 'users',
    container_definitions: JSON.stringify([{ name: 'users', image: 'users:none' }]),
  });
  account.create('aws_ecs_service', { name: 'users', cluster: 'gateway', task_definition: 'users:1' });
};
const named = {
  service_namespace: 'ecs',
  resource_id: 'service/gateway/users',
  scalable_dimension: 'ecs:service:DesiredCount',
};
const target = {
  ...named,
  min_capacity: 2,
  max_capacity: 10,
  suspended_state: [{ dynamic_scaling_in_suspended: true }],
};

describeResource({
  type: 'aws_appautoscaling_target',
  given: withService,
  config: target,
  gives: {
    id: 'service/gateway/users',
    arn: expect.stringMatching(
      /^arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target\/[0-9a-f]{36}$/,
    ) as string,
    role_arn:
      'arn:aws:iam::111122223333:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService',
    suspended_state: [
      {
        dynamic_scaling_in_suspended: true,
        dynamic_scaling_out_suspended: false,
        scheduled_scaling_suspended: false,
      },
    ],
  },
  replacedBy: [{ resource_id: 'service/gateway/orders' }],
  updatedBy: [{ max_capacity: 20 }],
  refused: [
    ['fewer at most than at least', { max_capacity: 1 }, 'Maximum capacity cannot be less than minimum capacity'],
    ['a service without cluster', { resource_id: 'service/users' }, 'must be service/<cluster>/<service>'],
    ['another dimension', { scalable_dimension: 'ecs:service:Size' }, 'got ecs:service:Size'],
    ['less than nothing', { min_capacity: -1 }, 'at least (0), got -1'],
  ],
});

const tracking = (change: Attributes = {}, metric: Attributes = {}) => ({
  ...named,
  name: 'cpu',
  policy_type: 'TargetTrackingScaling',
  target_tracking_scaling_policy_configuration: [
    {
      target_value: 60,
      predefined_metric_specification: [{ predefined_metric_type: 'ECSServiceAverageCPUUtilization', ...metric }],
      ...change,
    },
  ],
});
const withTarget = (account: RehearsedAccount) => {
  withService(account);
  account.create('aws_appautoscaling_target', target);
};
describeResource({
  type: 'aws_appautoscaling_policy',
  given: withTarget,
  config: tracking(),
  gives: {
    id: 'cpu',
    arn: expect.stringMatching(
      /^arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:[0-9a-f-]{36}:resource\/ecs\/service\/gateway\/users:policyName\/cpu$/,
    ) as string,
    alarm_arns: [
      expect.stringContaining('alarm:TargetTracking-service/gateway/users-AlarmHigh-'),
      expect.stringContaining('alarm:TargetTracking-service/gateway/users-AlarmLow-'),
    ] as string[],
  },
  replacedBy: [{ name: 'memory' }],
  updatedBy: [tracking({ target_value: 70 })],
  refused: [
    [
      'no metric',
      tracking({ predefined_metric_specification: [] }),
      'Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification',
    ],
    [
      'requests per target without label',
      tracking({}, { predefined_metric_type: 'ALBRequestCountPerTarget' }),
      'Resource label must be app/<load balancer>',
    ],
    ['a label of the processor', tracking({}, { resource_label: 'x' }), 'Resource label is not supported'],
    [
      'the block of another type',
      { policy_type: 'StepScaling' },
      'target_tracking_scaling_policy_configuration is not supported for policy type StepScaling',
    ],
    [
      'no block',
      { target_tracking_scaling_policy_configuration: [] },
      'must be specified for policy type TargetTrackingScaling',
    ],
  ],
});

const step = (adjustments: readonly Attributes[], change: Attributes = {}) => ({
  ...named,
  name: 'in',
  policy_type: 'StepScaling',
  step_scaling_policy_configuration: [
    { adjustment_type: 'ChangeInCapacity', cooldown: 300, step_adjustment: adjustments, ...change },
  ],
});
const down = { scaling_adjustment: -1, metric_interval_upper_bound: '0' };
const far = { scaling_adjustment: -2, metric_interval_upper_bound: '-20' };
describeResource({
  type: 'aws_appautoscaling_policy',
  given: withTarget,
  config: step([{ ...down, metric_interval_lower_bound: '-20' }, far]),
  gives: { id: 'in', alarm_arns: [] },
  refused: [
    ['no step', step([]), 'at least one step adjustment must be specified'],
    ['steps that overlap', step([down, far]), 'must not overlap or leave a gap'],
    [
      'steps with a gap',
      step([{ ...down, metric_interval_lower_bound: '-10' }, far]),
      'must not overlap or leave a gap',
    ],
    [
      'a step that runs backwards',
      step([{ ...down, metric_interval_lower_bound: '5' }]),
      'must be less than its upper bound',
    ],
    [
      'a least change in numbers',
      step([down], { min_adjustment_magnitude: 1 }),
      'MinAdjustmentMagnitude is only supported for PercentChangeInCapacity',
    ],
    ['an unknown kind of change', step([down], { adjustment_type: 'Change' }), 'got Change'],
  ],
});

describe('scaling', () => {
  it('needs the service, and the target', () => {
    const account = new RehearsedAccount();
    expect(refusalsOf(() => account.create('aws_appautoscaling_target', target))).toEqual([
      expect.stringContaining("ECS service doesn't exist: service/gateway/users"),
    ]);
    expect(refusalsOf(() => account.create('aws_appautoscaling_policy', tracking()))).toEqual([
      expect.stringContaining(
        'ObjectNotFoundException: No scalable target registered for service namespace: ecs, resource ID: service/gateway/users, scalable dimension: ecs:service:DesiredCount',
      ),
    ]);
  });
});
