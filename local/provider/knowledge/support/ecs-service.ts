import {
  type Attributes,
  isAttributes,
  isList,
  type ApplyContext,
  type Refusal,
  type StoreContext,
} from '../knowledge';
import { blocks, hasUnknown, integer, isChanged, isSet, text } from './attributes';
import { balancersOf } from './elbv2-forwarding';
import { valueFromText } from './json';
import { refusal } from './rules';
import { isAssumableBy } from './trust';

const creating = 'creating ECS Service: operation error ECS: CreateService,';

/** What the configuration alone shows to be wrong with how a service deploys. */
export function deploymentRefusals(config: Attributes): readonly Refusal[] {
  const strategies = blocks(config, 'deployment_configuration').flatMap((one) => text(one, 'strategy') ?? []);
  const [strategy = 'ROLLING'] = strategies;
  const bakeTimes = blocks(config, 'deployment_configuration').flatMap((one) => Number(one.bake_time_in_minutes ?? 0));
  const controllers = blocks(config, 'deployment_controller').flatMap((one) => text(one, 'type') ?? []);
  const breaking = blocks(config, 'deployment_circuit_breaker').some(({ enable }) => enable === true);
  const refuse = (attribute: string, words: string) => [
    refusal([attribute], `${creating} InvalidParameterException: ${words}`),
  ];
  return [
    ...trafficShiftRefusals(config, strategy),
    ...(bakeTimes.some((minutes) => minutes < 0 || minutes > 1440)
      ? refuse('deployment_configuration', 'bakeTimeInMinutes must be from 0 to 1440.')
      : []),
    ...(strategy !== 'ROLLING' && controllers.some((type) => type !== 'ECS')
      ? refuse(
          'deployment_controller',
          `The ${strategy} deployment strategy is supported with the ECS deployment controller only.`,
        )
      : []),
    ...(strategy !== 'ROLLING' && breaking
      ? refuse(
          'deployment_circuit_breaker',
          `The deployment circuit breaker is not supported with the ${strategy} deployment strategy.`,
        )
      : []),
    ...(integer(config, 'deployment_maximum_percent') === 100 &&
    (integer(config, 'deployment_minimum_healthy_percent') ?? 100) === 100 &&
    !hasUnknown(config, 'deployment_minimum_healthy_percent')
      ? refuse(
          'deployment_maximum_percent',
          'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
        )
      : []),
    ...(isSet(config.health_check_grace_period_seconds) &&
    !isSet(config.load_balancer) &&
    !hasUnknown(config, 'load_balancer')
      ? refuse(
          'health_check_grace_period_seconds',
          'Health check grace period is only valid for services configured to use load balancers',
        )
      : []),
  ];
}

/** What moves traffic between two target groups needs both of them and the rules that do it. */
function trafficShiftRefusals(config: Attributes, strategy: string): readonly Refusal[] {
  const refuse = (at: readonly (string | number)[], words: string) => [
    refusal(at, `${creating} InvalidParameterException: ${words}`),
  ];
  return blocks(config, 'load_balancer').flatMap((target, index) => {
    const advanced = blocks(target, 'advanced_configuration');
    const at = ['load_balancer', index, 'advanced_configuration'];
    if (hasUnknown(target, 'advanced_configuration')) return [];
    if (strategy === 'ROLLING') {
      return advanced.length === 0
        ? []
        : refuse(at, 'advancedConfiguration is not supported with the ROLLING deployment strategy.');
    }
    const [alternate] = advanced.flatMap((one) => text(one, 'alternate_target_group_arn') ?? []);
    const isOpen = advanced.some((one) => hasUnknown(one, 'alternate_target_group_arn'));
    if (alternate === undefined && !isOpen) {
      return refuse(
        at,
        `alternateTargetGroupArn and productionListenerRule must be specified with the ${strategy} deployment strategy.`,
      );
    }
    return alternate !== undefined && alternate === text(target, 'target_group_arn')
      ? refuse(at, 'alternateTargetGroupArn must be another target group than targetGroupArn.')
      : [];
  });
}

function containersOf(definition: Attributes): readonly Attributes[] {
  const containers = valueFromText(text(definition, 'container_definitions') ?? '[]');
  return isList(containers) ? containers.filter(isAttributes) : [];
}

function portsOf(container: Attributes): readonly unknown[] {
  const mappings = isList(container.portMappings) ? container.portMappings.filter(isAttributes) : [];
  return mappings.map(({ containerPort }) => containerPort);
}

