import { type Attributes, type Refusal, type ResourceKnowledge, type StoreContext } from '../knowledge';
import { regionalArn } from '../support/arn';
import { isChanged, text, texts } from '../support/attributes';
import { exactlyOne } from '../support/constraints';
import { check, isArn, oneOf, refusal } from '../support/rules';

const balancerAttributes = ['gateway_load_balancer_arns', 'network_load_balancer_arns'] as const;
const creating = 'creating EC2 VPC Endpoint Service: operation error EC2: CreateVpcEndpointServiceConfiguration,';

function balancersOf(attributes: Attributes): readonly string[] {
  return balancerAttributes.flatMap((name) => texts(attributes, name));
}

/** Zones of the subnets that the service's load balancers are in. */
function zonesOf(planned: Attributes, context: StoreContext): readonly string[] {
  const zones = balancersOf(planned)
    .flatMap((arn) => context.find('aws_lb', { arn }))
    .flatMap((balancer) => texts(balancer, 'subnets'))
    .flatMap((id) => context.find('aws_subnet', { id }))
    .flatMap((subnet) => text(subnet, 'availability_zone') ?? []);
  return [...new Set(zones)].sort();
}

function kindRefusals(config: Attributes): readonly Refusal[] {
  const kinds = { gateway_load_balancer_arns: 'gwy', network_load_balancer_arns: 'net' };
  return balancerAttributes.flatMap((name) =>
    texts(config, name)
      .filter((arn) => arn.includes(':loadbalancer/') && !arn.includes(`:loadbalancer/${kinds[name]}/`))
      .map((arn) =>
        refusal(
          [name],
          `${creating} InvalidParameter: The load balancer ${arn} is not of type ${kinds[name] === 'net' ? 'network' : 'gateway'}`,
        ),
      ),
  );
}

const service: ResourceKnowledge = {
  type: 'aws_vpc_endpoint_service',
  computed(planned, context) {
    const { identity } = context;
    const id = `vpce-svc-0${context.uniqueId(16)}`;
    return {
      id,
      arn: regionalArn(identity, 'ec2', `vpc-endpoint-service/${id}`),
      availability_zones: zonesOf(planned, context),
      base_endpoint_dns_names: [`${id}.${identity.region}.vpce.amazonaws.com`],
      manages_vpc_endpoints: false,
      service_name: `com.amazonaws.vpce.${identity.region}.${id}`,
      service_type: texts(planned, 'gateway_load_balancer_arns').length > 0 ? 'GatewayLoadBalancer' : 'Interface',
      state: 'Available',
      supported_ip_address_types: ['ipv4'],
      supported_regions: [identity.region],
    };
  },
  updatesComputed: (prior, planned) => (isChanged(prior, planned, ...balancerAttributes) ? ['availability_zones'] : []),
  validate: (config) => [
    ...check(config, {
      allowed_principals: isArn(),
      gateway_load_balancer_arns: isArn('elasticloadbalancing'),
      network_load_balancer_arns: isArn('elasticloadbalancing'),
      supported_ip_address_types: oneOf('ipv4', 'ipv6'),
    }),
    ...exactlyOne(config, ...balancerAttributes),
    ...kindRefusals(config),
  ],
  refuseApply: (planned, context) =>
    balancersOf(planned).flatMap((arn) =>
      context
        .find('aws_vpc_endpoint_service', {})
        .filter((other) => balancersOf(other).includes(arn))
        .map((other) =>
          refusal(
            ['network_load_balancer_arns'],
            `${creating} InvalidParameter: The load balancer ${arn} is already in use by the endpoint service ${text(other, 'id') ?? ''}`,
          ),
        ),
    ),
  refuseDelete(prior, context) {
    const id = text(prior, 'id') ?? '';
    const endpoints = context.find('aws_vpc_endpoint', { service_name: text(prior, 'service_name') ?? '' });
    return endpoints.length === 0
      ? []
      : [
          refusal(
            [],
            `deleting EC2 VPC Endpoint Service (${id}): operation error EC2: DeleteVpcEndpointServiceConfigurations, ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!`,
          ),
        ];
  },
};

function unknownService(id: string, context: StoreContext, where: string): readonly Refusal[] {
  return context.find('aws_vpc_endpoint_service', { id }).length > 0
    ? []
    : [
        refusal(
          ['vpc_endpoint_service_id'],
          `${where} InvalidVpcEndpointServiceId.NotFound: The VpcEndpointService Id '${id}' does not exist`,
        ),
      ];
}

const allowedPrincipal: ResourceKnowledge = {
  type: 'aws_vpc_endpoint_service_allowed_principal',
  computed: (_planned, context) => ({ id: `vpce-svc-perm-0${context.uniqueId(16)}` }),
  forceNew: ['principal_arn', 'vpc_endpoint_service_id'],
  validate(config) {
    const principal = text(config, 'principal_arn');
    return principal === undefined || principal === '*' ? [] : check(config, { principal_arn: isArn('iam') });
  },
  refuseApply: (planned, context) =>
    unknownService(
      text(planned, 'vpc_endpoint_service_id') ?? '',
      context,
      'modifying EC2 VPC Endpoint Service permissions: operation error EC2: ModifyVpcEndpointServicePermissions,',
    ),
};

const connectionAccepter: ResourceKnowledge = {
  type: 'aws_vpc_endpoint_connection_accepter',
  computed: (planned) => ({
    id: `${text(planned, 'vpc_endpoint_service_id') ?? ''}_${text(planned, 'vpc_endpoint_id') ?? ''}`,
    vpc_endpoint_state: 'available',
  }),
  forceNew: ['vpc_endpoint_id', 'vpc_endpoint_service_id'],
  refuseApply(planned, context) {
    const serviceId = text(planned, 'vpc_endpoint_service_id') ?? '';
    const endpointId = text(planned, 'vpc_endpoint_id') ?? '';
    const where = `accepting VPC Endpoint Connection (${serviceId}_${endpointId}): operation error EC2: AcceptVpcEndpointConnections,`;
    const missing = unknownService(serviceId, context, where);
    if (missing.length > 0) return missing;
    const [found] = context.find('aws_vpc_endpoint_service', { id: serviceId });
    const match = { id: endpointId, service_name: text(found ?? {}, 'service_name') ?? '' };
    return context.find('aws_vpc_endpoint', match).length > 0
      ? []
      : [
          refusal(
            ['vpc_endpoint_id'],
            `${where} InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '${endpointId}' does not exist`,
            `the service ${serviceId} has no connection from this endpoint`,
          ),
        ];
  },
  importId(id) {
    const [vpc_endpoint_service_id = '', vpc_endpoint_id = ''] = id.split('_');
    return { vpc_endpoint_service_id, vpc_endpoint_id };
  },
};

export const resources: readonly ResourceKnowledge[] = [service, allowedPrincipal, connectionAccepter];
