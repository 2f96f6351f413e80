import { type Attributes, type Refusal, type ResourceKnowledge } from '../knowledge';
import { regionalArn } from '../support/arn';
import { blocks, hasUnknown, inBlocks, integer, isSet, text } from '../support/attributes';
import { conflicting } from '../support/constraints';
import { nameRules } from '../support/elbv2';
import { alphabets, nameAttributes, nameOf } from '../support/identifiers';
import { between, check, isArn, lengthBetween, oneOf, refusal } from '../support/rules';

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

export const resources: readonly ResourceKnowledge[] = [targetGroup, attachment];
