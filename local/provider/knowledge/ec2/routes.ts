import { type Attributes, type Refusal, type ResourceKnowledge, type StoreContext } from '../knowledge';
import { isSet, text } from '../support/attributes';
import { cidrBlock } from '../support/cidr';
import { exactlyOne } from '../support/constraints';
import { isCidr } from '../support/ec2';
import { alphabets } from '../support/identifiers';
import { check, lacks, refusal } from '../support/rules';

const destinations = ['destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'] as const;
const targets = [
  'carrier_gateway_id',
  'core_network_arn',
  'egress_only_gateway_id',
  'gateway_id',
  'local_gateway_id',
  'nat_gateway_id',
  'network_interface_id',
  'transit_gateway_id',
  'vpc_endpoint_id',
  'vpc_peering_connection_id',
] as const;

function destinationOf(planned: Attributes): string {
  return destinations.flatMap((name) => text(planned, name) ?? [])[0] ?? '';
}

function creating(planned: Attributes): string {
  return `creating Route in Route Table (${text(planned, 'route_table_id') ?? ''}) with destination (${destinationOf(planned)}): operation error EC2: CreateRoute,`;
}

function alreadyExists(planned: Attributes): string {
  return `${creating(planned)} RouteAlreadyExists: The route identified by ${destinationOf(planned)} already exists.`;
}

/** The VPC of a route table; `undefined` for one that is not in the account. A VPC's main table is no object of its own. */
function networkOf(routeTableId: string, context: StoreContext): string | undefined {
  const [table] = context.find('aws_route_table', { id: routeTableId });
  const [network] = context.find('aws_vpc', { main_route_table_id: routeTableId });
  return text(table ?? {}, 'vpc_id') ?? text(network ?? {}, 'id');
}

/** The VPC that an internet gateway is attached to: none, or `undefined` for a gateway that is not in the account. */
function attachmentOf(gatewayId: string, context: StoreContext): string | undefined {
  const [gateway] = context.find('aws_internet_gateway', { id: gatewayId });
  if (gateway === undefined) return undefined;
  const [attachment] = context.find('aws_internet_gateway_attachment', { internet_gateway_id: gatewayId });
  return text(gateway, 'vpc_id') ?? text(attachment ?? {}, 'vpc_id') ?? '';
}

function natNetwork(gatewayId: string, context: StoreContext): string | undefined {
  const [gateway] = context.find('aws_nat_gateway', { id: gatewayId });
  const [subnet] = context.find('aws_subnet', { id: text(gateway ?? {}, 'subnet_id') ?? '' });
  return text(subnet ?? {}, 'vpc_id');
}

function targetRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const table = text(planned, 'route_table_id') ?? '';
  const network = networkOf(table, context);
  const attribute = isSet(planned.nat_gateway_id) ? 'nat_gateway_id' : 'gateway_id';
  const gateway = text(planned, attribute);
  if (network === undefined || gateway === undefined) return [];
  const other = attribute === 'nat_gateway_id' ? natNetwork(gateway, context) : attachmentOf(gateway, context);
  if (other === undefined || other === network) return [];
  return [
    refusal(
      [attribute],
      other === ''
        ? `${creating(planned)} Gateway.NotAttached: resource ${gateway} is not attached to a VPC`
        : `${creating(planned)} InvalidParameterValue: route table ${table} and network gateway ${gateway} belong to different networks`,
    ),
  ];
}

/** Each table begins with the route to its own VPC. */
function localRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const [network] = context.find('aws_vpc', { id: networkOf(text(planned, 'route_table_id') ?? '', context) ?? '' });
  const local = text(network ?? {}, 'cidr_block');
  return local !== undefined &&
    local === text(planned, 'destination_cidr_block') &&
    text(planned, 'gateway_id') !== 'local'
    ? [refusal(['destination_cidr_block'], alreadyExists(planned))]
    : [];
}

const route: ResourceKnowledge = {
  type: 'aws_route',
  computed: (planned, context) => ({
    id: `r-${text(planned, 'route_table_id') ?? ''}${context.uniqueId(10, alphabets.digits)}`,
    origin: 'CreateRoute',
    state: 'active',
  }),
  forceNew: ['route_table_id', ...destinations],
  identifiedBy: ['route_table_id', ...destinations],
  validate: (config) => [
    ...check(config, {
      destination_cidr_block: isCidr(0, 32),
      gateway_id: lacks(/^vpce-/, 'a VPC endpoint goes into vpc_endpoint_id'),
    }),
    ...exactlyOne(config, ...destinations),
    ...exactlyOne(config, ...targets),
  ],
  refuseApply: (planned, context) => [...localRefusals(planned, context), ...targetRefusals(planned, context)],
  uniqueBy: ['route_table_id', ...destinations],
  alreadyExists,
  importId(id) {
    const underscore = id.indexOf('_');
    const destination = id.slice(underscore + 1);
    const attribute = destination.startsWith('pl-')
      ? 'destination_prefix_list_id'
      : cidrBlock(destination) === undefined
        ? 'destination_ipv6_cidr_block'
        : 'destination_cidr_block';
    return { route_table_id: id.slice(0, underscore), [attribute]: destination };
  },
};

export const resources: readonly ResourceKnowledge[] = [route];
