import { type Attributes, isAttributes, isList, type Refusal, type ResourceKnowledge, type Value } from '../knowledge';
import { regionalArn } from '../support/arn';
import { hasUnknown, isSet, text, texts } from '../support/attributes';
import { nameRules } from '../support/ecs';
import { isFargateSize } from '../support/fargate';
import { valueFromText } from '../support/json';
import { between, check, isArn, oneOf, refusal, type Rule } from '../support/rules';

function containerProblem(definitions: string): string | undefined {
  let containers: Value;
  try {
    containers = valueFromText(definitions);
  } catch (error) {
    return `ECS Task Definition container_definitions is invalid: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isList(containers) || containers.length === 0) return 'ClientException: Container list cannot be empty.';
  const names = new Set<Value>();
  for (const container of containers) {
    if (!isAttributes(container)) return 'ECS Task Definition container_definitions is invalid: each must be an object';
    const { name = null, image = null } = container;
    if (typeof name !== 'string' || name === '') return 'ClientException: Container.name should not be null or empty.';
    if (typeof image !== 'string' || image === '')
      return 'ClientException: Container.image should not be null or empty.';
    if (names.has(name)) return `ClientException: Duplicate container name: ${name}`;
    names.add(name);
  }
  return containers.filter(isAttributes).every(({ essential }) => essential === false)
    ? 'ClientException: At least one container must be marked as essential.'
    : undefined;
}

const isContainerDefinitions: Rule = (key, value) => {
  const problem = typeof value === 'string' ? containerProblem(value) : undefined;
  return problem === undefined ? undefined : `"${key}": ${problem}`;
};

function fargateRefusals(config: Attributes): readonly Refusal[] {
  if (
    !texts(config, 'requires_compatibilities').includes('FARGATE') ||
    hasUnknown(config, 'cpu', 'memory', 'network_mode')
  )
    return [];
  const [cpu, memory] = [Number(text(config, 'cpu')), Number(text(config, 'memory'))];
  return [
    ...(text(config, 'network_mode') === 'awsvpc'
      ? []
      : [refusal(['network_mode'], 'ClientException: Fargate only supports network mode ‘awsvpc’.')]),
    ...(isFargateSize(cpu, memory)
      ? []
      : [
          refusal(
            ['cpu'],
            `ClientException: No Fargate configuration exists for given values: ${text(config, 'cpu') ?? 'no'} CPU, ${text(config, 'memory') ?? 'no'} memory.`,
          ),
        ]),
    ...(isSet(config.execution_role_arn) || hasUnknown(config, 'execution_role_arn', 'container_definitions')
      ? []
      : (text(config, 'container_definitions') ?? '').includes('"awslogs"')
        ? [
            refusal(
              ['execution_role_arn'],
              'ClientException: Fargate requires task definition to have execution role ARN to support log driver awslogs.',
            ),
          ]
        : []),
  ];
}

const taskDefinition: ResourceKnowledge = {
  type: 'aws_ecs_task_definition',
  computed(planned, context) {
    const family = text(planned, 'family') ?? '';
    // Revisions count up within a family, also over those that are gone: the new one replaces the last of this state.
    const revisions = context.find('aws_ecs_task_definition', { family }).map(({ revision }) => Number(revision));
    const revision = Math.max(0, ...revisions) + 1;
    const withoutRevision = regionalArn(context.identity, 'ecs', `task-definition/${family}`);
    return {
      id: family,
      arn: `${withoutRevision}:${revision}`,
      arn_without_revision: withoutRevision,
      revision,
      enable_fault_injection: false,
    };
  },
  defaults: { skip_destroy: false, track_latest: false },
  forceNew: [
    'container_definitions',
    'cpu',
    'ephemeral_storage',
    'execution_role_arn',
    'family',
    'ipc_mode',
    'memory',
    'network_mode',
    'pid_mode',
    'placement_constraints',
    'proxy_configuration',
    'requires_compatibilities',
    'runtime_platform',
    'task_role_arn',
    'volume',
  ],
  validate: (config) => [
    ...check(config, {
      container_definitions: isContainerDefinitions,
      execution_role_arn: isArn('iam'),
      family: nameRules,
      network_mode: oneOf('bridge', 'host', 'awsvpc', 'none'),
      requires_compatibilities: oneOf('EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'),
      task_role_arn: isArn('iam'),
      'ephemeral_storage.size_in_gib': between(21, 200),
      'runtime_platform.cpu_architecture': oneOf('X86_64', 'ARM64'),
    }),
    ...fargateRefusals(config),
  ],
  // Two processes that register a revision at once get different ones.
  uniqueBy: ['family', 'revision'],
  importId: (id) => ({ arn: id }),
};

export const resources: readonly ResourceKnowledge[] = [taskDefinition];
