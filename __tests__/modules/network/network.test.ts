import { type Network, type NetworkProps, type Tier } from '../../../modules/network/network';
import { SynthesizedScope } from '../../support/synth-scope';
import { someNetwork } from '../../support/some-network';

const synth = (props: Partial<NetworkProps> = {}) => new SynthesizedScope((scope) => void someNetwork(scope, props));

const subnets = (scope: SynthesizedScope) =>
  Object.fromEntries(
    scope.all('aws_subnet').map(({ tags, cidr_block }) => [(tags as { Name: string }).Name, cidr_block]),
  );

/** The address part of a reference `${type.name.attribute}`. */
const nameIn = (reference: unknown) => /\.([^.]+)\.[a-z_]+\}$/.exec(String(reference))?.[1] ?? '';

describe('Network', () => {
  it('resolves names, and takes over the default group without a rule', () => {
    const scope = synth();
    expect(scope.only('aws_vpc')).toMatchObject({
      cidr_block: '10.0.0.0/16',
      enable_dns_support: true,
      enable_dns_hostnames: true,
    });
    const group = scope.only('aws_default_security_group');
    expect(group).not.toHaveProperty('ingress');
    expect(group).not.toHaveProperty('egress');
  });

  it('gives each tier a quarter and each zone an eighth of that', () => {
    expect(subnets(synth())).toEqual({
      'shop-public-eu-west-1a': '10.0.0.0/21',
      'shop-public-eu-west-1c': '10.0.16.0/21',
      'shop-private-eu-west-1a': '10.0.64.0/21',
      'shop-private-eu-west-1c': '10.0.80.0/21',
      'shop-isolated-eu-west-1a': '10.0.128.0/21',
      'shop-isolated-eu-west-1c': '10.0.144.0/21',
    });
  });

  it('moves no subnet when a zone or a tier is added, or the order changes', () => {
    const small = subnets(synth({ tiers: ['isolated'] }));
    const large = subnets(
      synth({ tiers: ['isolated', 'private', 'public'], zones: ['eu-west-1c', 'eu-west-1b', 'eu-west-1a'] }),
    );
    expect(large).toMatchObject(small);
    expect(Object.keys(large)).toHaveLength(9);
  });

  it('still has room for a load balancer in the smallest block', () => {
    expect(subnets(synth({ cidr: '172.16.4.0/22' }))['shop-isolated-eu-west-1c']).toBe('172.16.6.64/27');
  });

  it('gives no subnet public addresses', () => {
    expect(
      synth()
        .all('aws_subnet')
        .map(({ map_public_ip_on_launch }) => map_public_ip_on_launch),
    ).toEqual(Array.from({ length: 6 }, () => false));
  });

  it('has no gateway, NAT or route where only isolated subnets are', () => {
    const scope = synth({ tiers: ['isolated'] });
    for (const type of ['aws_internet_gateway', 'aws_nat_gateway', 'aws_eip', 'aws_route']) {
      expect(scope.all(type)).toEqual([]);
    }
    expect(scope.all('aws_route_table')).toHaveLength(1);
    expect(scope.all('aws_route_table_association')).toHaveLength(2);
  });

  it('has an internet gateway and no NAT where no subnet is private', () => {
    const scope = synth({ tiers: ['public', 'isolated'] });
    expect(scope.all('aws_nat_gateway')).toEqual([]);
    expect(scope.all('aws_route')).toEqual([
      expect.objectContaining({
        destination_cidr_block: '0.0.0.0/0',
        gateway_id: expect.stringContaining('aws_internet_gateway.'),
        route_table_id: expect.stringContaining('PublicRouteTable'),
      }),
    ]);
  });

  const roads = (scope: SynthesizedScope) =>
    scope
      .all('aws_route')
      .filter((route) => 'nat_gateway_id' in route)
      .map(({ route_table_id, nat_gateway_id }) => [nameIn(route_table_id), nameIn(nat_gateway_id)]);

  it('leads all private subnets through one NAT gateway unless told otherwise', () => {
    const scope = synth();
    expect(scope.all('aws_nat_gateway')).toHaveLength(1);
    expect(scope.only('aws_nat_gateway').subnet_id).toMatch(/PublicSubnet-eu-west-1a/);
    expect(roads(scope)).toEqual([
      [expect.stringContaining('PrivateRouteTable-eu-west-1a'), expect.stringContaining('Nat-eu-west-1a')],
      [expect.stringContaining('PrivateRouteTable-eu-west-1c'), expect.stringContaining('Nat-eu-west-1a')],
    ]);
  });

  it('leads each zone through a NAT gateway of its own when told so', () => {
    const scope = synth({ natPerZone: true });
    expect(scope.all('aws_eip')).toHaveLength(2);
    expect(scope.all('aws_nat_gateway').map(({ subnet_id }) => nameIn(subnet_id))).toEqual([
      expect.stringContaining('PublicSubnet-eu-west-1a'),
      expect.stringContaining('PublicSubnet-eu-west-1c'),
    ]);
    expect(roads(scope)).toEqual([
      [expect.stringContaining('PrivateRouteTable-eu-west-1a'), expect.stringContaining('Nat-eu-west-1a')],
      [expect.stringContaining('PrivateRouteTable-eu-west-1c'), expect.stringContaining('Nat-eu-west-1c')],
    ]);
  });

  it('gives every subnet the route table of its tier, and private ones that of their zone', () => {
    const pairs = synth()
      .all('aws_route_table_association')
      .map(({ subnet_id, route_table_id }) => {
        const [, tier, zone] = /_(\w+)Subnet-(eu-west-1.)/.exec(nameIn(subnet_id)) ?? [];
        return `${tier} ${zone} ${/_(\w+RouteTable(-eu-west-1.)?)_/.exec(nameIn(route_table_id))?.[1]}`;
      });
    expect(pairs.sort()).toEqual([
      'Isolated eu-west-1a IsolatedRouteTable',
      'Isolated eu-west-1c IsolatedRouteTable',
      'Private eu-west-1a PrivateRouteTable-eu-west-1a',
      'Private eu-west-1c PrivateRouteTable-eu-west-1c',
      'Public eu-west-1a PublicRouteTable',
      'Public eu-west-1c PublicRouteTable',
    ]);
  });

  it('logs every connection to a group that its role alone may write to', () => {
    const scope = synth({ logRetentionDays: 14 });
    expect(scope.only('aws_cloudwatch_log_group')).toMatchObject({
      name: '/vpc/shop/flow-logs',
      retention_in_days: 14,
    });
    expect(scope.only('aws_flow_log')).toMatchObject({
      traffic_type: 'ALL',
      log_destination_type: 'cloud-watch-logs',
      log_destination: expect.stringContaining('aws_cloudwatch_log_group.'),
      max_aggregation_interval: 600,
    });
    expect(scope.statements()).toEqual([
      {
        Sid: 'Log',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:/vpc/shop/flow-logs:*',
      },
    ]);
    expect(JSON.parse(String(scope.only('aws_iam_role').assume_role_policy))).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
        },
      ],
    });
  });

  it('attaches an internet gateway without a route to it where asked to', () => {
    expect(synth({ tiers: ['isolated'] }).all('aws_internet_gateway')).toEqual([]);
    const attached = synth({ tiers: ['isolated'], attachInternetGateway: true });
    expect(attached.only('aws_internet_gateway').vpc_id).toMatch(/aws_vpc\.Network_/);
    expect(attached.all('aws_route')).toEqual([]);
    expect(JSON.stringify(attached.all('aws_route_table'))).not.toContain('gateway');
    const open = synth({ tiers: ['public', 'isolated'], attachInternetGateway: true });
    expect(open.all('aws_internet_gateway')).toHaveLength(1);
    expect(open.all('aws_route')).toHaveLength(1);
  });

  it('knows the addresses of its subnets, and refuses a tier it has not', () => {
    let network: Network | undefined;
    new SynthesizedScope((scope) => void (network = someNetwork(scope, { tiers: ['isolated'] })));
    expect([...(network?.subnetCidrs('isolated') ?? [])]).toEqual([
      ['eu-west-1a', '10.0.128.0/21'],
      ['eu-west-1c', '10.0.144.0/21'],
    ]);
    for (const read of [
      () => network?.subnets('public'),
      () => network?.subnetCidrs('public'),
      () => network?.routeTableIds('public'),
    ]) {
      expect(read).toThrow(new RangeError('stack/Network: tier must be one of isolated, got public'));
    }
  });

  const refusals: [string, Partial<NetworkProps>, string][] = [
    [
      'a block too small',
      { cidr: '10.0.0.0/23' },
      'cidr must have a prefix from /16 to /22 so that every subnet fits, got "10.0.0.0/23"',
    ],
    ['a text that is no block', { cidr: '10.0.0.0' }, 'cidr must be an IPv4 block'],
    ['one zone', { zones: ['eu-west-1a'] }, 'zones must be two or more different zones, got [eu-west-1a]'],
    [
      'the same zone twice',
      { zones: ['eu-west-1a', 'eu-west-1a'] },
      'zones must be two or more different zones, got [eu-west-1a, eu-west-1a]',
    ],
    [
      'a zone of another region',
      { zones: ['eu-west-1a', 'us-east-1a'] },
      'zones must be zones of eu-west-1 such as eu-west-1a, the last letter a to h, got us-east-1a',
    ],
    [
      'a zone without a place',
      { zones: ['eu-west-1a', 'eu-west-1z'] },
      'zones must be zones of eu-west-1 such as eu-west-1a, the last letter a to h, got eu-west-1z',
    ],
    ['no tier', { tiers: [] }, 'tiers must be one or more different tiers, got []'],
    ['a tier twice', { tiers: ['isolated', 'isolated'] as Tier[] }, 'tiers must be one or more different tiers'],
    ['private without public', { tiers: ['private'] }, 'tiers must hold public beside private'],
  ];
  it.each(refusals)('refuses %s', (_what, props, message) => {
    expect(() => synth(props)).toThrow(RangeError);
    expect(() => synth(props)).toThrow(`Network: ${message}`);
  });
});
