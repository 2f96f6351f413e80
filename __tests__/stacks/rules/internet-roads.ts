import { type PlacedResource, type StackGraph } from '../../support/stack-graph';

/** Resources that join a VPC to something outside it, by type, and the properties that name the VPC or its parts. */
const joints: Readonly<Record<string, readonly string[]>> = {
  aws_internet_gateway: ['vpc_id'],
  aws_internet_gateway_attachment: ['vpc_id'],
  aws_egress_only_internet_gateway: ['vpc_id'],
  aws_nat_gateway: ['subnet_id', 'vpc_id'],
  aws_vpn_gateway: ['vpc_id'],
  aws_vpn_gateway_attachment: ['vpc_id'],
  aws_vpc_peering_connection: ['vpc_id', 'peer_vpc_id'],
  aws_vpc_peering_connection_accepter: ['vpc_peering_connection_id'],
  aws_ec2_transit_gateway_vpc_attachment: ['vpc_id', 'subnet_ids'],
  aws_ec2_client_vpn_network_association: ['subnet_id'],
  aws_eip: ['network_interface', 'instance'],
};

/** Properties by which a resource gets a public address when they are true. */
const publicAddress: Readonly<Record<string, readonly string[]>> = {
  aws_subnet: ['map_public_ip_on_launch', 'assign_ipv6_address_on_creation'],
  aws_instance: ['associate_public_ip_address'],
};

/** The route tables that are a VPC's. AWS adds the local route by itself. */
const tables = ['aws_route_table', 'aws_default_route_table', 'aws_main_route_table_association'];

/**
 * Everything by which a resource in a VPC would reach the internet or be reached from there: gateways, NAT, peerings, VPNs,
 * routes, public addresses, public load balancers. Empty when the VPC is isolated.
 * @param vpc the resource `aws_vpc`
 */
export function roadsOutOf(graph: StackGraph, vpc: PlacedResource): readonly string[] {
  const inVpc = membersOf(graph, vpc);
  const isMember = ({ stack, address }: PlacedResource) => inVpc.has(`${stack.stackId}/${address}`);
  const names = (resource: PlacedResource, properties: readonly string[]) =>
    properties.some((property) =>
      graph.namedIn(resource.stack, resource.properties[property]).some((reference) => isMember(reference.resource)),
    );
  return graph.resources.flatMap((resource) => {
    const { type, address, properties, stack } = resource;
    const fault = (what: string) => [`${stack.stackId}/${address} ${what}`];
    if (names(resource, joints[type] ?? [])) return fault('joins the VPC to another network');
    if (type === 'aws_route' && names(resource, ['route_table_id'])) return fault('is a route out of the VPC');
    if (!isMember(resource)) return [];
    if (tables.includes(type) && properties.route !== undefined) return fault('has routes out of the VPC');
    if (type === 'aws_vpc' && properties.assign_generated_ipv6_cidr_block === true)
      return fault('has public addresses');
    if ((publicAddress[type] ?? []).some((property) => properties[property] === true)) {
      return fault('gives out public addresses');
    }
    if (type === 'aws_lb' && properties.internal !== true) return fault('is a public load balancer');
    if (JSON.stringify(properties.network_configuration ?? null).includes('"assign_public_ip":true')) {
      return fault('gives its tasks public addresses');
    }
    return [];
  });
}

/** The VPC and what stands in it: what names the VPC, a subnet, a route table or a group of it by a property of its own. */
function membersOf(graph: StackGraph, vpc: PlacedResource): ReadonlySet<string> {
  const members = new Set([`${vpc.stack.stackId}/${vpc.address}`]);
  const placing = [
    'vpc_id',
    'default_route_table_id',
    'subnet_id',
    'subnet_ids',
    'subnets',
    'subnet_mapping',
    'network_configuration',
    'vpc_config',
  ];
  for (let before = 0; before !== members.size;) {
    before = members.size;
    for (const resource of graph.resources) {
      const named = placing.flatMap((property) => graph.namedIn(resource.stack, resource.properties[property]));
      if (named.some((reference) => members.has(`${reference.resource.stack.stackId}/${reference.resource.address}`))) {
        members.add(`${resource.stack.stackId}/${resource.address}`);
      }
    }
  }
  return members;
}
