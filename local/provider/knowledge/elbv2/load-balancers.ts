import { type Attributes, type Refusal, type ResourceKnowledge, type StoreContext } from '../knowledge';
import { regionalArn } from '../support/arn';
import { blocks, hasUnknown, isSet, text, texts } from '../support/attributes';
import { conflicting } from '../support/constraints';
import { nameRules } from '../support/elbv2';
import { alphabets, nameAttributes, nameOf } from '../support/identifiers';
import { loadBalancerZone } from '../support/load-balancer-zones';
import { between, check, lacks, lengthBetween, oneOf, refusal } from '../support/rules';

function subnetsOf(attributes: Attributes, context: StoreContext): readonly Attributes[] {
  const ids = [
    ...texts(attributes, 'subnets'),
    ...blocks(attributes, 'subnet_mapping').flatMap((mapping) => text(mapping, 'subnet_id') ?? []),
  ];
  return ids.flatMap((id) => context.find('aws_subnet', { id }));
}

const creating = 'creating ELBv2 Load Balancer: operation error Elastic Load Balancing v2: CreateLoadBalancer,';

/** Judged by the subnets that the account has. */
function placeRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const subnets = subnetsOf(planned, context);
  const zones = subnets.map((subnet) => text(subnet, 'availability_zone') ?? '');
  const vpcId = text(subnets[0] ?? {}, 'vpc_id');
  if (vpcId === undefined) return [];
  const refuse = (attribute: string, words: string) => [refusal([attribute], `${creating} ${words}`)];
  const isPublic = planned.internal !== true;
  const attached = [
    ...context.find('aws_internet_gateway', { vpc_id: vpcId }),
    ...context.find('aws_internet_gateway_attachment', { vpc_id: vpcId }),
  ];
  const strange = texts(planned, 'security_groups')
    .flatMap((id) => context.find('aws_security_group', { id }))
    .find((group) => text(group, 'vpc_id') !== vpcId);
  return [
    ...(new Set(zones).size < zones.length
      ? refuse(
          'subnets',
          'InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the same Availability Zone',
        )
      : []),
    ...(isPublic && attached.length === 0
      ? refuse('subnets', `InvalidSubnet: VPC ${vpcId} has no internet gateway`)
      : []),
    ...(strange === undefined
      ? []
      : refuse('security_groups', `InvalidConfigurationRequest: One or more security groups are invalid`)),
  ];
}

/** Who writes access logs into a bucket, as its policy must say. */
const logWriters =
  /"(logdelivery\.elasticloadbalancing\.amazonaws\.com|delivery\.logs\.amazonaws\.com|arn:aws:iam::\d{12}:root)"/;

/** Load balancers try the bucket when the logs are switched on; judged by the policy of a bucket that the account has. */
function logRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  return (['access_logs', 'connection_logs', 'health_check_logs'] as const).flatMap((name) =>
    blocks(planned, name)
      .filter(({ enabled }) => enabled === true)
      .map((logs) => text(logs, 'bucket') ?? '')
      .filter((bucket) => context.find('aws_s3_bucket', { bucket }).length > 0)
      .filter((bucket) =>
        context
          .find('aws_s3_bucket_policy', { bucket })
          .every((policy) => !logWriters.test(text(policy, 'policy') ?? '')),
      )
      .map((bucket) =>
        refusal(
          [name],
          `modifying ELBv2 Load Balancer attributes: operation error Elastic Load Balancing v2: ModifyLoadBalancerAttributes, InvalidConfigurationRequest: Access Denied for bucket: ${bucket}. Please check S3bucket permission`,
        ),
      ),
  );
}

function protectionRefusals(prior: Attributes): readonly Refusal[] {
  return prior.enable_deletion_protection === true
    ? [
        refusal(
          [],
          `deleting ELBv2 Load Balancer (${text(prior, 'arn') ?? ''}): operation error Elastic Load Balancing v2: DeleteLoadBalancer, OperationNotPermitted: Load balancer '${text(prior, 'arn') ?? ''}' cannot be deleted because deletion protection is enabled`,
        ),
      ]
    : [];
}

