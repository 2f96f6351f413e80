import { type ResourceKnowledge } from '../knowledge';
import { regionalArn } from '../support/arn';
import { hasUnknown, text, texts } from '../support/attributes';
import { conflicting } from '../support/constraints';
import { nameRules } from '../support/elbv2';
import { alphabets, nameAttributes, nameOf } from '../support/identifiers';
import { loadBalancerZone } from '../support/load-balancer-zones';
import { between, check, lacks, lengthBetween, oneOf, refusal } from '../support/rules';

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

export const resources: readonly ResourceKnowledge[] = [loadBalancer];
