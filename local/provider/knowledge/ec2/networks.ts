import { type Attributes, type Identity, type Refusal, type ResourceKnowledge, type StoreContext } from '../knowledge';
import { text } from '../support/attributes';
import { cidrBlock, contains, overlap } from '../support/cidr';
import { conflicting, exactlyOne } from '../support/constraints';
import { identified, isCidr } from '../support/ec2';
import { regionNamed } from '../support/regions';
import { check, oneOf, refusal } from '../support/rules';

const vpc: ResourceKnowledge = {
  type: 'aws_vpc',
  computed(_planned, context) {
    const routeTable = `rtb-0${context.uniqueId(16)}`;
    return {
      ...identified(context, 'vpc', 'vpc'),
      owner_id: context.identity.accountId,
      default_network_acl_id: `acl-0${context.uniqueId(16)}`,
      default_route_table_id: routeTable,
      default_security_group_id: `sg-0${context.uniqueId(16)}`,
      dhcp_options_id: `dopt-0${context.uniqueId(16)}`,
      main_route_table_id: routeTable,
      enable_dns_hostnames: false,
      enable_network_address_usage_metrics: false,
    };
  },
  defaults: { enable_dns_support: true, enable_dns_hostnames: false, instance_tenancy: 'default' },
  forceNew: ['cidr_block'],
  validate: (config) => [
    ...check(config, { cidr_block: isCidr(16, 28), instance_tenancy: oneOf('default', 'dedicated') }),
    ...exactlyOne(config, 'cidr_block', 'ipv4_ipam_pool_id'),
  ],
};

const creating = 'creating EC2 Subnet: operation error EC2: CreateSubnet,';

function conflict(block: string): string {
  return `${creating} InvalidSubnet.Conflict: The CIDR '${block}' conflicts with another subnet`;
}

/** The id of a zone, such as `euw1-az2` for `eu-west-1b`; empty for a region that is not in the table. */
function zoneId(zone: string): string {
  const region = regionNamed(zone.slice(0, -1));
  return region === undefined ? '' : `${region.zoneIdPrefix}-az${region.zones[zone.slice(-1)] ?? 1}`;
}

function blockRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const given = text(planned, 'cidr_block') ?? '';
  const block = cidrBlock(given);
  if (block === undefined) return [];
  const vpc_id = text(planned, 'vpc_id') ?? '';
  const [network] = context.find('aws_vpc', { id: vpc_id });
  const around = cidrBlock(text(network ?? {}, 'cidr_block') ?? '');
  const secondary = context.find('aws_vpc_ipv4_cidr_block_association', { vpc_id });
  const networks = [around, ...secondary.map((one) => cidrBlock(text(one, 'cidr_block') ?? ''))];
  if (around !== undefined && !networks.some((one) => one !== undefined && contains(one, block))) {
    return [
      refusal(
        ['cidr_block'],
        `${creating} InvalidSubnet.Range: The CIDR '${given}' is invalid.`,
        `VPC ${vpc_id} has the CIDR ${text(network ?? {}, 'cidr_block') ?? ''}`,
      ),
    ];
  }
  const others = context.find('aws_subnet', { vpc_id }).map((one) => cidrBlock(text(one, 'cidr_block') ?? ''));
  return others.some((other) => other !== undefined && overlap(other, block))
    ? [refusal(['cidr_block'], conflict(given))]
    : [];
}

function zoneRefusals(config: Attributes, identity: Identity | undefined): readonly Refusal[] {
  const zone = text(config, 'availability_zone');
  const region = regionNamed(identity?.region ?? '');
  if (zone === undefined || identity === undefined || region === undefined) return [];
  const zones = Object.keys(region.zones).map((letter) => `${identity.region}${letter}`);
  return zones.includes(zone)
    ? []
    : [
        refusal(
          ['availability_zone'],
          `${creating} InvalidParameterValue: Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.join(', ')}.`,
        ),
      ];
}

const subnet: ResourceKnowledge = {
  type: 'aws_subnet',
  computed(planned, context) {
    const zone = text(planned, 'availability_zone') ?? `${context.identity.region}a`;
    return {
      ...identified(context, 'subnet', 'subnet'),
      owner_id: context.identity.accountId,
      availability_zone: zone,
      availability_zone_id: zoneId(zone),
      private_dns_hostname_type_on_launch: 'ip-name',
    };
  },
  defaults: { assign_ipv6_address_on_creation: false, map_public_ip_on_launch: false },
  forceNew: ['availability_zone', 'cidr_block', 'vpc_id'],
  validate: (config, { identity }) => [
    ...check(config, { cidr_block: isCidr(16, 28) }),
    ...conflicting(config, 'availability_zone', 'availability_zone_id'),
    ...zoneRefusals(config, identity),
  ],
  refuseApply: blockRefusals,
  uniqueBy: ['vpc_id', 'cidr_block'],
  alreadyExists: (planned) => conflict(text(planned, 'cidr_block') ?? ''),
};

export const resources: readonly ResourceKnowledge[] = [vpc, subnet];
