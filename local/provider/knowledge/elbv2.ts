import { type Attributes, type Refusal, type ResourceKnowledge } from './knowledge';
import { regionalArn } from './support/arn';
import { blocks, hasUnknown, inBlocks, integer, isSet, text, texts } from './support/attributes';
import { conflicting } from './support/constraints';
import { alphabets, nameAttributes, nameOf } from './support/identifiers';
import { loadBalancerZone } from './support/load-balancer-zones';
import { between, check, isArn, lacks, lengthBetween, matches, oneOf, refusal } from './support/rules';

const nameRules = [
  lengthBetween(1, 32),
  matches(/^[0-9A-Za-z-]+$/, 'only alphanumeric characters and hyphens allowed'),
  lacks(/^-|-$/, 'cannot begin or end with a hyphen'),
];
const secure = ['HTTPS', 'TLS'];
const actionTypes = [
  'authenticate-cognito',
  'authenticate-oidc',
  'fixed-response',
  'forward',
  'jwt-validation',
  'redirect',
] as const;
/** Values that all conditions of one rule may have together. */
const maxConditionValues = 5;

const loadBalancer: ResourceKnowledge = {
  type: 'aws_lb',
  computed(planned, context) {
    const { region } = context.identity;
    const name = nameOf(planned, context);
    const network = text(planned, 'load_balancer_type') === 'network';
    const id = context.uniqueId(16);
    const suffix = `${network ? 'net' : 'app'}/${name}/${id}`;
    const arn = regionalArn(context.identity, 'elasticloadbalancing', `loadbalancer/${suffix}`);
    const prefix = planned.internal === true ? 'internal-' : '';
    return {
      ...nameAttributes(planned, context),
      id: arn,
      arn,
      arn_suffix: suffix,
      dns_name: network
        ? `${name}-${id}.elb.${region}.amazonaws.com`
        : `${prefix}${name}-${context.uniqueId(10, alphabets.digits)}.${region}.elb.amazonaws.com`,
      zone_id: loadBalancerZone(region, network ? 'network' : 'application'),
      vpc_id: `vpc-0${context.uniqueId(16)}`,
      internal: false,
      ip_address_type: 'ipv4',
      enforce_security_group_inbound_rules_on_private_link_traffic: network ? 'on' : '',
    };
  },
  defaults: {
    desync_mitigation_mode: 'defensive',
    drop_invalid_header_fields: false,
    enable_deletion_protection: false,
    enable_http2: true,
    idle_timeout: 60,
    internal: false,
    ip_address_type: 'ipv4',
    load_balancer_type: 'application',
    preserve_host_header: false,
  },
  forceNew: ['internal', 'load_balancer_type', 'name', 'name_prefix'],
  validate(config) {
    const application =
      [undefined, 'application'].includes(text(config, 'load_balancer_type')) &&
      !hasUnknown(config, 'load_balancer_type');
    const subnets = texts(config, 'subnets').length;
    return [
      ...check(config, {
        idle_timeout: between(1, 4000),
        ip_address_type: oneOf('ipv4', 'dualstack', 'dualstack-without-public-ipv4'),
        load_balancer_type: oneOf('application', 'network', 'gateway'),
        name: [...nameRules, lacks(/^internal-/, 'cannot begin with "internal-"')],
        name_prefix: lengthBetween(1, 6),
      }),
      ...conflicting(config, 'name', 'name_prefix'),
      ...(application && subnets === 1 && !hasUnknown(config, 'subnets')
        ? [
            refusal(
              ['subnets'],
              'ValidationError: At least two subnets in two different Availability Zones must be specified',
            ),
          ]
        : []),
    ];
  },
  refuseDelete: (prior) =>
    prior.enable_deletion_protection === true
      ? [
          refusal(
            [],
            `deleting ELBv2 Load Balancer (${text(prior, 'arn') ?? ''}): operation error Elastic Load Balancing v2: DeleteLoadBalancer, OperationNotPermitted: Load balancer '${text(prior, 'arn') ?? ''}' cannot be deleted because deletion protection is enabled`,
          ),
        ]
      : [],
  uniqueBy: ['name'],
  alreadyExists: (planned) => `ELBv2 Load Balancer (${text(planned, 'name') ?? ''}) already exists`,
};

function actionRefusals(config: Attributes, name: string): readonly Refusal[] {
  return blocks(config, name).flatMap((action, index) => {
    const needed: Readonly<Record<string, readonly string[]>> = {
      forward: ['target_group_arn', 'forward'],
      'fixed-response': ['fixed_response'],
      redirect: ['redirect'],
    };
    const names = needed[text(action, 'type') ?? ''];
    if (names === undefined || hasUnknown(action, ...names) || names.some((one) => isSet(action[one]))) return [];
    return [
      refusal(
        [name, index],
        `ValidationError: an action of type ${text(action, 'type') ?? ''} needs ${names.join(' or ')}`,
      ),
    ];
  });
}

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

/** Target group attributes that AWS takes for no group of type `alb`. */
const notForAlb = [
  'connection_termination',
  'deregistration_delay',
  'preserve_client_ip',
  'proxy_protocol_v2',
  'slow_start',
  'stickiness',
] as const;

