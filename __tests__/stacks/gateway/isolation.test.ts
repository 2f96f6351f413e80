import { loadEnvironments } from '../../../environments/load';
import { addStage } from '../../../stacks/stage';
import { type Configuration, parseConfiguration, synthesize } from '../../support/configuration';
import { type PlacedResource, StackGraph } from '../../support/stack-graph';
import { roadsOutOf } from '../rules/internet-roads';

const stacks = synthesize((app) => {
  for (const environment of loadEnvironments({ shell: {} })) addStage(app, environment);
});
const isolatedVpc = 'aws_vpc.IsolatedNetwork';
const vpcOf = (graph: StackGraph, stackId: string, address: string): PlacedResource => {
  const found = graph.ofType('aws_vpc').find((vpc) => vpc.stack.stackId === stackId && vpc.address.startsWith(address));
  if (!found) throw new Error(`no ${address} in ${stackId}`);
  return found;
};

describe('the Isolated VPC', () => {
  const graph = new StackGraph(stacks);

  it.each(['stg', 'stg2', 'prod'])('of %s has no road to the internet in any stack', (stage) => {
    expect(roadsOutOf(graph, vpcOf(graph, `gateway-network-${stage}`, isolatedVpc))).toEqual([]);
  });

  it('is told from the Public VPC, which has them', () => {
    const roads = roadsOutOf(graph, vpcOf(graph, 'gateway-network-stg', 'aws_vpc.PublicNetwork'));
    expect(roads.map((road) => road.replace(/_[0-9A-F]{8} /, ' '))).toEqual([
      'gateway-network-stg/aws_internet_gateway.PublicNetwork_InternetGateway joins the VPC to another network',
      'gateway-network-stg/aws_nat_gateway.PublicNetwork_Nat-ap-northeast-1a joins the VPC to another network',
      'gateway-network-stg/aws_route.PublicNetwork_PrivateRoute-ap-northeast-1a is a route out of the VPC',
      'gateway-network-stg/aws_route.PublicNetwork_PrivateRoute-ap-northeast-1c is a route out of the VPC',
      'gateway-network-stg/aws_route.PublicNetwork_PublicRoute is a route out of the VPC',
      'gateway-proxy-stg/aws_lb.LoadBalancer is a public load balancer',
    ]);
  });
});

