import { type Attributes } from '../../../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const logs = { vpc_id: 'vpc-1', vpc_endpoint_type: 'Interface', service_name: 'com.amazonaws.eu-west-1.logs' };
const policy = (statement: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', ...statement }],
  });
const ownService = 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0';

describeResource({
  type: 'aws_vpc_endpoint',
  config: logs,
  gives: {
    id: expect.stringMatching(/^vpce-0[0-9a-f]{16}$/) as string,
    arn: expect.stringMatching(/^arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint\/vpce-0[0-9a-f]{16}$/) as string,
    dns_entry: [
      {
        dns_name: expect.stringMatching(
          /^vpce-0[0-9a-f]{16}-[0-9a-z]{8}\.logs\.eu-west-1\.vpce\.amazonaws\.com$/,
        ) as string,
        hosted_zone_id: 'Z38GZ743OKFT7T',
      },
    ],
    private_dns_enabled: false,
    requester_managed: false,
    state: 'available',
  },
  replacedBy: [{ vpc_id: 'vpc-2' }, { service_name: 'com.amazonaws.eu-west-1.kms' }],
  updatedBy: [{ private_dns_enabled: true }, { policy: policy({ Action: 'logs:PutLogEvents' }) }],
  refused: [
    ['a service of no known shape', { service_name: 'logs' }, "The Vpc Endpoint Service 'logs' does not exist"],
    [
      'a service of another region',
      { service_name: 'com.amazonaws.us-east-1.logs' },
      'the service is one of us-east-1, the endpoint is made in eu-west-1',
    ],
    ['a gateway for logs', { vpc_endpoint_type: 'Gateway' }, 'Endpoint type (Gateway) does not match'],
    ['route tables', { route_table_ids: ['rtb-1'] }, 'Route tables are only supported for Gateway'],
    ['a policy that is none', { policy: '{}' }, 'Syntax errors in policy'],
    [
      'a policy for one’s own service',
      { service_name: ownService, policy: policy({ Action: 'execute-api:Invoke' }) },
      'does not support endpoint policies other than full access',
    ],
    ['no service', { service_name: null }, 'one of `service_name`'],
  ],
});

describeResource({
  type: 'aws_vpc_endpoint',
  config: { vpc_id: 'vpc-1', service_name: 'com.amazonaws.eu-west-1.s3' },
  gives: {
    vpc_endpoint_type: 'Gateway',
    prefix_list_id: expect.stringMatching(/^pl-[0-9a-f]{8}$/) as string,
    dns_entry: [],
    network_interface_ids: [],
    state: 'available',
  },
  updatedBy: [{ route_table_ids: ['rtb-1'] }],
  refused: [
    ['security groups', { security_group_ids: ['sg-1'] }, 'Security groups are only supported for Interface'],
    ['private DNS', { private_dns_enabled: true }, 'Private DNS is only supported for Interface'],
    ['subnets', { subnet_ids: ['subnet-1'] }, 'Subnets are only supported for Interface'],
  ],
});

/** Two VPCs, a network load balancer in the second, and an endpoint service that waits for acceptance. */
function linked(change: Attributes = {}) {
  const account = new RehearsedAccount();
  const dns = { enable_dns_hostnames: true };
  const consumer = account.create('aws_vpc', { cidr_block: '10.0.0.0/16', ...dns });
  const provider = account.create('aws_vpc', { cidr_block: '10.1.0.0/16', ...dns });
  const subnet = (vpc: Attributes, cidr_block: string, zone: string) =>
    account.create('aws_subnet', { vpc_id: textAt(vpc, 'id'), cidr_block, availability_zone: `eu-west-1${zone}` });
  const subnets = [subnet(consumer, '10.0.0.0/24', 'a'), subnet(consumer, '10.0.1.0/24', 'b')];
  const balancer = account.create('aws_lb', {
    name: 'link',
    internal: true,
    load_balancer_type: 'network',
    subnets: [subnet(provider, '10.1.0.0/24', 'a'), subnet(provider, '10.1.1.0/24', 'b')].map((one) =>
      textAt(one, 'id'),
    ),
  });
  const service = account.create('aws_vpc_endpoint_service', {
    acceptance_required: true,
    network_load_balancer_arns: [textAt(balancer, 'arn')],
    ...change,
  });
  const config = {
    vpc_id: textAt(consumer, 'id'),
    vpc_endpoint_type: 'Interface',
    service_name: textAt(service, 'service_name'),
    subnet_ids: subnets.map((one) => textAt(one, 'id')),
  };
  return { account, consumer, provider, subnet, balancer, service, config };
}

