import { parseConfiguration, type Properties } from '../../support/configuration';
import { StackGraph } from '../../support/stack-graph';
import { connectionsOf } from '../rules/reachability';
import { synthesizeGatewayOfEveryStage } from '../../support/gateway-stacks';

const stacks = synthesizeGatewayOfEveryStage();
const stg = stacks.stack('gateway-network-stg');
const prod = stacks.stack('gateway-network-prod');

const connections = [
  '0.0.0.0/0 -> PublicAlb:443',
  '0.0.0.0/0 -> PublicAlb:80',
  '10.0.64.0/21 -> ServicesNlb:443',
  '10.0.80.0/21 -> ServicesNlb:443',
  '10.1.128.0/21 -> EgressNlb:443',
  '10.1.144.0/21 -> EgressNlb:443',
  'EgressNlb -> EgressProxy:8080',
  'EgressProxy -> 0.0.0.0/0:443',
  'Proxy -> 0.0.0.0/0:443',
  'Proxy -> ServicesEndpoint:443',
  'PublicAlb -> Proxy:8000',
  'Services -> AwsEndpoints:443',
  'Services -> DynamoDb:443',
  'Services -> EgressEndpoint:443',
  'Services -> S3:443',
  'ServicesAlb -> Services:3000',
  'ServicesAlb -> Services:3001',
  'ServicesAlb -> Services:3002',
  'ServicesNlb -> ServicesAlb:443',
];

describe('who may connect to whom', () => {
  it.each(['stg', 'stg2', 'prod'])('in %s is this and nothing else', (stage) => {
    const own = stacks.configurations.filter(({ stackId }) => stackId.endsWith(`-${stage}`));
    expect(connectionsOf(new StackGraph(own))).toEqual(connections);
  });

  it('is decided by rules with a description each, of groups that have none of their own', () => {
    const rules = stg.configuration.resources.filter(({ type }) => /security_group_\w+_rule$/.test(type));
    expect(
      rules.filter(
        ({ properties }) => typeof properties.description !== 'string' || properties.description.trim() === '',
      ),
    ).toEqual([]);
    for (const group of [...stg.all('aws_security_group'), ...stg.all('aws_default_security_group')]) {
      expect(group).not.toHaveProperty('ingress');
      expect(group).not.toHaveProperty('egress');
    }
  });

  it('follows the list of services and the list of hosts', () => {
    const changed = synthesizeGatewayOfEveryStage({
      services: [
        {
          name: 'ships',
          title: 'Ships',
          path: '/ships',
          port: 4000,
          priority: 100,
          healthPriority: 9,
          version: 'v1',
          fields: { name: 'text' },
        },
      ],
      egressAllowedHosts: ['mail.example.com:587', 'api.example.com:443', 'old.example.com:80'],
    });
    const graph = new StackGraph([changed.stack('gateway-network-stg').configuration]);
    expect(connectionsOf(graph).filter((line) => /^ServicesAlb|^EgressProxy/.test(line))).toEqual([
      'EgressProxy -> 0.0.0.0/0:443',
      'EgressProxy -> 0.0.0.0/0:587',
      'EgressProxy -> 0.0.0.0/0:80',
      'ServicesAlb -> Services:4000',
    ]);
  });

  it('shows a rule that has no counterpart at the other end', () => {
    const group = { A: {}, B: {} };
    const rule = {
      security_group_id: '${aws_security_group.A.id}',
      referenced_security_group_id: '${aws_security_group.B.id}',
      from_port: 1,
      to_port: 9,
    };
    const broken = parseConfiguration(
      'broken',
      JSON.stringify({ resource: { aws_security_group: group, aws_vpc_security_group_egress_rule: { R: rule } } }),
    );
    expect(connectionsOf(new StackGraph([broken]))).toEqual([
      'aws_security_group.A -> aws_security_group.B:1-9 (one end)',
    ]);
  });
});

