import { type WebEnvironment } from '../../../environments/environment';
import { type Properties } from '../../support/configuration';
import { StackGraph } from '../../support/stack-graph';
import { type SynthesizedStack } from '../../support/synthesized-stack';
import { synthesizeServicesOf, synthesizeWebServices, webEnvironment } from '../../support/web-stacks';
import { connectionsOf } from '../rules/reachability';

const { network: stg } = synthesizeWebServices('stg', { allowExec: false });
const withShells = synthesizeWebServices('stg', { allowExec: true }).network;
const facingTheInternet = synthesizeWebServices('stg', { loadBalancer: 'public' }).network;

const statements = (stack: SynthesizedStack, part: string) =>
  (JSON.parse(String(stack.only('aws_vpc_endpoint', part).policy)) as { Statement: Properties[] }).Statement;
const arn = (rest: string) => `arn:aws:${rest.replace('::', ':ap-northeast-1:111122223333:')}`;

describe('the VPC of the web system', () => {
  it('has no way out: an internet gateway that CloudFront asks for, and no route to it', () => {
    expect(stg.all('aws_subnet').map(({ cidr_block }) => cidr_block)).toEqual(['10.4.128.0/21', '10.4.144.0/21']);
    expect(stg.all('aws_internet_gateway')).toHaveLength(1);
    expect(stg.all('aws_route')).toEqual([]);
    expect(stg.all('aws_nat_gateway')).toEqual([]);
    expect(stg.all('aws_flow_log')).toHaveLength(1);
  });

  it('has public subnets only for a load balancer that faces the internet', () => {
    expect(facingTheInternet.all('aws_subnet')).toHaveLength(4);
    expect(facingTheInternet.all('aws_internet_gateway')).toHaveLength(1);
    expect(facingTheInternet.all('aws_route')).toHaveLength(1);
    expect(facingTheInternet.all('aws_nat_gateway')).toEqual([]);
  });

  it.each([
    ['internal', stg],
    ['public', facingTheInternet],
  ])('lets in CloudFront to the %s load balancer, and nobody else from outside', (_kind, stack) => {
    const fromLists = stack
      .all('aws_vpc_security_group_ingress_rule')
      .filter((rule) => rule.referenced_security_group_id === undefined);
    expect(fromLists).toEqual([
      expect.objectContaining({
        security_group_id: expect.stringMatching(/aws_security_group\.Groups_LoadBalancer_/),
        prefix_list_id: expect.stringMatching(/^\$\{data\.aws_ec2_managed_prefix_list\.Groups_CloudFront_\w+\.id\}$/),
        from_port: 443,
        to_port: 443,
      }),
    ]);
    expect(stack.configuration.dataSources.map(({ properties }) => properties.name)).toContain(
      'com.amazonaws.global.cloudfront.origin-facing',
    );
  });

  it('connects the load balancer to the tasks, and these to AWS services: nothing else', () => {
    const connections = connectionsOf(new StackGraph([stg.configuration]));
    expect(connections.filter((line) => !line.startsWith('undefined'))).toEqual([
      'Api -> AwsEndpoints:443',
      'Api -> DynamoDb:443',
      'Api -> S3:443',
      'LoadBalancer -> Api:8080',
      'LoadBalancer -> Web:8080',
      'Web -> AwsEndpoints:443',
      'Web -> S3:443',
    ]);
  });
});

describe('roads to AWS services', () => {
  const services = (stack: SynthesizedStack) =>
    stack
      .all('aws_vpc_endpoint')
      .map(({ service_name }) => String(service_name).replace(/^com\.amazonaws\.[^.]+\./, ''));

  it('are those that tasks need, and the one for shells only where these are allowed', () => {
    const always = ['dynamodb', 'ecr.api', 'ecr.dkr', 'kms', 'logs', 's3', 'ssm'];
    expect(services(stg).sort()).toEqual(always);
    expect(services(withShells).sort()).toEqual([...always, 'ssmmessages']);
  });

  it("admit the stage's own images, tables, logs and parameters", () => {
    expect(statements(stg, 'EcrApi').find(({ Sid }) => Sid === 'Pull')?.Resource).toEqual([
      expect.stringContaining('.AppRepository_'),
      expect.stringContaining('.ProxyRepository_'),
      expect.stringContaining('.ApiRepository_'),
    ]);
    expect(statements(stg, 'DynamoDb').map(({ Resource }) => Resource)).toEqual([arn('dynamodb::table/web-*-stg')]);
    expect(statements(stg, '_Logs').map(({ Resource }) => Resource)).toEqual([arn('logs::log-group:/web/stg/*')]);
    expect(statements(stg, '_Ssm').map(({ Resource }) => Resource)).toEqual([
      [arn('ssm::parameter/mesh/stg/*'), arn('ssm::parameter/tristage/stg/release/*')],
    ]);
    expect(statements(stg, '_S3')).toEqual([
      expect.objectContaining({ Resource: 'arn:aws:s3:::prod-ap-northeast-1-starport-layer-bucket/*' }),
    ]);
  });

  it('admit principals of the account only, but for layers that ECR signs', () => {
    for (const { policy } of stg.all('aws_vpc_endpoint')) {
      for (const statement of (JSON.parse(String(policy)) as { Statement: Properties[] }).Statement) {
        if (statement.Sid === 'ImageLayers') expect(statement).not.toHaveProperty('Condition');
        else expect(statement.Condition).toEqual({ StringEquals: { 'aws:PrincipalAccount': '111122223333' } });
      }
    }
  });
});

it('has repositories, a cluster with its log groups, and a topic of the stage', () => {
  const names = (type: string) => stg.all(type).map(({ name }) => name);
  expect(names('aws_ecr_repository').sort()).toEqual(['web-api-stg', 'web-app-stg', 'web-proxy-stg']);
  expect(names('aws_ecs_cluster')).toEqual(['web-stg']);
  expect(names('aws_cloudwatch_log_group')).toContain('/aws/ecs/containerinsights/web-stg/performance');
  expect(names('aws_sns_topic')).toEqual(['web-alarms-stg']);
});

it.each<[Partial<WebEnvironment>, string]>([
  [
    { cidr: '10.1.0.0/16' },
    'web-network-stg: web.cidr and gateway.isolatedCidr must not overlap, got "10.1.0.0/16" and "10.1.0.0/16"',
  ],
  [{ cidr: '10.4.0.0/24' }, 'cidr must have a prefix from /16 to /22 so that every subnet fits, got "10.4.0.0/24"'],
  [{ zones: ['ap-northeast-1a'] }, 'zones must be two or more different zones, got [ap-northeast-1a]'],
  [
    { zones: ['ap-northeast-1a', 'us-east-1a'] },
    'zones must be zones of ap-northeast-1 such as ap-northeast-1a, the last letter a to h, got us-east-1a',
  ],
])('refuses %p', (change, fault) => {
  expect(() => synthesizeServicesOf(webEnvironment('stg', change))).toThrow(fault);
});
