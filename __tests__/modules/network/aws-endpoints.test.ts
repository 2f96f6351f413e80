import { accountOnlyPolicy, anyPrincipalPolicy } from '../../../modules/network/aws-endpoint-policy';
import { GatewayEndpoint, type GatewayEndpointProps, InterfaceEndpoint } from '../../../modules/network/aws-endpoints';
import { SecurityGroup } from '../../../modules/network/security-group';
import { someNetwork } from '../../support/some-network';
import { SynthesizedScope } from '../../support/synth-scope';

const statement = {
  Sid: 'Read',
  Action: ['ssm:GetParameter'],
  Resource: 'arn:aws:ssm:eu-west-1:111122223333:parameter/a',
};

describe('InterfaceEndpoint', () => {
  const synth = (service = 'ecr.api') =>
    new SynthesizedScope((scope) => {
      const network = someNetwork(scope);
      const securityGroup = new SecurityGroup(scope, 'Group', { name: 'group', network, description: 'Endpoints' });
      new InterfaceEndpoint(scope, 'Endpoint', { network, tier: 'isolated', service, securityGroup, policy: '{}' });
    });

  it("leads the service's own host name to the subnets of a tier", () => {
    expect(synth().only('aws_vpc_endpoint')).toMatchObject({
      vpc_endpoint_type: 'Interface',
      service_name: 'com.amazonaws.eu-west-1.ecr.api',
      private_dns_enabled: true,
      subnet_ids: [
        expect.stringContaining('IsolatedSubnet-eu-west-1a'),
        expect.stringContaining('IsolatedSubnet-eu-west-1c'),
      ],
      security_group_ids: [expect.stringContaining('aws_security_group.Group')],
      policy: '{}',
    });
  });

  it.each(['', 'ECR', 'ecr..api', 'com/amazonaws'])('refuses the service %p', (service) => {
    expect(() => synth(service)).toThrow(
      `Endpoint: service must be the name of an AWS service such as ecr.api, got "${service}"`,
    );
  });
});

describe('GatewayEndpoint', () => {
  const synth = (props: Partial<GatewayEndpointProps> = {}) =>
    new SynthesizedScope(
      (scope) =>
        void new GatewayEndpoint(scope, 'Endpoint', {
          network: someNetwork(scope),
          tiers: ['private'],
          service: 's3',
          ...props,
        }),
    ).only('aws_vpc_endpoint');

  it('adds a route to every table of its tiers', () => {
    expect(synth()).toMatchObject({
      vpc_endpoint_type: 'Gateway',
      service_name: 'com.amazonaws.eu-west-1.s3',
      route_table_ids: [
        expect.stringContaining('PrivateRouteTable-eu-west-1a'),
        expect.stringContaining('PrivateRouteTable-eu-west-1c'),
      ],
    });
    expect(synth({ tiers: ['isolated', 'public'], service: 'dynamodb' })).toMatchObject({
      service_name: 'com.amazonaws.eu-west-1.dynamodb',
      route_table_ids: [expect.stringContaining('IsolatedRouteTable'), expect.stringContaining('PublicRouteTable')],
    });
  });

  it("has AWS's own policy unless told", () => {
    expect(synth()).not.toHaveProperty('policy');
    expect(synth({ policy: '{}' }).policy).toBe('{}');
  });
});

describe('endpoint policies', () => {
  it('admit the principals of one account', () => {
    expect(JSON.parse(accountOnlyPolicy('111122223333', [statement]))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...statement,
          Effect: 'Allow',
          Principal: '*',
          Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } },
        },
      ],
    });
  });

  it('or anyone, for requests that others sign', () => {
    expect(JSON.parse(anyPrincipalPolicy([statement]))).toEqual({
      Version: '2012-10-17',
      Statement: [{ ...statement, Effect: 'Allow', Principal: '*' }],
    });
  });
});