describe('an endpoint service', () => {
  it('is in the zones of its load balancer and has the names of AWS', () => {
    const { service } = linked();
    const id = textAt(service, 'id');
    expect(id).toMatch(/^vpce-svc-0[0-9a-f]{16}$/);
    expect(service).toMatchObject({
      arn: `arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint-service/${id}`,
      availability_zones: ['eu-west-1a', 'eu-west-1b'],
      base_endpoint_dns_names: [`${id}.eu-west-1.vpce.amazonaws.com`],
      service_name: `com.amazonaws.vpce.eu-west-1.${id}`,
      service_type: 'Interface',
      state: 'Available',
      private_dns_name: null,
      allowed_principals: [],
      manages_vpc_endpoints: false,
    });
  });

  it('has an empty second plan, and keeps its load balancer', () => {
    const { account, service, balancer } = linked();
    const config = { acceptance_required: true, network_load_balancer_arns: [textAt(balancer, 'arn')] };
    expect(account.plan('aws_vpc_endpoint_service', service, config).planned).toEqual(service);
    expect(refusalsOf(() => account.create('aws_vpc_endpoint_service', config))).toEqual([
      expect.stringContaining(`is already in use by the endpoint service ${textAt(service, 'id')}`),
    ]);
    expect(refusalsOf(() => account.destroy('aws_lb', balancer))).toEqual([
      expect.stringContaining('cannot be deleted because it is currently associated with another service'),
    ]);
    account.destroy('aws_vpc_endpoint_service', service);
    account.destroy('aws_lb', balancer);
  });

  it.each<[string, Attributes, string]>([
    [
      'an application load balancer',
      { network_load_balancer_arns: ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/b'] },
      'is not of type network',
    ],
    ['no load balancer', {}, 'one of `gateway_load_balancer_arns`'],
  ])('refuses %s', (_, config, message) => {
    const whole = { acceptance_required: true, ...config };
    expect(new RehearsedAccount().refusals('aws_vpc_endpoint_service', whole)).toEqual([
      expect.stringContaining(message),
    ]);
  });

  it('is not deleted while endpoints use it', () => {
    const { account, service, config } = linked();
    const endpoint = account.create('aws_vpc_endpoint', config);
    expect(refusalsOf(() => account.destroy('aws_vpc_endpoint_service', service))).toEqual([
      expect.stringContaining('ExistingVpcEndpointConnections'),
    ]);
    account.destroy('aws_vpc_endpoint', endpoint);
    account.destroy('aws_vpc_endpoint_service', service);
  });
});

describe('an endpoint to one’s own service', () => {
  it('has a name for the region, one for each zone, and an interface in each subnet', () => {
    const { account, service, config } = linked();
    const endpoint = account.create('aws_vpc_endpoint', config);
    const [first, ...zonal] = (endpoint.dns_entry as readonly { dns_name: string }[]).map(({ dns_name }) => dns_name);
    const domain = `${textAt(service, 'id')}.eu-west-1.vpce.amazonaws.com`;
    expect(first?.endsWith(`.${domain}`)).toBe(true);
    const label = first?.split('.')[0] ?? '';
    expect(zonal).toEqual([`${label}-eu-west-1a.${domain}`, `${label}-eu-west-1b.${domain}`]);
    expect(endpoint.network_interface_ids).toHaveLength(2);
    expect(account.plan('aws_vpc_endpoint', endpoint, config)).toEqual({ planned: endpoint, requiresReplace: [] });
  });

  it('waits until it is accepted, and does not where the service asks for nothing', () => {
    const { account, service, config } = linked();
    const endpoint = account.create('aws_vpc_endpoint', config);
    expect(endpoint.state).toBe('pendingAcceptance');
    const accepter = { vpc_endpoint_id: textAt(endpoint, 'id'), vpc_endpoint_service_id: textAt(service, 'id') };
    const accepted = account.create('aws_vpc_endpoint_connection_accepter', accepter);
    expect(accepted).toMatchObject({
      id: `${textAt(service, 'id')}_${textAt(endpoint, 'id')}`,
      vpc_endpoint_state: 'available',
    });
    expect(account.plan('aws_vpc_endpoint_connection_accepter', accepted, accepter).planned).toEqual(accepted);
    const open = linked({ acceptance_required: false });
    expect(open.account.create('aws_vpc_endpoint', open.config).state).toBe('available');
  });

  it('takes a policy that gives full access', () => {
    const { account, config } = linked();
    expect(refusalsOf(() => account.create('aws_vpc_endpoint', { ...config, policy: policy() }))).toEqual([]);
  });

  it('is refused where a subnet, the service or the DNS of the VPC does not fit', () => {
    const { account, consumer, provider, subnet, config } = linked();
    const refused = (change: Attributes) =>
      refusalsOf(() => account.create('aws_vpc_endpoint', { ...config, ...change }));
    const second = textAt(subnet(consumer, '10.0.2.0/24', 'a'), 'id');
    expect(refused({ subnet_ids: [...config.subnet_ids, second] })).toEqual([
      expect.stringContaining(
        `DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of ${second}`,
      ),
    ]);
    const unserved = textAt(subnet(consumer, '10.0.3.0/24', 'c'), 'id');
    expect(refused({ subnet_ids: [unserved] })).toEqual([
      expect.stringContaining(`does not support the availability zone of the subnet: ${unserved}.`),
    ]);
    const elsewhere = textAt(subnet(provider, '10.1.9.0/24', 'a'), 'id');
    expect(refused({ subnet_ids: [elsewhere] })).toEqual([
      expect.stringContaining(`The subnet ${elsewhere} is not in`),
    ]);
    expect(refused({ service_name: ownService })).toEqual([
      expect.stringContaining(`The Vpc Endpoint Service '${ownService}' does not exist`),
    ]);
    expect(refused({ private_dns_enabled: true })).toEqual([
      expect.stringContaining('does not provide a private DNS name.'),
    ]);
  });
});

describe('private DNS of an AWS service', () => {
  it('needs both DNS settings of the VPC', () => {
    const account = new RehearsedAccount();
    const vpc_id = textAt(account.create('aws_vpc', { cidr_block: '10.0.0.0/16' }), 'id');
    expect(
      refusalsOf(() => account.create('aws_vpc_endpoint', { ...logs, vpc_id, private_dns_enabled: true })),
    ).toEqual([
      expect.stringContaining(
        `requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc_id}`,
      ),
    ]);
  });

  it('gives the service’s own name, to one endpoint of a VPC', () => {
    const account = new RehearsedAccount();
    const config = { ...logs, service_name: 'com.amazonaws.eu-west-1.ecr.api', private_dns_enabled: true };
    expect(account.create('aws_vpc_endpoint', config).dns_entry).toEqual([
      expect.objectContaining({ dns_name: expect.stringContaining('.api.ecr.eu-west-1.vpce.amazonaws.com') as string }),
      expect.objectContaining({ dns_name: 'api.ecr.eu-west-1.amazonaws.com' }),
    ]);
    expect(refusalsOf(() => account.create('aws_vpc_endpoint', config))).toEqual([
      expect.stringContaining('conflicting DNS domain for api.ecr.eu-west-1.amazonaws.com in the VPC vpc-1'),
    ]);
  });
});

describe('what belongs to an endpoint', () => {
  const gateway = (account: RehearsedAccount) =>
    textAt(account.create('aws_vpc_endpoint', { vpc_id: 'vpc-1', service_name: 'com.amazonaws.eu-west-1.s3' }), 'id');
  const interfaced = (account: RehearsedAccount) => textAt(account.create('aws_vpc_endpoint', logs), 'id');

  it('is a route table, once, of a gateway endpoint', () => {
    const account = new RehearsedAccount();
    const config = { vpc_endpoint_id: gateway(account), route_table_id: 'rtb-1' };
    const state = account.create('aws_vpc_endpoint_route_table_association', config);
    expect(state.id).toMatch(/^a-[0-9a-f]{17}$/);
    expect(account.plan('aws_vpc_endpoint_route_table_association', state, config).planned).toEqual(state);
    const refused = (change: Attributes) =>
      refusalsOf(() => account.create('aws_vpc_endpoint_route_table_association', { ...config, ...change }));
    expect(refused({})).toEqual([expect.stringMatching(/RouteAlreadyExists: .* destination-prefix-list-id pl-/)]);
    expect(refused({ vpc_endpoint_id: interfaced(account) })).toEqual([
      expect.stringContaining('only supported for Gateway'),
    ]);
    expect(refused({ vpc_endpoint_id: 'vpce-1' })).toEqual([expect.stringContaining('InvalidVpcEndpointId.NotFound')]);
    account.destroy('aws_vpc_endpoint_route_table_association', state);
    expect(refused({})).toEqual([]);
  });

  it('is a security group of an interface endpoint', () => {
    const account = new RehearsedAccount();
    const config = { vpc_endpoint_id: interfaced(account), security_group_id: 'sg-1' };
    const state = account.create('aws_vpc_endpoint_security_group_association', config);
    expect(account.plan('aws_vpc_endpoint_security_group_association', state, config).planned).toEqual(state);
    expect(
      refusalsOf(() =>
        account.create('aws_vpc_endpoint_security_group_association', { ...config, vpc_endpoint_id: gateway(account) }),
      ),
    ).toEqual([expect.stringContaining('only supported for Interface')]);
  });

  it('is a policy, but full access for one’s own service', () => {
    const { account, config } = linked();
    const own = textAt(account.create('aws_vpc_endpoint', config), 'id');
    const type = 'aws_vpc_endpoint_policy';
    const narrow = policy({ Action: 's3:GetObject' });
    expect(refusalsOf(() => account.create(type, { vpc_endpoint_id: own, policy: narrow }))).toEqual([
      expect.stringContaining('does not support endpoint policies other than full access'),
    ]);
    const state = account.create(type, { vpc_endpoint_id: gateway(account), policy: narrow });
    expect(state.id).toBe(state.vpc_endpoint_id);
    expect(account.create(type, { vpc_endpoint_id: own }).policy).toContain('"Action":"*"');
  });

  it('is a principal of a service, and an accepter of an endpoint to that service', () => {
    const { account, service } = linked();
    const principal = {
      vpc_endpoint_service_id: textAt(service, 'id'),
      principal_arn: 'arn:aws:iam::111122223333:root',
    };
    expect(account.create('aws_vpc_endpoint_service_allowed_principal', principal).id).toMatch(/^vpce-svc-perm-0/);
    const refused = (type: string, config: Attributes) => refusalsOf(() => account.create(type, config));
    expect(
      refused('aws_vpc_endpoint_service_allowed_principal', { ...principal, vpc_endpoint_service_id: 'vpce-svc-1' }),
    ).toEqual([expect.stringContaining('InvalidVpcEndpointServiceId.NotFound')]);
    expect(
      account.refusals('aws_vpc_endpoint_service_allowed_principal', { ...principal, principal_arn: 'everybody' }),
    ).toEqual([expect.stringContaining('is an invalid ARN')]);
    const accepter = { vpc_endpoint_service_id: textAt(service, 'id'), vpc_endpoint_id: interfaced(account) };
    expect(refused('aws_vpc_endpoint_connection_accepter', accepter)).toEqual([
      expect.stringContaining(`The Vpc Endpoint Id '${accepter.vpc_endpoint_id}' does not exist`),
    ]);
    expect(
      refused('aws_vpc_endpoint_connection_accepter', { ...accepter, vpc_endpoint_service_id: 'vpce-svc-1' }),
    ).toEqual([expect.stringContaining('InvalidVpcEndpointServiceId.NotFound')]);
  });
});
