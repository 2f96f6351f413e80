import { type Attributes, type Refusal, type ResourceKnowledge } from '../knowledge';
import { regionalArn } from '../support/arn';
import { blocks, hasUnknown, integer, text, texts } from '../support/attributes';
import { nameRules } from '../support/ecs';
import { between, check, oneOf, refusal } from '../support/rules';

const cluster: ResourceKnowledge = {
  type: 'aws_ecs_cluster',
  computed(planned, { identity }) {
    const arn = regionalArn(identity, 'ecs', `cluster/${text(planned, 'name') ?? ''}`);
    return { id: arn, arn };
  },
  forceNew: ['name'],
  validate: (config) =>
    check(config, {
      name: nameRules,
      'setting.name': oneOf('containerInsights'),
      'setting.value': oneOf('enabled', 'disabled', 'enhanced'),
      'configuration.execute_command_configuration.logging': oneOf('DEFAULT', 'NONE', 'OVERRIDE'),
    }),
  refuseDelete(prior, context) {
    const name = text(prior, 'name') ?? '';
    const isOwn = (service: Attributes) => (text(service, 'cluster') ?? '').replace(/^.*:cluster\//, '') === name;
    return context.find('aws_ecs_service', {}).some(isOwn)
      ? [
          refusal(
            [],
            `deleting ECS Cluster (${text(prior, 'arn') ?? ''}): operation error ECS: DeleteCluster, ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.`,
          ),
        ]
      : [];
  },
};

/** What runs tasks without a capacity provider of one's own. */
const fargate = ['FARGATE', 'FARGATE_SPOT'];
const putting = 'updating ECS Cluster Capacity Providers: operation error ECS: PutClusterCapacityProviders,';

function strategyRefusals(config: Attributes): readonly Refusal[] {
  if (hasUnknown(config, 'capacity_providers', 'default_capacity_provider_strategy')) return [];
  const strategy = blocks(config, 'default_capacity_provider_strategy');
  const providers = texts(config, 'capacity_providers');
  const strange = strategy
    .flatMap((one) => text(one, 'capacity_provider') ?? [])
    .find((one) => !providers.includes(one));
  const refuse = (words: string) => [
    refusal(['default_capacity_provider_strategy'], `${putting} InvalidParameterException: ${words}`),
  ];
  return [
    ...(strange === undefined
      ? []
      : refuse(`The specified capacity provider '${strange}' was not found. Specify a valid name and try again.`)),
    ...(strategy.filter((one) => (integer(one, 'base') ?? 0) > 0).length > 1
      ? refuse('Only one capacity provider in a capacity provider strategy can have a base defined.')
      : []),
  ];
}

const capacityProviders: ResourceKnowledge = {
  type: 'aws_ecs_cluster_capacity_providers',
  computed: (planned) => ({ id: text(planned, 'cluster_name') ?? '' }),
  defaults: {
    'default_capacity_provider_strategy.base': 0,
    'default_capacity_provider_strategy.weight': 0,
  },
  forceNew: ['cluster_name'],
  validate: (config) => [
    ...check(config, {
      cluster_name: nameRules,
      'default_capacity_provider_strategy.base': between(0, 100_000),
      'default_capacity_provider_strategy.weight': between(0, 1000),
    }),
    ...strategyRefusals(config),
  ],
  refuseApply(planned, context) {
    const strange = texts(planned, 'capacity_providers').find(
      (name) => !fargate.includes(name) && context.find('aws_ecs_capacity_provider', { name }).length === 0,
    );
    return [
      ...(context.find('aws_ecs_cluster', { name: text(planned, 'cluster_name') ?? '' }).length > 0
        ? []
        : [refusal(['cluster_name'], `${putting} ClusterNotFoundException: Cluster not found.`)]),
      ...(strange === undefined
        ? []
        : [
            refusal(
              ['capacity_providers'],
              `${putting} InvalidParameterException: The specified capacity provider '${strange}' was not found. Specify a valid name and try again.`,
            ),
          ]),
    ];
  },
  importId: (id) => ({ cluster_name: id }),
};

export const resources: readonly ResourceKnowledge[] = [cluster, capacityProviders];