describe('each road out of a VPC is seen', () => {
  const base = parseConfiguration(
    'base',
    JSON.stringify({
      output: { vpc: { value: '${aws_vpc.V.id}' }, subnet: { value: '${aws_subnet.S.id}' } },
      resource: {
        aws_vpc: { V: { cidr_block: '10.1.0.0/16' } },
        aws_subnet: { S: { vpc_id: '${aws_vpc.V.id}' } },
        aws_route_table: { T: { vpc_id: '${aws_vpc.V.id}' } },
        aws_vpc_endpoint: { S3: { vpc_id: '${aws_vpc.V.id}', route_table_ids: ['${aws_route_table.T.id}'] } },
        aws_lb: { L: { subnets: ['${aws_subnet.S.id}'], internal: true } },
      },
    }),
  );
  const [vpc, subnet] = ['${aws_vpc.V.id}', '${aws_subnet.S.id}'];
  const faultsOf = (...configurations: readonly Configuration[]) => {
    const graph = new StackGraph(configurations);
    return roadsOutOf(graph, vpcOf(graph, 'base', 'aws_vpc.V'));
  };
  /** The base with one resource more, or in the place of its own. */
  const withResource = (type: string, properties: object, name = 'X'): Configuration => {
    const json = JSON.parse(base.text) as { resource: Record<string, Record<string, object>> };
    return parseConfiguration(
      'base',
      JSON.stringify({
        ...json,
        resource: { ...json.resource, [type]: { ...json.resource[type], [name]: properties } },
      }),
    );
  };

  it('and none where there is none', () => {
    expect(faultsOf(base)).toEqual([]);
  });

  const roads: [string, string, object, string?][] = [
    ['an internet gateway', 'aws_internet_gateway', { vpc_id: vpc }],
    ['one attached later', 'aws_internet_gateway_attachment', { vpc_id: vpc, internet_gateway_id: 'igw-1' }],
    ['an egress-only gateway', 'aws_egress_only_internet_gateway', { vpc_id: vpc }],
    ['a NAT gateway', 'aws_nat_gateway', { subnet_id: subnet }],
    ['a VPN', 'aws_vpn_gateway', { vpc_id: vpc }],
    ['a peering asked for', 'aws_vpc_peering_connection', { vpc_id: vpc, peer_vpc_id: 'vpc-1' }],
    ['a peering from elsewhere', 'aws_vpc_peering_connection', { vpc_id: 'vpc-1', peer_vpc_id: vpc }],
    ['a transit gateway', 'aws_ec2_transit_gateway_vpc_attachment', { vpc_id: vpc, subnet_ids: [subnet] }],
    ['a route', 'aws_route', { route_table_id: '${aws_route_table.T.id}', transit_gateway_id: 'tgw-1' }],
    ['a route written into a table', 'aws_route_table', { vpc_id: vpc, route: [{ cidr_block: '0.0.0.0/0' }] }],
    [
      'a route in the default table',
      'aws_default_route_table',
      { default_route_table_id: '${aws_vpc.V.default_route_table_id}', route: [{ cidr_block: '0.0.0.0/0' }] },
    ],
    [
      'a route for the default table',
      'aws_route',
      { route_table_id: '${aws_vpc.V.main_route_table_id}', gateway_id: 'igw-1' },
    ],
    ['public addresses of a subnet', 'aws_subnet', { vpc_id: vpc, map_public_ip_on_launch: true }, 'S'],
    ['public addresses of the VPC', 'aws_vpc', { assign_generated_ipv6_cidr_block: true }, 'V'],
    ['a public load balancer', 'aws_lb', { subnets: [subnet] }],
    ['one by subnet mapping', 'aws_lb', { subnet_mapping: [{ subnet_id: subnet }], internal: false }],
    [
      'tasks with public addresses',
      'aws_ecs_service',
      { network_configuration: { subnets: [subnet], assign_public_ip: true } },
    ],
    ['an instance with a public address', 'aws_instance', { subnet_id: subnet, associate_public_ip_address: true }],
    ['an elastic address', 'aws_eip', { instance: '${aws_instance.I.id}' }],
  ];
  // Rows of one length: jest gives a shorter one the callback `done` in the place of what is missing.
  it.each(roads.map(([what, type, properties, name = 'X']) => [what, type, properties, name] as const))(
    '%s',
    (_what, type, properties, name) => {
      const configuration = withResource(type, properties, name);
      expect(faultsOf(type === 'aws_eip' ? withInstance(configuration) : configuration)).toEqual([
        expect.stringContaining(`base/${type}.${name} `),
      ]);
    },
  );

  /** An address belongs to a VPC by what it is given to. */
  function withInstance(configuration: Configuration): Configuration {
    const json = JSON.parse(configuration.text) as { resource: object };
    return parseConfiguration(
      'base',
      JSON.stringify({ ...json, resource: { ...json.resource, aws_instance: { I: { subnet_id: subnet } } } }),
    );
  }

  it('also from another stack', () => {
    const other = (resource: object) =>
      parseConfiguration(
        'other',
        JSON.stringify({
          data: { terraform_remote_state: { base: { config: { key: 'base.tfstate' } } } },
          resource,
        }),
      );
    const [theVpc, theSubnet] = ['vpc', 'subnet'].map((name) => `\${data.terraform_remote_state.base.outputs.${name}}`);
    expect(faultsOf(base, other({ aws_internet_gateway: { G: { vpc_id: theVpc } } }))).toEqual([
      'other/aws_internet_gateway.G joins the VPC to another network',
    ]);
    expect(faultsOf(base, other({ aws_lb: { L: { subnets: [theSubnet], internal: false } } }))).toEqual([
      'other/aws_lb.L is a public load balancer',
    ]);
  });
});
