import { type Attributes, type Refusal, type ResourceKnowledge } from '../knowledge';
import { blocks, hasUnknown, integer, isSet, text, texts } from '../support/attributes';
import { actionRefusals, actionRules, sameAsRequest } from '../support/elbv2-actions';
import { balancerOf, forwardRefusals } from '../support/elbv2-forwarding';
import { between, check, isArn, lengthBetween, matches, refusal } from '../support/rules';

const creating = 'creating ELBv2 Listener Rule: operation error Elastic Load Balancing v2: CreateRule,';

/** Values that all conditions of one rule may have together. */
const maxConditionValues = 5;
/** Kinds of condition, and those of which a rule may have only one. */
const kinds = [
  'host_header',
  'http_header',
  'http_request_method',
  'path_pattern',
  'query_string',
  'source_ip',
] as const;
const onlyOnce: readonly string[] = ['host_header', 'http_request_method', 'path_pattern', 'source_ip'];

function valueCount(condition: Attributes): number {
  return kinds
    .flatMap((kind) => blocks(condition, kind).map((inner) => ({ kind, inner })))
    .reduce(
      (sum, { kind, inner }) =>
        sum + (kind === 'query_string' ? 1 : texts(inner, 'values').length + texts(inner, 'regex_values').length),
      0,
    );
}

function conditionRefusals(config: Attributes): readonly Refusal[] {
  const conditions = blocks(config, 'condition');
  if (hasUnknown(config, 'condition') || conditions.some((condition) => hasUnknown(condition, ...kinds))) return [];
  const kindsOf = conditions.map((condition) => kinds.filter((kind) => isSet(condition[kind])));
  const values = conditions.reduce((sum, condition) => sum + valueCount(condition), 0);
  const twice = onlyOnce.find((kind) => kindsOf.filter((given) => given.some((one) => one === kind)).length > 1);
  const refuse = (words: string) => refusal(['condition'], `${creating} ${words}`);
  return [
    ...(kindsOf.some((given) => given.length !== 1)
      ? [refuse(`ValidationError: a condition has exactly one of ${kinds.join(', ')}`)]
      : []),
    ...(twice === undefined
      ? []
      : [refuse(`ValidationError: A rule can only have one '${twice.replaceAll('_', '-')}' condition`)]),
    ...(values > maxConditionValues
      ? [refuse(`TooManyConditionValues: a rule takes at most ${maxConditionValues} condition values, got ${values}`)]
      : []),
  ];
}

function redirectDefaults(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(sameAsRequest).map(([name, same]) => [`action.redirect.${name}`, same] as const),
  );
}

const listenerRule: ResourceKnowledge = {
  type: 'aws_lb_listener_rule',
  computed(planned, context) {
    const listenerArn = text(planned, 'listener_arn') ?? '';
    const arn = `${listenerArn.replace(':listener/', ':listener-rule/')}/${context.uniqueId(16)}`;
    const others = context.find('aws_lb_listener_rule', { listener_arn: listenerArn });
    return {
      id: arn,
      arn,
      priority: Math.max(0, ...others.map((rule) => integer(rule, 'priority') ?? 0)) + 1,
      action: blocks(planned, 'action').map((_action, index) => ({ order: index + 1 })),
    };
  },
  defaults: redirectDefaults(),
  forceNew: ['listener_arn'],
  validate: (config) => [
    ...check(config, {
      ...actionRules('action'),
      listener_arn: [
        isArn('elasticloadbalancing'),
        matches(/:listener\/app\//, 'rules belong to listeners of application load balancers'),
      ],
      priority: between(1, 50_000),
      'condition.host_header.values': lengthBetween(1, 128),
      'condition.http_header.http_header_name': matches(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}$/, 'must be a header name'),
      'condition.http_header.values': lengthBetween(1, 128),
      'condition.http_request_method.values': matches(/^[A-Za-z-_]{1,40}$/, 'must be a request method'),
      'condition.path_pattern.values': [
        lengthBetween(1, 128),
        matches(/^[A-Za-z0-9_\-.$/~"'@:+*?&]+$/, 'must hold letters, digits and _-.$/~"\'@:+*?& only'),
      ],
      'condition.query_string.key': lengthBetween(0, 128),
      'condition.query_string.value': lengthBetween(1, 128),
    }),
    ...actionRefusals(config, 'action'),
    ...conditionRefusals(config),
  ],
  refuseApply(planned, context) {
    const listenerArn = text(planned, 'listener_arn') ?? '';
    const [found] = context.find('aws_lb_listener', { arn: listenerArn });
    const listener = {
      balancer: balancerOf(listenerArn),
      protocol: text(found ?? {}, 'protocol') ?? 'HTTP',
      port: integer(found ?? {}, 'port'),
    };
    return forwardRefusals(planned, 'action', listener, context);
  },
  uniqueBy: ['listener_arn', 'priority'],
  alreadyExists: (planned) =>
    `${creating} PriorityInUse: Priority '${integer(planned, 'priority') ?? ''}' is currently in use`,
};

export const resources: readonly ResourceKnowledge[] = [listenerRule];