describe('endpoints of AWS services in the Isolated VPC', () => {
  const isolatedEndpoints = (stack = stg) =>
    stack.configuration.resources.filter(
      ({ type, address }) => type === 'aws_vpc_endpoint' && address.includes('IsolatedAwsEndpoints'),
    );
  const statementsOf = (part: string, stack = stg) =>
    (JSON.parse(String(stack.only('aws_vpc_endpoint', part).policy)) as { Statement: Properties[] }).Statement;

  it('are those that tasks need, and the one for shells only where these are allowed', () => {
    const services = (stack = stg) =>
      isolatedEndpoints(stack)
        .map(({ properties }) => `${String(properties.vpc_endpoint_type)} ${String(properties.service_name)}`)
        .sort();
    const always = [
      'Gateway com.amazonaws.ap-northeast-1.dynamodb',
      'Gateway com.amazonaws.ap-northeast-1.s3',
      'Interface com.amazonaws.ap-northeast-1.ecr.api',
      'Interface com.amazonaws.ap-northeast-1.ecr.dkr',
      'Interface com.amazonaws.ap-northeast-1.kms',
      'Interface com.amazonaws.ap-northeast-1.logs',
      'Interface com.amazonaws.ap-northeast-1.ssm',
    ];
    expect(services(prod)).toEqual(always);
    expect(services(stg)).toEqual([...always, 'Interface com.amazonaws.ap-northeast-1.ssmmessages']);
  });

  it('let in principals of the account only, but for layers that ECR signs', () => {
    for (const { address } of isolatedEndpoints()) {
      for (const statement of statementsOf(address)) {
        expect(statement.Effect).toBe('Allow');
        if (statement.Sid === 'ImageLayers') expect(statement).not.toHaveProperty('Condition');
        else expect(statement.Condition).toEqual({ StringEquals: { 'aws:PrincipalAccount': '111122223333' } });
      }
    }
  });

  it('admit no bucket but that of image layers', () => {
    expect(statementsOf('IsolatedAwsEndpoints_S3')).toEqual([
      {
        Sid: 'ImageLayers',
        Effect: 'Allow',
        Principal: '*',
        Action: ['s3:GetObject'],
        Resource: 'arn:aws:s3:::prod-ap-northeast-1-starport-layer-bucket/*',
      },
    ]);
  });

  it('admit the tables of the stage, the log groups of the stage and its parameters', () => {
    const resources = (part: string, stack = stg) => statementsOf(part, stack).map(({ Resource }) => Resource);
    const arn = (rest: string) => `arn:aws:${rest.replace('::', ':ap-northeast-1:111122223333:')}`;
    expect(resources('DynamoDb')).toEqual([arn('dynamodb::table/gateway-*-stg')]);
    expect(resources('Endpoints_Ssm_')).toEqual([arn('ssm::parameter/microservice/stg/*')]);
    expect(resources('Endpoints_Ssm_', prod)).toEqual([
      'arn:aws:ssm:ap-northeast-1:444455556666:parameter/microservice/*',
    ]);
    expect(resources('Endpoints_Logs')).toEqual([
      arn('logs::log-group:/gateway/stg/*'),
      arn('logs::log-group:/aws/ecs/exec/gateway-stg:*'),
      arn('logs::log-group:*'),
    ]);
    expect(resources('Endpoints_Logs', prod)).toEqual([
      'arn:aws:logs:ap-northeast-1:444455556666:log-group:/gateway/prod/*',
    ]);
  });

  it('let tasks pull the image of the microservices and no other', () => {
    expect(statementsOf('EcrDkr')).toEqual([
      expect.objectContaining({ Action: ['ecr:GetAuthorizationToken'], Resource: '*' }),
      expect.objectContaining({
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: expect.stringContaining('MicroserviceRepository'),
      }),
    ]);
  });
});

describe('the Public VPC', () => {
  it('fetches image layers past NAT, with no limit but the rules of groups', () => {
    const endpoint = stg.only('aws_vpc_endpoint', 'PublicS3');
    expect(endpoint).toMatchObject({
      vpc_endpoint_type: 'Gateway',
      service_name: 'com.amazonaws.ap-northeast-1.s3',
      route_table_ids: [
        expect.stringContaining('PrivateRouteTable-ap-northeast-1a'),
        expect.stringContaining('PrivateRouteTable-ap-northeast-1c'),
      ],
    });
    expect(endpoint).not.toHaveProperty('policy');
  });

  it('has a NAT gateway per zone in prod', () => {
    expect(stg.all('aws_nat_gateway')).toHaveLength(1);
    expect(prod.all('aws_nat_gateway')).toHaveLength(2);
  });
});

describe('names', () => {
  it('of the zones lead one way each', () => {
    const zoneOf = (part: string) => stg.only('aws_route53_zone', part);
    expect(zoneOf('ServicesZone')).toMatchObject({
      name: 'services.stg.example.com',
      vpc: [{ vpc_id: expect.stringContaining('PublicNetwork') }],
    });
    expect(zoneOf('EgressZone')).toMatchObject({
      name: 'egress.stg.example.com',
      vpc: [{ vpc_id: expect.stringContaining('IsolatedNetwork') }],
    });
  });

  it('of what other stacks stand on', () => {
    expect(stg.all('aws_ecr_repository').map(({ name }) => name)).toEqual([
      'gateway-egress-proxy-stg',
      'gateway-microservice-stg',
      'gateway-proxy-stg',
    ]);
    expect(stg.all('aws_ecs_cluster').map(({ name }) => name)).toEqual(['gateway-stg']);
    expect(stg.all('aws_sns_topic').map(({ name }) => name)).toEqual(['gateway-alarms-stg']);
    expect(Object.keys(stg.configuration.json.output ?? {})).toEqual(
      expect.arrayContaining(['EgressProxyRepositoryUrl', 'MicroserviceRepositoryUrl', 'ProxyRepositoryUrl']),
    );
  });
});

it.each([
  [{ isolatedCidr: '10.0.0.0/17' }, 'gateway-network-stg: publicCidr and isolatedCidr must not overlap'],
  [{ isolatedCidr: '10.1.0.0/24' }, 'gateway-network-stg/IsolatedNetwork: cidr must have a prefix from /16 to /22'],
  [{ zones: ['ap-northeast-1a'] }, 'gateway-network-stg/PublicNetwork: zones must be two or more different zones'],
  [{ zones: ['ap-northeast-1a', 'us-east-1c'] }, 'zones must be zones of ap-northeast-1'],
])('refuses %j', (change, message) => {
  expect(() => synthesizeGatewayOfEveryStage(change)).toThrow(message);
});
