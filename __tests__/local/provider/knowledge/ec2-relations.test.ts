import { type Attributes } from '../../../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const vpcIn = (account: RehearsedAccount, cidr_block = '10.0.0.0/16') =>
  textAt(account.create('aws_vpc', { cidr_block }), 'id');

describe('subnets of a VPC', () => {
  it.each([
    ['outside of it', '10.1.0.0/24', "InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid."],
    ['larger than it', '10.0.0.0/16', undefined],
    ['over another', '10.0.1.128/25', "InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet"],
    ['around another', '10.0.0.0/20', "InvalidSubnet.Conflict: The CIDR '10.0.0.0/20' conflicts with another subnet"],
    ['beside another', '10.0.2.0/24', undefined],
  ])('%s', (what, cidr_block, message) => {
    const account = new RehearsedAccount();
    const vpc_id = vpcIn(account);
    if (what !== 'larger than it') account.create('aws_subnet', { vpc_id, cidr_block: '10.0.1.0/24' });
    const refused = refusalsOf(() => account.create('aws_subnet', { vpc_id, cidr_block }));
    expect(refused).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });

  it('are in zones that the region has, and know their ids', () => {
    const account = new RehearsedAccount();
    const config = { vpc_id: vpcIn(account), cidr_block: '10.0.1.0/24' };
    expect(account.create('aws_subnet', { ...config, availability_zone: 'eu-west-1b' }).availability_zone_id).toBe(
      'euw1-az2',
    );
    expect(account.refusals('aws_subnet', { ...config, availability_zone: 'us-east-1a' })).toEqual([
      expect.stringContaining('Value (us-east-1a) for parameter availabilityZone is invalid.'),
    ]);
  });
});

