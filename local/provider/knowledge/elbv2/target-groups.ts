import { type Attributes, type Refusal, type ResourceKnowledge } from '../knowledge';
import { regionalArn } from '../support/arn';
import { blocks, hasUnknown, inBlocks, integer, isSet, text } from '../support/attributes';
import { conflicting } from '../support/constraints';
import { nameRules } from '../support/elbv2';
import { balancersOf } from '../support/elbv2-forwarding';
import { nameAttributes, nameOf } from '../support/identifiers';
import { between, check, lengthBetween, matches, oneOf, refusal } from '../support/rules';

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

const web = ['HTTP', 'HTTPS'];

function healthCheckRefusals(config: Attributes): readonly Refusal[] {
  const protocol = text(config, 'protocol');
  return blocks(config, 'health_check').flatMap((health, index) => {
    const by = text(health, 'protocol') ?? (health.protocol === null ? 'HTTP' : undefined);
    const [interval, timeout] = [integer(health, 'interval') ?? 30, integer(health, 'timeout')];
    const refuse = (name: string, words: string) => [refusal(['health_check', index, name], words)];
    return [
      ...(by === 'TCP' && protocol !== undefined && web.includes(protocol)
        ? refuse(
            'protocol',
            `Attribute "health_check.protocol" cannot have value "TCP" when "protocol" is "${protocol}".`,
          )
        : []),
      ...(['matcher', 'path'] as const)
        .filter((name) => by === 'TCP' && isSet(health[name]))
        .flatMap((name) =>
          refuse(name, `Attribute "health_check.${name}" cannot be specified when "health_check.protocol" is "TCP".`),
        ),
      ...(timeout !== undefined && timeout >= interval && !hasUnknown(health, 'interval')
        ? refuse('timeout', 'ValidationError: Health check interval must be greater than the timeout.')
        : []),
    ];
  });
}

/** Attributes that only some protocols of target groups have. */
const protocolsWith: Readonly<Record<string, readonly string[]>> = {
  preserve_client_ip: ['TCP', 'TLS', 'UDP', 'TCP_UDP'],
  proxy_protocol_v2: ['TCP', 'TLS', 'UDP', 'TCP_UDP'],
  slow_start: web,
  protocol_version: web,
};

function attributeRefusals(config: Attributes): readonly Refusal[] {
  const protocol = text(config, 'protocol');
  if (protocol === undefined) return [];
  return Object.entries(protocolsWith)
    .filter(([name, protocols]) => isSet(config[name]) && config[name] !== false && !protocols.includes(protocol))
    .filter(([name]) => config[name] !== 0)
    .map(([name]) =>
      refusal(
        [name],
        `InvalidConfigurationRequest: Target group attribute '${name}' is not supported for target groups with protocol '${protocol}'`,
      ),
    );
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
    deregistration_delay: (config) => (text(config, 'target_type') === 'alb' ? null : '300'),
    lambda_multi_value_headers_enabled: false,
    proxy_protocol_v2: false,
    slow_start: 0,
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
      deregistration_delay: matches(
        /^([0-9]|[1-9]\d{1,2}|[12]\d{3}|3[0-5]\d{2}|3600)$/,
        'must be from 0 to 3600 seconds',
      ),
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
    ...healthCheckRefusals(config),
    ...attributeRefusals(config),
  ],
  refuseDelete(prior, context) {
    const arn = text(prior, 'arn') ?? '';
    return balancersOf(arn, context).length === 0
      ? []
      : [
          refusal(
            [],
            `deleting ELBv2 Target Group (${arn}): operation error Elastic Load Balancing v2: DeleteTargetGroup, ResourceInUse: Target group '${arn}' is currently in use by a listener or a rule`,
          ),
        ];
  },
  uniqueBy: ['name'],
  alreadyExists: (planned) => `ELBv2 Target Group (${text(planned, 'name') ?? ''}) already exists`,
};

export const resources: readonly ResourceKnowledge[] = [targetGroup];
