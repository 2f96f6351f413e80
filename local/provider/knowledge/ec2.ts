import { type Attributes, type CreateContext, type Refusal, type ResourceKnowledge } from './knowledge';
import { regionalArn } from './support/arn';
import { hasUnknown, integer, isSet, text } from './support/attributes';
import { conflicting, exactlyOne } from './support/constraints';
import { nameAttributes } from './support/identifiers';
import { between, check, lacks, lengthBetween, matches, oneOf, refusal, type Rule } from './support/rules';

/** The id and ARN of an EC2 resource: `vpc-0123456789abcdef0`. */
function identified(
  context: CreateContext,
  prefix: string,
  kind: string,
): { readonly id: string; readonly arn: string } {
  const id = `${prefix}-0${context.uniqueId(16)}`;
  return { id, arn: regionalArn(context.identity, 'ec2', `${kind}/${id}`) };
}

/** An IPv4 block whose host bits are zero, with a prefix of `min` to `max` bits. */
function isCidr(min: number, max: number): Rule {
  return (key, value) => {
    if (typeof value !== 'string') return undefined;
    const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(value);
    const octets = (match ?? []).slice(1, 5).map(Number);
    const bits = Number(match?.[5]);
    if (match === null || octets.some((octet) => octet > 255) || bits > 32) {
      return `"${key}" (${value}) is not a valid IPv4 CIDR block`;
    }
    if (bits < min || bits > max) return `"${key}" must have a prefix of /${min} to /${max}, got ${value}`;
    const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    return address % 2 ** (32 - bits) === 0
      ? undefined
      : `"${key}" (${value}) must be the network's own address, without host bits`;
  };
}

const vpc: ResourceKnowledge = {
  type: 'aws_vpc',
  computed: (_planned, context) => ({
    ...identified(context, 'vpc', 'vpc'),
    owner_id: context.identity.accountId,
    default_network_acl_id: `acl-0${context.uniqueId(16)}`,
    default_route_table_id: `rtb-0${context.uniqueId(16)}`,
    default_security_group_id: `sg-0${context.uniqueId(16)}`,
    dhcp_options_id: `dopt-0${context.uniqueId(16)}`,
    main_route_table_id: `rtb-0${context.uniqueId(16)}`,
    enable_dns_hostnames: false,
    enable_network_address_usage_metrics: false,
  }),
  defaults: { enable_dns_support: true, enable_dns_hostnames: false, instance_tenancy: 'default' },
  forceNew: ['cidr_block'],
  validate: (config) => [
    ...check(config, { cidr_block: isCidr(16, 28), instance_tenancy: oneOf('default', 'dedicated') }),
    ...exactlyOne(config, 'cidr_block', 'ipv4_ipam_pool_id'),
  ],
};

const subnet: ResourceKnowledge = {
  type: 'aws_subnet',
  computed: (_planned, context) => ({
    ...identified(context, 'subnet', 'subnet'),
    owner_id: context.identity.accountId,
    availability_zone: `${context.identity.region}a`,
    private_dns_hostname_type_on_launch: 'ip-name',
  }),
  defaults: { assign_ipv6_address_on_creation: false, map_public_ip_on_launch: false },
  forceNew: ['availability_zone', 'cidr_block', 'vpc_id'],
  validate: (config) => [
    ...check(config, { cidr_block: isCidr(16, 28) }),
    ...conflicting(config, 'availability_zone', 'availability_zone_id'),
  ],
  uniqueBy: ['vpc_id', 'cidr_block'],
  alreadyExists: (planned) =>
    `creating EC2 Subnet: operation error EC2: CreateSubnet, InvalidSubnet.Conflict: The CIDR '${text(planned, 'cidr_block') ?? ''}' conflicts with another subnet`,
};

const groupText = matches(
  /^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]*$/,
  'must hold letters, digits, spaces and _.:/()#,@[]+=&;{}!$*- only',
);

const securityGroup: ResourceKnowledge = {
  type: 'aws_security_group',
  computed: (planned, context) => ({
    ...identified(context, 'sg', 'security-group'),
    ...nameAttributes(planned, context),
    owner_id: context.identity.accountId,
  }),
  defaults: { description: 'Managed by Terraform', revoke_rules_on_delete: false },
  forceNew: ['description', 'name', 'name_prefix', 'vpc_id'],
  validate: (config) => [
    ...check(config, {
      description: [lengthBetween(0, 255), groupText],
      name: [lengthBetween(0, 255), lacks(/^sg-/, 'cannot begin with sg-'), groupText],
    }),
    ...conflicting(config, 'name', 'name_prefix'),
  ],
  uniqueBy: ['name', 'vpc_id'],
  alreadyExists: (planned) =>
    `creating Security Group (${text(planned, 'name') ?? ''}): operation error EC2: CreateSecurityGroup, InvalidGroup.Duplicate: The security group '${text(planned, 'name') ?? ''}' already exists for VPC '${text(planned, 'vpc_id') ?? ''}'`,
};