/** What names a container and a port that the task definition does not have. */
function containerProblem(target: Attributes, definition: Attributes): string | undefined {
  const name = text(target, 'container_name') ?? '';
  const container = containersOf(definition).find((one) => one.name === name);
  if (container === undefined) return `The container ${name} does not exist in the task definition.`;
  const port = integer(target, 'container_port');
  return portsOf(container).includes(port)
    ? undefined
    : `The container ${name} did not have a container port ${port ?? ''} defined.`;
}

function targetGroupProblem(
  arn: string,
  definition: Attributes | undefined,
  context: StoreContext,
): string | undefined {
  const [group] = context.find('aws_lb_target_group', { arn });
  if (group === undefined) return undefined;
  if (balancersOf(arn, context).length === 0) {
    return `The target group with targetGroupArn ${arn} does not have an associated load balancer.`;
  }
  const type = text(group, 'target_type') ?? 'instance';
  return definition !== undefined && text(definition, 'network_mode') === 'awsvpc' && type !== 'ip'
    ? `The provided target group ${arn} has target type ${type}, which is incompatible with the awsvpc network mode specified in the task definition.`
    : undefined;
}

/** What is wrong with the second target group, the rules that move traffic to it, or the role that changes them. */
function advancedProblem(
  advanced: Attributes,
  definition: Attributes | undefined,
  context: StoreContext,
): string | undefined {
  const rules = ['production_listener_rule', 'test_listener_rule'].flatMap((name) => text(advanced, name) ?? []);
  const absent = rules.find(
    (arn) => arn.includes(':listener-rule/') && context.find('aws_lb_listener_rule', { arn }).length === 0,
  );
  const role = text(advanced, 'role_arn') ?? '';
  if (absent !== undefined) return `The listener rule ${absent} was not found.`;
  if (!isAssumableBy(role, ['ecs.amazonaws.com'], context)) {
    return `Amazon ECS is not authorized to assume the role ${role}.`;
  }
  return targetGroupProblem(text(advanced, 'alternate_target_group_arn') ?? '', definition, context);
}

/** The revision that an ARN or `family:revision` names, or the newest of a family. */
function definitionOf(name: string, context: StoreContext): Attributes | undefined {
  const [family = '', revision] = name.replace(/^.*:task-definition\//, '').split(':');
  const revisions = context.find('aws_ecs_task_definition', { family });
  const wanted = revision ?? Math.max(0, ...revisions.map((one) => Number(one.revision)));
  return revisions.find((one) => one.revision === Number(wanted));
}

/**
 * What AWS refuses for the sake of the cluster, the task definition and the target groups. A cluster or revision that
 * the account does not have is refused; a target group is judged when the account has it.
 */
export function serviceRefusals(planned: Attributes, context: ApplyContext): readonly Refusal[] {
  const refuse = (attribute: string, words: string) => refusal([attribute], `${creating} ${words}`);
  const { prior } = context;
  // What another program deploys names its revisions in task sets.
  const isExternal = blocks(planned, 'deployment_controller').some(({ type }) => type === 'EXTERNAL');
  const cluster = (text(planned, 'cluster') ?? 'default').replace(/^.*:cluster\//, '');
  const arn = text(planned, 'task_definition') ?? '';
  const definition = definitionOf(arn, context);
  const problems = blocks(planned, 'load_balancer').flatMap((target) => [
    (definition && containerProblem(target, definition)) ?? [],
    targetGroupProblem(text(target, 'target_group_arn') ?? '', definition, context) ?? [],
    ...blocks(target, 'advanced_configuration').map((advanced) => advancedProblem(advanced, definition, context) ?? []),
  ]);
  return [
    ...(context.find('aws_ecs_cluster', { name: cluster }).length > 0
      ? []
      : [refuse('cluster', 'ClusterNotFoundException: Cluster not found.')]),
    // A revision that is gone still runs where it ran before.
    ...(definition === undefined && !isExternal && (prior === undefined || isChanged(prior, planned, 'task_definition'))
      ? [
          refuse(
            'task_definition',
            arn === ''
              ? 'InvalidParameterException: TaskDefinition can not be blank.'
              : `ClientException: TaskDefinition not found: ${arn}`,
          ),
        ]
      : []),
    ...(planned.enable_execute_command === true && definition !== undefined && !isSet(definition.task_role_arn)
      ? [
          refuse(
            'enable_execute_command',
            "InvalidParameterException: The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.",
          ),
        ]
      : []),
    ...problems.flat().map((problem) => refuse('load_balancer', `InvalidParameterException: ${problem}`)),
  ];
}
