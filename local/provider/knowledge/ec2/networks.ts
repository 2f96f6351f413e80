import { type ResourceKnowledge } from '../knowledge';
import { text } from '../support/attributes';
import { conflicting, exactlyOne } from '../support/constraints';
import { identified, isCidr } from '../support/ec2';
import { check, oneOf } from '../support/rules';

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

export const resources: readonly ResourceKnowledge[] = [vpc, subnet];