const twoZones = refusal(
  ['subnets'],
  'ValidationError: At least two subnets in two different Availability Zones must be specified',
);

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
      vpc_id: text(subnetsOf(planned, context)[0] ?? {}, 'vpc_id') ?? `vpc-0${context.uniqueId(16)}`,
      internal: false,
      ip_address_type: 'ipv4',
      enforce_security_group_inbound_rules_on_private_link_traffic: network ? 'on' : '',
    };
  },
  defaults: {
    client_keep_alive: 3600,
    desync_mitigation_mode: 'defensive',
    dns_record_client_routing_policy: (config) =>
      text(config, 'load_balancer_type') === 'network' ? 'any_availability_zone' : null,
    drop_invalid_header_fields: false,
    enable_cross_zone_load_balancing: false,
    enable_deletion_protection: false,
    enable_http2: true,
    enable_tls_version_and_cipher_suite_headers: false,
    enable_waf_fail_open: false,
    enable_xff_client_port: false,
    enable_zonal_shift: false,
    idle_timeout: 60,
    internal: false,
    ip_address_type: 'ipv4',
    load_balancer_type: 'application',
    preserve_host_header: false,
    xff_header_processing_mode: 'append',
    'access_logs.enabled': false,
    'connection_logs.enabled': false,
    'health_check_logs.enabled': false,
  },
  forceNew: ['internal', 'load_balancer_type', 'name', 'name_prefix'],
  // A network load balancer has security groups from birth, or never.
  replacedWhen: (prior, planned) =>
    text(prior, 'load_balancer_type') === 'network' && isSet(prior.security_groups) !== isSet(planned.security_groups)
      ? ['security_groups']
      : [],
  validate(config) {
    const application =
      [undefined, 'application'].includes(text(config, 'load_balancer_type')) &&
      !hasUnknown(config, 'load_balancer_type');
    const subnets = texts(config, 'subnets').length;
    return [
      ...check(config, {
        client_keep_alive: between(60, 604_800),
        desync_mitigation_mode: oneOf('monitor', 'defensive', 'strictest'),
        enforce_security_group_inbound_rules_on_private_link_traffic: oneOf('on', 'off'),
        idle_timeout: between(1, 4000),
        ip_address_type: oneOf('ipv4', 'dualstack', 'dualstack-without-public-ipv4'),
        load_balancer_type: oneOf('application', 'network', 'gateway'),
        name: [...nameRules, lacks(/^internal-/, 'cannot begin with "internal-"')],
        name_prefix: lengthBetween(1, 6),
        xff_header_processing_mode: oneOf('append', 'preserve', 'remove'),
      }),
      ...conflicting(config, 'name', 'name_prefix'),
      ...(application && subnets === 1 && !hasUnknown(config, 'subnets') ? [twoZones] : []),
    ];
  },
  refuseApply(planned, context) {
    const zones = new Set(subnetsOf(planned, context).map((subnet) => text(subnet, 'availability_zone')));
    return [
      ...placeRefusals(planned, context),
      ...(text(planned, 'load_balancer_type') === 'application' && zones.size === 1 ? [twoZones] : []),
      ...logRefusals(planned, context),
    ];
  },
  refuseDelete: (prior, context) => [
    ...protectionRefusals(prior),
    ...(context
      .find('aws_vpc_endpoint_service', {})
      .some((service) => texts(service, 'network_load_balancer_arns').includes(text(prior, 'arn') ?? ''))
      ? [
          refusal(
            [],
            `deleting ELBv2 Load Balancer (${text(prior, 'arn') ?? ''}): operation error Elastic Load Balancing v2: DeleteLoadBalancer, ResourceInUse: Load balancer '${text(prior, 'arn') ?? ''}' cannot be deleted because it is currently associated with another service`,
          ),
        ]
      : []),
  ],
  uniqueBy: ['name'],
  alreadyExists: (planned) => `ELBv2 Load Balancer (${text(planned, 'name') ?? ''}) already exists`,
};

export const resources: readonly ResourceKnowledge[] = [loadBalancer];
