import { type ResourceKnowledge } from '../knowledge';
import { regionalArn } from '../support/arn';
import { hasUnknown, isSet, text } from '../support/attributes';
import { conflicting } from '../support/constraints';
import { nameRules } from '../support/ecs';
import { deploymentRefusals, serviceRefusals } from '../support/ecs-service';
import { atLeast, between, check, isArn, oneOf, refusal } from '../support/rules';

const service: ResourceKnowledge = {
  type: 'aws_ecs_service',
  computed(planned, { identity }) {
    const clusterName = (text(planned, 'cluster') ?? 'default').replace(/^.*:cluster\//, '');
    const arn = regionalArn(identity, 'ecs', `service/${clusterName}/${text(planned, 'name') ?? ''}`);
    return {
      id: arn,
      arn,
      cluster: 'default',
      availability_zone_rebalancing: 'DISABLED',
      iam_role: '/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
      launch_type: 'EC2',
      platform_version: text(planned, 'launch_type') === 'FARGATE' ? 'LATEST' : '',
    };
  },
  defaults: {
    deployment_maximum_percent: 200,
    deployment_minimum_healthy_percent: 100,
    enable_ecs_managed_tags: false,
    enable_execute_command: false,
    scheduling_strategy: 'REPLICA',
    wait_for_steady_state: false,
    'network_configuration.assign_public_ip': false,
  },
  forceNew: ['cluster', 'launch_type', 'name', 'scheduling_strategy'],
  validate: (config) => [
    ...check(config, {
      desired_count: atLeast(0),
      launch_type: oneOf('EC2', 'FARGATE', 'EXTERNAL'),
      name: nameRules,
      propagate_tags: oneOf('SERVICE', 'TASK_DEFINITION', 'NONE'),
      scheduling_strategy: oneOf('DAEMON', 'REPLICA'),
      'deployment_configuration.strategy': oneOf('ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'),
      'deployment_controller.type': oneOf('CODE_DEPLOY', 'ECS', 'EXTERNAL'),
      'load_balancer.container_port': between(0, 65_536),
      'load_balancer.target_group_arn': isArn('elasticloadbalancing'),
    }),
    ...conflicting(config, 'launch_type', 'capacity_provider_strategy'),
    ...(text(config, 'launch_type') === 'FARGATE' &&
    !isSet(config.network_configuration) &&
    !hasUnknown(config, 'network_configuration')
      ? [
          refusal(
            ['network_configuration'],
            "InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified.",
          ),
        ]
      : []),
    ...deploymentRefusals(config),
  ],
  refuseApply: serviceRefusals,
  uniqueBy: ['cluster', 'name'],
  alreadyExists: () =>
    'creating ECS Service: operation error ECS: CreateService, InvalidParameterException: Creation of service was not idempotent.',
};

export const resources: readonly ResourceKnowledge[] = [service];
