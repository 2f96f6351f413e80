import { StackGraph } from '../../support/stack-graph';
import { synthesizeGatewayOfEveryStage } from '../../support/gateway-stacks';

const stacks = synthesizeGatewayOfEveryStage();
const graph = new StackGraph(stacks.configurations);
const link = stacks.stack('gateway-link-stg');

/** Address of what an expression of the link stack names, with the stack it is in and without the hash of its path. */
const target = (value: unknown) => {
  const found = graph.resolve(link.configuration, value);
  return (
    found && `${found.resource.stack.stackId}/${found.resource.address.replace(/_[0-9A-F]{8}$/, '')}.${found.attribute}`
  );
};

describe('the stacks of the gateway', () => {
  it.each(['stg', 'stg2', 'prod'])('of %s deploy in the order network, services and egress, link, proxy', (stage) => {
    const own = Object.entries(stacks.dependencies)
      .filter(([id]) => id.endsWith(`-${stage}`))
      .map(([id, upstream]) => [id, upstream.map((name) => name.replace(/^gateway-|-\w+$/g, ''))]);
    expect(Object.fromEntries(own)).toEqual({
      [`gateway-network-${stage}`]: [],
      [`gateway-services-${stage}`]: ['network'],
      [`gateway-egress-${stage}`]: ['network'],
      [`gateway-link-${stage}`]: ['egress', 'network', 'services'],
      [`gateway-proxy-${stage}`]: ['link', 'network'],
    });
  });

  it('read the state of their own stage only, and of stacks that come before them', () => {
    const reads = stacks.configurations.flatMap((stack) =>
      graph.upstreamOf(stack).map((upstream) => [stack.stackId, upstream] as const),
    );
    expect(reads.length).toBeGreaterThan(10);
    expect(reads.filter(([reader, read]) => !stacks.dependencies[reader]?.includes(read))).toEqual([]);
  });
});

describe.each([
  ['Inbound', 'services', 'PublicNetwork', 'PrivateSubnet', 'ServicesEndpoint', 'ServicesZone'],
  ['Egress', 'egress', 'IsolatedNetwork', 'IsolatedSubnet', 'EgressEndpoint', 'EgressZone'],
])('the connection %s', (part, offering, network, subnets, group, zone) => {
  const endpoint = link.only('aws_vpc_endpoint', part);

  it(`leads from the other VPC to what gateway-${offering} offers`, () => {
    expect(target(endpoint.service_name)).toBe(
      `gateway-${offering}-stg/aws_vpc_endpoint_service.EndpointService.service_name`,
    );
    expect(target(endpoint.vpc_id)).toBe(`gateway-network-stg/aws_vpc.${network}.id`);
    expect((endpoint.subnet_ids as string[]).map(target)).toEqual(
      ['a', 'c'].map((letter) => `gateway-network-stg/aws_subnet.${network}_${subnets}-ap-northeast-1${letter}.id`),
    );
    expect((endpoint.security_group_ids as string[]).map(target)).toEqual([
      `gateway-network-stg/aws_security_group.Groups_${group}.id`,
    ]);
    expect(endpoint).not.toHaveProperty('policy');
  });

  it('is accepted by the same account', () => {
    const accepter = link.only('aws_vpc_endpoint_connection_accepter', part);
    expect(target(accepter.vpc_endpoint_service_id)).toBe(
      `gateway-${offering}-stg/aws_vpc_endpoint_service.EndpointService.id`,
    );
    expect(target(accepter.vpc_endpoint_id)).toBe(`gateway-link-stg/aws_vpc_endpoint.${part}.id`);
    const service = stacks.stack(`gateway-${offering}-stg`).only('aws_vpc_endpoint_service');
    expect(service).toMatchObject({
      acceptance_required: true,
      allowed_principals: ['arn:aws:iam::111122223333:root'],
    });
    expect(service).not.toHaveProperty('private_dns_name');
  });

  it('has the name of its zone, which the certificate behind it is for', () => {
    const record = link.only('aws_route53_record', part);
    expect(target(record.zone_id)).toBe(`gateway-network-stg/aws_route53_zone.${zone}.zone_id`);
    expect(record.name).toBe(`${offering}.stg.example.com`);
    expect(record.depends_on).toEqual([link.resource('aws_vpc_endpoint_connection_accepter', part).address]);
    const certificates = stacks.stack(`gateway-${offering}-stg`).all('aws_acm_certificate');
    expect(certificates.map(({ domain_name }) => domain_name)).toEqual([record.name]);
  });
});

describe('parameters', () => {
  const written = (stage: string) =>
    stacks.configurations
      .filter(({ stackId }) => stackId.endsWith(`-${stage}`))
      .flatMap(({ stackId, resources }) =>
        resources
          .filter(
            ({ type, properties }) => type === 'aws_ssm_parameter' && String(properties.name).includes('vpc-endpoint'),
          )
          .map(({ properties }) => `${stackId} ${String(properties.name)}`),
      )
      .sort();

  it('are named after the VPC that the endpoint or the service is in, in prod without the stage', () => {
    expect(written('prod')).toEqual([
      'gateway-egress-prod /microservice/public/vpc-endpoint-service-id',
      'gateway-link-prod /microservice/isolated/vpc-endpoint-dns',
      'gateway-link-prod /microservice/isolated/vpc-endpoint-id',
      'gateway-link-prod /microservice/public/vpc-endpoint-dns',
      'gateway-link-prod /microservice/public/vpc-endpoint-id',
      'gateway-services-prod /microservice/isolated/vpc-endpoint-service-id',
    ]);
    expect(written('stg')).toEqual(
      written('prod').map((line) => line.replace('-prod /microservice', '-stg /microservice/stg')),
    );
  });

  it('and outputs tell the endpoints and their names', () => {
    const valueOf = (name: string) => {
      const { value } = link.only('aws_ssm_parameter', name);
      return value;
    };
    expect(valueOf('PublicVpcEndpointDns')).toMatch(/aws_vpc_endpoint\.Inbound_\w+\.dns_entry\[0\]\.dns_name/);
    expect(valueOf('PublicVpcEndpointId')).toMatch(/aws_vpc_endpoint\.Inbound_\w+\.id/);
    expect(valueOf('IsolatedVpcEndpointDns')).toMatch(/aws_vpc_endpoint\.Egress_\w+\.dns_entry\[0\]\.dns_name/);
    expect(valueOf('IsolatedVpcEndpointId')).toMatch(/aws_vpc_endpoint\.Egress_\w+\.id/);
    expect(Object.keys(link.configuration.json.output ?? {}).sort()).toEqual([
      'IsolatedVpcEndpointDns',
      'IsolatedVpcEndpointId',
      'PublicVpcEndpointDns',
      'PublicVpcEndpointId',
    ]);
  });
});