const peers = ['cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'referenced_security_group_id'] as const;

function portRefusals(config: Attributes): readonly Refusal[] {
  if (hasUnknown(config, 'from_port', 'to_port', 'ip_protocol')) return [];
  const [from, to] = [integer(config, 'from_port'), integer(config, 'to_port')];
  if (text(config, 'ip_protocol') === '-1') {
    return from === undefined && to === undefined
      ? []
      : [refusal(['from_port'], 'from_port and to_port must not be set when ip_protocol is "-1"')];
  }
  return from !== undefined && to !== undefined && from > to && !(text(config, 'ip_protocol') ?? '').startsWith('icmp')
    ? [refusal(['to_port'], `InvalidParameterValue: Invalid TCP/UDP port range (${from}:${to})`)]
    : [];
}

function securityGroupRule(direction: 'ingress' | 'egress'): ResourceKnowledge {
  return {
    type: `aws_vpc_security_group_${direction}_rule`,
    computed(_planned, context) {
      const { id, arn } = identified(context, 'sgr', 'security-group-rule');
      return { id, arn, security_group_rule_id: id };
    },
    forceNew: ['security_group_id'],
    validate: (config) => [
      ...check(config, {
        cidr_ipv4: isCidr(0, 32),
        description: [lengthBetween(0, 255), groupText],
        from_port: between(-1, 65_535),
        to_port: between(-1, 65_535),
      }),
      ...exactlyOne(config, ...peers),
      ...portRefusals(config),
    ],
    uniqueBy: ['security_group_id', 'ip_protocol', 'from_port', 'to_port', ...peers],
    alreadyExists: () =>
      `creating VPC Security Group Rule: operation error EC2: AuthorizeSecurityGroup${direction === 'ingress' ? 'Ingress' : 'Egress'}, InvalidPermission.Duplicate: the specified rule already exists`,
  };
}

const internetGateway: ResourceKnowledge = {
  type: 'aws_internet_gateway',
  computed: (_planned, context) => ({
    ...identified(context, 'igw', 'internet-gateway'),
    owner_id: context.identity.accountId,
  }),
};

const routeTable: ResourceKnowledge = {
  type: 'aws_route_table',
  computed: (_planned, context) => ({
    ...identified(context, 'rtb', 'route-table'),
    owner_id: context.identity.accountId,
  }),
  forceNew: ['vpc_id'],
};

const routeTableAssociation: ResourceKnowledge = {
  type: 'aws_route_table_association',
  computed: (_planned, context) => ({ id: `rtbassoc-0${context.uniqueId(16)}` }),
  forceNew: ['gateway_id', 'subnet_id'],
  validate: (config) => exactlyOne(config, 'subnet_id', 'gateway_id'),
  refuseApply(planned, context) {
    const id = text(planned, 'subnet_id');
    return id === undefined || context.find('aws_route_table_association', { subnet_id: id }).length === 0
      ? []
      : [
          refusal(
            ['subnet_id'],
            `creating Route Table Association: Resource.AlreadyAssociated: the specified association for subnet ${id} conflicts with an existing association`,
          ),
        ];
  },
};

const elasticIp: ResourceKnowledge = {
  type: 'aws_eip',
  computed(_planned, context) {
    const { id, arn } = identified(context, 'eipalloc', 'elastic-ip');
    // From the block kept for documentation, so that no rehearsal shows anyone's address.
    const address = `203.0.113.${1 + (Number.parseInt(context.uniqueId(4), 16) % 254)}`;
    return {
      id,
      allocation_id: id,
      arn,
      public_ip: address,
      domain: 'vpc',
      public_ipv4_pool: 'amazon',
      network_border_group: context.identity.region,
    };
  },
  defaults: { domain: 'vpc' },
  forceNew: ['domain'],
};

const natGateway: ResourceKnowledge = {
  type: 'aws_nat_gateway',
  computed: (planned, context) => ({
    id: `nat-0${context.uniqueId(16)}`,
    association_id: `eipassoc-0${context.uniqueId(16)}`,
    network_interface_id: `eni-0${context.uniqueId(16)}`,
    public_ip:
      text(context.find('aws_eip', { allocation_id: text(planned, 'allocation_id') ?? '' })[0] ?? {}, 'public_ip') ??
      '',
  }),
  defaults: { connectivity_type: 'public' },
  forceNew: ['allocation_id', 'connectivity_type', 'subnet_id'],
  validate: (config) => [
    ...check(config, { connectivity_type: oneOf('private', 'public') }),
    ...(text(config, 'connectivity_type') === 'private' && isSet(config.allocation_id)
      ? [refusal(['allocation_id'], '"allocation_id" is not supported with connectivity_type = "private"')]
      : []),
  ],
};

export const resources: readonly ResourceKnowledge[] = [
  vpc,
  subnet,
  securityGroup,
  securityGroupRule('ingress'),
  securityGroupRule('egress'),
  internetGateway,
  routeTable,
  routeTableAssociation,
  elasticIp,
  natGateway,
];