function albTargetRefusals(config: Attributes): readonly Refusal[] {
  if (text(config, 'target_type') !== 'alb') return [];
  const protocol = text(config, 'protocol');
  return [
    ...(protocol !== undefined && protocol !== 'TCP'
      ? [
          refusal(
            ['protocol'],
            `ValidationError: Protocol '${protocol}' is not supported for target groups with target type 'alb'; use TCP`,
          ),
        ]
      : []),
    ...notForAlb
      .filter((name) => isSet(config[name]))
      .map((name) =>
        refusal(
          [name],
          `InvalidConfigurationRequest: Target group attribute '${name}' is not supported for target groups with target type 'alb'`,
        ),
      ),
    ...blocks(config, 'health_check').flatMap((health, index) =>
      ['TCP'].includes(text(health, 'protocol') ?? '')
        ? [
            refusal(
              ['health_check', index, 'protocol'],
              "ValidationError: Health check protocol must be HTTP or HTTPS for target groups with target type 'alb'",
            ),
          ]
        : [],
    ),
  ];
}

const targetGroup: ResourceKnowledge = {
  type: 'aws_lb_target_group',
  computed(planned, context) {
    const suffix = `targetgroup/${nameOf(planned, context)}/${context.uniqueId(16)}`;
    const arn = regionalArn(context.identity, 'elasticloadbalancing', suffix);
    const http = ['HTTP', 'HTTPS'].includes(text(planned, 'protocol') ?? '');
    return {
      ...nameAttributes(planned, context),
      id: arn,
      arn,
      arn_suffix: suffix,
      ip_address_type: 'ipv4',
      load_balancer_arns: [],
      load_balancing_algorithm_type: http ? 'round_robin' : '',
      load_balancing_anomaly_mitigation: http ? 'off' : '',
      load_balancing_cross_zone_enabled: 'use_load_balancer_configuration',
      preserve_client_ip: '',
      protocol_version: http ? 'HTTP1' : '',
      ...inBlocks(planned, 'health_check', { matcher: http ? '200' : '', path: '/', timeout: http ? 5 : 10 }),
    };
  },
  defaults: {
    target_type: 'instance',
    'health_check.enabled': true,
    'health_check.healthy_threshold': 3,
    'health_check.interval': 30,
    'health_check.port': 'traffic-port',
    'health_check.protocol': 'HTTP',
    'health_check.unhealthy_threshold': 3,
  },
  forceNew: ['ip_address_type', 'name', 'name_prefix', 'port', 'protocol', 'protocol_version', 'target_type', 'vpc_id'],
  validate: (config) => [
    ...check(config, {
      deregistration_delay: between(0, 3600),
      name: nameRules,
      name_prefix: lengthBetween(1, 6),
      port: between(1, 65_535),
      protocol: oneOf('HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE'),
      protocol_version: oneOf('HTTP1', 'HTTP2', 'GRPC'),
      target_type: oneOf('instance', 'ip', 'lambda', 'alb'),
      'health_check.healthy_threshold': between(2, 10),
      'health_check.interval': between(5, 300),
      'health_check.protocol': oneOf('HTTP', 'HTTPS', 'TCP'),
      'health_check.timeout': between(2, 120),
      'health_check.unhealthy_threshold': between(2, 10),
    }),
    ...conflicting(config, 'name', 'name_prefix'),
    ...(text(config, 'target_type') === 'lambda'
      ? []
      : ['port', 'protocol', 'vpc_id'].flatMap((name) =>
          isSet(config[name]) || hasUnknown(config, name, 'target_type')
            ? []
            : [
                refusal(
                  [name],
                  `Attribute "${name}" must be specified when "target_type" is "${text(config, 'target_type') ?? 'instance'}".`,
                ),
              ],
        )),
    ...albTargetRefusals(config),
  ],
  uniqueBy: ['name'],
  alreadyExists: (planned) => `ELBv2 Target Group (${text(planned, 'name') ?? ''}) already exists`,
};

const attachment: ResourceKnowledge = {
  type: 'aws_lb_target_group_attachment',
  computed: (planned, context) => ({
    id: `${text(planned, 'target_group_arn') ?? ''}-${context.uniqueId(26, alphabets.digits)}`,
  }),
  forceNew: ['availability_zone', 'port', 'target_group_arn', 'target_id'],
  validate: (config) => check(config, { port: between(1, 65_535), target_group_arn: isArn('elasticloadbalancing') }),
  refuseApply(planned, context) {
    const [group] = context.find('aws_lb_target_group', { arn: text(planned, 'target_group_arn') ?? '' });
    if (group === undefined || text(group, 'target_type') !== 'alb') return [];
    const balancer = text(planned, 'target_id') ?? '';
    const port = integer(planned, 'port') ?? integer(group, 'port') ?? 0;
    if (context.find('aws_lb_listener', { load_balancer_arn: balancer, port }).length > 0) return [];
    return [
      refusal(
        ['target_id'],
        `registering ELBv2 Target Group (${text(group, 'arn') ?? ''}) target: InvalidTarget: The Application Load Balancer '${balancer}' must have at least one listener that matches the target group port ${port}`,
      ),
    ];
  },
};

export const resources: readonly ResourceKnowledge[] = [loadBalancer, listener, listenerRule, targetGroup, attachment];
