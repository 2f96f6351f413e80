import { type ResourceKnowledge } from '../knowledge';
import { blocks, hasUnknown, integer, isSet, text, texts } from '../support/attributes';
import { actionRefusals, actionTypes } from '../support/elbv2';
import { between, check, isArn, oneOf, refusal } from '../support/rules';

const secure = ['HTTPS', 'TLS'];

/** Values that all conditions of one rule may have together. */
const maxConditionValues = 5;

const listener: ResourceKnowledge = {
  type: 'aws_lb_listener',
  computed(planned, context) {
    const balancer = text(planned, 'load_balancer_arn') ?? '';
    const arn = `${balancer.replace(':loadbalancer/', ':listener/')}/${context.uniqueId(16)}`;
    const protocol = text(planned, 'protocol') ?? (balancer.includes('/app/') ? 'HTTP' : '');
    return {
      id: arn,
      arn,
      protocol,
      ssl_policy: secure.includes(protocol) ? 'ELBSecurityPolicy-2016-08' : '',
      default_action: blocks(planned, 'default_action').map((_action, index) => ({ order: index + 1 })),
    };
  },
  forceNew: ['load_balancer_arn'],
  validate: (config) => [
    ...check(config, {
      certificate_arn: isArn('acm', 'iam'),
      load_balancer_arn: isArn('elasticloadbalancing'),
      port: between(1, 65_535),
      protocol: oneOf('HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE'),
      'default_action.type': oneOf(...actionTypes),
      'default_action.target_group_arn': isArn('elasticloadbalancing'),
    }),
    ...(secure.includes(text(config, 'protocol') ?? '') &&
    !isSet(config.certificate_arn) &&
    !hasUnknown(config, 'certificate_arn')
      ? [
          refusal(
            ['certificate_arn'],
            `ValidationError: A certificate must be specified for ${text(config, 'protocol') ?? ''} listeners`,
          ),
        ]
      : []),
    ...actionRefusals(config, 'default_action'),
  ],
  uniqueBy: ['load_balancer_arn', 'port'],
  alreadyExists: (planned) =>
    `creating ELBv2 Listener (${text(planned, 'load_balancer_arn') ?? ''}): operation error Elastic Load Balancing v2: CreateListener, DuplicateListener: A listener already exists on this port for this load balancer '${text(planned, 'load_balancer_arn') ?? ''}'`,
};

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
  forceNew: ['listener_arn'],
  validate(config) {
    const conditions = blocks(config, 'condition');
    const values = conditions.flatMap((condition) =>
      Object.keys(condition)
        .flatMap((name) => blocks(condition, name))
        .flatMap((inner) => texts(inner, 'values')),
    );
    return [
      ...check(config, {
        listener_arn: isArn('elasticloadbalancing'),
        priority: between(1, 50_000),
        'action.type': oneOf(...actionTypes),
        'action.target_group_arn': isArn('elasticloadbalancing'),
      }),
      ...actionRefusals(config, 'action'),
      ...(values.length > maxConditionValues
        ? [
            refusal(
              ['condition'],
              `TooManyConditionValues: a rule takes at most ${maxConditionValues} condition values, got ${values.length}`,
            ),
          ]
        : []),
    ];
  },
  uniqueBy: ['listener_arn', 'priority'],
  alreadyExists: (planned) =>
    `creating ELBv2 Listener Rule: operation error Elastic Load Balancing v2: CreateRule, PriorityInUse: Priority '${integer(planned, 'priority') ?? ''}' is currently in use`,
};

export const resources: readonly ResourceKnowledge[] = [listener, listenerRule];