describeResource({
  type: 'aws_route',
  config: { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' },
  gives: { id: expect.stringMatching(/^r-rtb-1\d{10}$/) as string, origin: 'CreateRoute', state: 'active' },
  replacedBy: [{ destination_cidr_block: '192.0.2.0/24' }, { route_table_id: 'rtb-2' }],
  updatedBy: [{ gateway_id: null, nat_gateway_id: 'nat-1' }],
  collision: 'RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.',
  refused: [
    ['two targets', { nat_gateway_id: 'nat-1' }, 'only one of `carrier_gateway_id`'],
    ['no target', { gateway_id: null }, 'one of `carrier_gateway_id`'],
    ['two destinations', { destination_prefix_list_id: 'pl-1' }, 'only one of `destination_cidr_block`'],
    ['no destination', { destination_cidr_block: null }, 'one of `destination_cidr_block`'],
    ['an endpoint as gateway', { gateway_id: 'vpce-1' }, 'a VPC endpoint goes into vpc_endpoint_id'],
  ],
});

describe('a route within its network', () => {
  const networks = () => {
    const account = new RehearsedAccount();
    const [vpc_id, other] = [vpcIn(account), vpcIn(account, '10.1.0.0/16')];
    const route_table_id = textAt(account.create('aws_route_table', { vpc_id }), 'id');
    const refused = (change: Attributes) =>
      refusalsOf(() => account.create('aws_route', { route_table_id, destination_cidr_block: '0.0.0.0/0', ...change }));
    const internet = (attached: Attributes) => textAt(account.create('aws_internet_gateway', attached), 'id');
    return { account, vpc_id, other, refused, internet };
  };

  it('leads to a gateway that is attached to the VPC', () => {
    const { account, vpc_id, other, refused, internet } = networks();
    expect(refused({ gateway_id: internet({ vpc_id: other }) })).toEqual([
      expect.stringContaining('belong to different networks'),
    ]);
    const loose = internet({});
    expect(refused({ gateway_id: loose })).toEqual([
      expect.stringContaining(`Gateway.NotAttached: resource ${loose} is not attached`),
    ]);
    account.create('aws_internet_gateway_attachment', { internet_gateway_id: loose, vpc_id });
    expect(refused({ gateway_id: loose })).toEqual([]);
  });

  it('leads to a NAT gateway of the VPC, and not over its own addresses', () => {
    const { account, vpc_id, other, refused } = networks();
    const nat = (id: string, cidr_block: string) => {
      const subnet_id = textAt(account.create('aws_subnet', { vpc_id: id, cidr_block }), 'id');
      return textAt(account.create('aws_nat_gateway', { subnet_id, connectivity_type: 'private' }), 'id');
    };
    const nat_gateway_id = nat(vpc_id, '10.0.0.0/24');
    expect(refused({ nat_gateway_id: nat(other, '10.1.0.0/24') })).toEqual([
      expect.stringContaining('belong to different networks'),
    ]);
    expect(refused({ nat_gateway_id, destination_cidr_block: '10.0.0.0/16' })).toEqual([
      expect.stringContaining('The route identified by 10.0.0.0/16 already exists.'),
    ]);
    expect(refused({ nat_gateway_id })).toEqual([]);
  });
});

const role = 'arn:aws:iam::111122223333:role/flow-logs';
const group = 'arn:aws:logs:eu-west-1:111122223333:log-group:/gateway/stg/flow';
const bucket = { log_destination: 'arn:aws:s3:::flows', log_destination_type: 's3' };
describeResource({
  type: 'aws_flow_log',
  config: { vpc_id: 'vpc-1', traffic_type: 'ALL', log_destination: group, iam_role_arn: role },
  gives: {
    id: expect.stringMatching(/^fl-0[0-9a-f]{16}$/) as string,
    arn: expect.stringMatching(/:vpc-flow-log\/fl-0[0-9a-f]{16}$/) as string,
    log_destination_type: 'cloud-watch-logs',
    max_aggregation_interval: 600,
    log_format: expect.stringContaining('${srcaddr} ${dstaddr}') as string,
  },
  replacedBy: [{ traffic_type: 'REJECT' }, { max_aggregation_interval: 60 }],
  updatedBy: [{ tags: { a: 'b' } }],
  collision: 'FlowLogAlreadyExists',
  refused: [
    ['another interval', { max_aggregation_interval: 300 }, 'got 300'],
    ['two sources', { subnet_id: 'subnet-1' }, 'only one of `eni_id`'],
    ['no kind of traffic', { traffic_type: null }, 'TrafficType is required'],
    ['no destination', { log_destination: null }, 'LogDestination or LogGroupName must be given'],
    ['no role', { iam_role_arn: null }, 'DeliverLogsPermissionArn must be given'],
    ['a role for a bucket', bucket, 'DeliverLogsPermissionArn is not applicable for s3 delivery'],
    [
      'a bucket as a log group',
      { log_destination: bucket.log_destination },
      'does not match LogDestinationType: cloud-watch-logs',
    ],
    ['a name as destination', { log_destination: '/flow' }, '"log_destination" (/flow) is an invalid ARN'],
  ],
});

describe('what a VPC is born with', () => {
  it.each([
    ['aws_default_security_group', 'vpc_id', 'id', 'default_security_group_id'],
    ['aws_default_route_table', 'default_route_table_id', 'default_route_table_id', 'default_route_table_id'],
    ['aws_default_network_acl', 'default_network_acl_id', 'default_network_acl_id', 'default_network_acl_id'],
  ])('%s is taken over, once', (type, attribute, vpcAttribute, idAttribute) => {
    const account = new RehearsedAccount();
    const vpc = account.create('aws_vpc', { cidr_block: '10.0.0.0/16' });
    const config = { [attribute]: textAt(vpc, vpcAttribute) };
    const state = account.create(type, config);
    expect(state).toMatchObject({ id: vpc[idAttribute], vpc_id: vpc.id, owner_id: '111122223333' });
    expect(account.plan(type, state, config)).toEqual({ planned: state, requiresReplace: [] });
    expect(refusalsOf(() => account.create(type, config))).toEqual([expect.stringContaining('already exists')]);
    expect(refusalsOf(() => account.create(type, { [attribute]: 'none-1' }))).toEqual([
      expect.stringContaining("couldn't find resource"),
    ]);
    account.destroy(type, state);
  });

  it('the default security group loses its rules', () => {
    const account = new RehearsedAccount();
    const state = account.create('aws_default_security_group', { vpc_id: vpcIn(account) });
    expect(state).toMatchObject({ name: 'default', ingress: [], egress: [] });
  });
});

describe('prefix lists', () => {
  const list = (name: string, account = new RehearsedAccount()) =>
    account.read('aws_ec2_managed_prefix_list', { name });

  it('of AWS are found by name, by id and by filter', () => {
    const account = new RehearsedAccount();
    const cloudfront = list('com.amazonaws.global.cloudfront.origin-facing', account);
    expect(cloudfront).toMatchObject({
      owner_id: 'AWS',
      address_family: 'IPv4',
      id: expect.stringMatching(/^pl-[0-9a-f]{8}$/),
    });
    expect(account.read('aws_ec2_managed_prefix_list', { id: textAt(cloudfront, 'id') }).name).toBe(cloudfront.name);
    const filter = [{ name: 'prefix-list-name', values: ['com.amazonaws.eu-west-1.s3'] }];
    expect(account.read('aws_ec2_managed_prefix_list', { filter }).id).toBe(list('com.amazonaws.eu-west-1.s3').id);
    expect(list('com.amazonaws.eu-west-1.dynamodb').id).not.toBe(list('com.amazonaws.eu-west-1.s3').id);
  });

  it.each<[string, Attributes, string]>([
    ['a list that is not there', { name: 'com.amazonaws.us-east-1.s3' }, 'no matching EC2 Managed Prefix List found'],
    ['all lists', {}, 'multiple EC2 Managed Prefix Lists matched'],
    ['an unknown filter', { filter: [{ name: 'colour', values: ['red'] }] }, "The filter 'colour' is invalid"],
  ])('refuses %s', (_, config, message) => {
    expect(refusalsOf(() => new RehearsedAccount().read('aws_ec2_managed_prefix_list', config))).toEqual([
      expect.stringContaining(message),
    ]);
  });

  it('of one’s own are found and refused AWS’s names', () => {
    const account = new RehearsedAccount();
    const config = { name: 'offices', address_family: 'IPv4', max_entries: 3, entry: [{ cidr: '192.0.2.0/24' }] };
    const own = account.create('aws_ec2_managed_prefix_list', config);
    expect(account.plan('aws_ec2_managed_prefix_list', own, config).planned).toEqual(own);
    expect(list('offices', account)).toMatchObject({ id: own.id, max_entries: 3, version: 1 });
    expect(account.refusals('aws_ec2_managed_prefix_list', { ...config, name: 'com.amazonaws.mine' })).toEqual([
      expect.stringContaining('cannot begin with com.amazonaws'),
    ]);
  });

  it('weigh as many rules as AWS says', () => {
    const account = new RehearsedAccount();
    const rule = (change: Attributes) =>
      refusalsOf(() =>
        account.create('aws_vpc_security_group_ingress_rule', {
          security_group_id: 'sg-1',
          ip_protocol: 'tcp',
          from_port: 443,
          to_port: 443,
          ...change,
        }),
      );
    const cloudfront = textAt(list('com.amazonaws.global.cloudfront.origin-facing', account), 'id');
    const s3 = textAt(list('com.amazonaws.eu-west-1.s3', account), 'id');
    expect(rule({ prefix_list_id: cloudfront })).toEqual([]);
    for (const port of [1, 2, 3, 4]) expect(rule({ prefix_list_id: s3, from_port: port, to_port: port })).toEqual([]);
    expect(rule({ cidr_ipv4: '10.0.0.0/16' })).toEqual([]);
    const full = [expect.stringContaining('RulesPerSecurityGroupLimitExceeded')];
    expect(rule({ cidr_ipv4: '10.1.0.0/16' })).toEqual(full);
    expect(rule({ prefix_list_id: cloudfront, from_port: 80, to_port: 80 })).toEqual(full);
    expect(rule({ prefix_list_id: cloudfront, security_group_id: 'sg-2' })).toEqual([]);
  });
});

describe('security groups', () => {
  const groupIn = (account: RehearsedAccount, vpc_id: string, name: string) =>
    account.create('aws_security_group', { name, vpc_id });
  const rule = { ip_protocol: 'tcp', from_port: 443, to_port: 443 };

  it('are no peers across VPCs', () => {
    const account = new RehearsedAccount();
    const [own, peer] = [groupIn(account, 'vpc-1', 'a'), groupIn(account, 'vpc-2', 'b')];
    const config = { ...rule, security_group_id: textAt(own, 'id'), referenced_security_group_id: textAt(peer, 'id') };
    expect(refusalsOf(() => account.create('aws_vpc_security_group_egress_rule', config))).toEqual([
      expect.stringContaining('You have specified two resources that belong to different networks.'),
    ]);
  });

  it('are not deleted while a rule of another group or an endpoint names them', () => {
    const account = new RehearsedAccount();
    const [own, peer, third] = ['a', 'b', 'c'].map((name) => groupIn(account, 'vpc-1', name));
    if (!own || !peer || !third) throw new Error('expected three groups');
    const naming = account.create('aws_vpc_security_group_ingress_rule', {
      ...rule,
      security_group_id: textAt(own, 'id'),
      referenced_security_group_id: textAt(peer, 'id'),
    });
    account.create('aws_vpc_endpoint', {
      vpc_id: 'vpc-1',
      vpc_endpoint_type: 'Interface',
      service_name: 'com.amazonaws.eu-west-1.logs',
      security_group_ids: [textAt(third, 'id')],
    });
    const inUse = [expect.stringContaining('DependencyViolation')];
    expect(refusalsOf(() => account.destroy('aws_security_group', peer))).toEqual(inUse);
    expect(refusalsOf(() => account.destroy('aws_security_group', third))).toEqual(inUse);
    account.destroy('aws_vpc_security_group_ingress_rule', naming);
    account.destroy('aws_security_group', peer);
    account.destroy('aws_security_group', own);
  });
});
