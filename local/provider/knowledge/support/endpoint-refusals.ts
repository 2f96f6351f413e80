import { canonicalJson } from '../../codec/json';
import { type Attributes, type Identity, isAttributes, isList, type Refusal, type StoreContext } from '../knowledge';
import { isSet, text, texts } from './attributes';
import { valueFromText } from './json';
import { prefixListIdOf } from './prefix-lists';
import { refusal } from './rules';
import { endpointServiceName, gatewayServices, ownEndpointService, serviceHost } from './vpc-endpoints';

export function creatingEndpoint(planned: Attributes): string {
  return `creating EC2 VPC Endpoint (${text(planned, 'service_name') ?? ''}): operation error EC2: CreateVpcEndpoint,`;
}

/** The policy that an endpoint has when none is given: everybody may do everything with every resource. */
export const fullAccess = JSON.stringify({
  Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
  Version: '2008-10-17',
});

function isFullAccess(policy: string): boolean {
  const document = valueFromText(policy);
  const statements = isAttributes(document) ? document.Statement : undefined;
  const [only, ...others] = isList(statements) ? statements : [statements ?? null];
  if (!isAttributes(only) || others.length > 0) return false;
  const { Action, Effect, Principal, Resource, ...more } = only;
  const isEverybody = Principal === '*' || canonicalJson(Principal ?? null) === '{"AWS":"*"}';
  const isAll = [Action, Resource].every((value) => ['"*"', '["*"]'].includes(canonicalJson(value ?? null)));
  return Effect === 'Allow' && isEverybody && isAll && Object.keys(more).every((name) => name === 'Sid');
}

/** An endpoint to one's own service passes all traffic: there is nothing that a policy could be held against. */
export function policyRefusals(serviceName: string, policy: string | undefined, where: string): readonly Refusal[] {
  if (policy === undefined || endpointServiceName(serviceName)?.owner !== 'account' || isFullAccess(policy)) return [];
  return [
    refusal(
      ['policy'],
      `${where} InvalidParameter: The VPC endpoint service ${serviceName} does not support endpoint policies other than full access`,
    ),
  ];
}

/** Attributes that the other kind of endpoint does not have. */
const onlyForInterface: Readonly<Record<string, string>> = {
  private_dns_enabled: 'Private DNS is only supported for Interface type VPC Endpoints.',
  security_group_ids: 'Security groups are only supported for Interface type VPC Endpoints.',
  subnet_ids: 'Subnets are only supported for Interface type VPC Endpoints.',
};
const onlyForGateway: Readonly<Record<string, string>> = {
  route_table_ids: 'Route tables are only supported for Gateway type VPC Endpoints.',
};

/** What the configuration alone shows to be wrong with the kind of an endpoint and the name of its service. */
export function serviceRefusals(config: Attributes, identity: Identity | undefined): readonly Refusal[] {
  const name = text(config, 'service_name');
  if (name === undefined) return [];
  const type = text(config, 'vpc_endpoint_type') ?? (config.vpc_endpoint_type === null ? 'Gateway' : undefined);
  const where = creatingEndpoint(config);
  const service = endpointServiceName(name);
  const region = text(config, 'service_region') ?? identity?.region;
  if (service === undefined || (region !== undefined && service.region !== region)) {
    return [
      refusal(
        ['service_name'],
        `${where} InvalidServiceName: The Vpc Endpoint Service '${name}' does not exist`,
        service === undefined
          ? 'a name is com.amazonaws.<region>.<service> or com.amazonaws.vpce.<region>.vpce-svc-<id>'
          : `the service is one of ${service.region}, the endpoint is made in ${region ?? ''}`,
      ),
    ];
  }
  const isGateway = service.owner === 'aws' && gatewayServices.includes(service.service);
  return [
    ...(type === 'Gateway' && !isGateway
      ? [
          refusal(
            ['vpc_endpoint_type'],
            `${where} InvalidParameter: Endpoint type (Gateway) does not match available service types ([Interface]).`,
          ),
        ]
      : []),
    ...(type === undefined ? [] : Object.entries(type === 'Gateway' ? onlyForInterface : onlyForGateway))
      .filter(([attribute]) => isSet(config[attribute]) && config[attribute] !== false)
      .map(([attribute, words]) => refusal([attribute], `${where} InvalidParameter: ${words}`)),
  ];
}

function subnetRefusals(
  planned: Attributes,
  service: Attributes | undefined,
  context: StoreContext,
): readonly Refusal[] {
  const where = creatingEndpoint(planned);
  const vpcId = text(planned, 'vpc_id') ?? '';
  const subnets = texts(planned, 'subnet_ids').flatMap((id) => context.find('aws_subnet', { id }));
  const zones = subnets.map((subnet) => text(subnet, 'availability_zone') ?? '');
  const second = subnets.find((_subnet, index) => zones.indexOf(zones[index] ?? '') < index);
  const elsewhere = subnets.find((subnet) => text(subnet, 'vpc_id') !== vpcId);
  const unserved = subnets.find((_subnet, index) => {
    return service !== undefined && !texts(service, 'availability_zones').includes(zones[index] ?? '');
  });
  const at = (subnet: Attributes | undefined, words: (id: string) => string) =>
    subnet === undefined ? [] : [refusal(['subnet_ids'], `${where} ${words(text(subnet, 'id') ?? '')}`)];
  return [
    ...at(
      second,
      (id) => `DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of ${id}`,
    ),
    ...at(elsewhere, (id) => `InvalidParameter: The subnet ${id} is not in the VPC ${vpcId}`),
    ...at(
      unserved,
      (id) =>
        `InvalidParameter: The VPC endpoint service ${text(planned, 'service_name') ?? ''} does not support the availability zone of the subnet: ${id}.`,
    ),
  ];
}

function privateDnsRefusals(
  planned: Attributes,
  service: Attributes | undefined,
  context: StoreContext,
): readonly Refusal[] {
  if (planned.private_dns_enabled !== true) return [];
  const refuse = (words: string) => [
    refusal(['private_dns_enabled'], `${creatingEndpoint(planned)} InvalidParameter: ${words}`),
  ];
  const serviceName = text(planned, 'service_name') ?? '';
  const vpcId = text(planned, 'vpc_id') ?? '';
  if (service !== undefined && !isSet(service.private_dns_name)) {
    return refuse(
      `Private DNS can't be enabled because the service ${serviceName} does not provide a private DNS name.`,
    );
  }
  const [vpc] = context.find('aws_vpc', { id: vpcId });
  if (vpc !== undefined && !(vpc.enable_dns_support === true && vpc.enable_dns_hostnames === true)) {
    return refuse(
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpcId}`,
    );
  }
  const others = context.find('aws_vpc_endpoint', {
    vpc_id: vpcId,
    service_name: serviceName,
    private_dns_enabled: true,
  });
  const parts = endpointServiceName(serviceName);
  const host =
    text(service ?? {}, 'private_dns_name') ?? (parts?.owner === 'aws' ? serviceHost(parts.service, parts.region) : '');
  return others.length > 0
    ? refuse(
        `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${host} in the VPC ${vpcId}`,
      )
    : [];
}

/** What AWS refuses for the sake of other objects: the service, the subnets, the VPC, other endpoints. */
export function endpointRefusals(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const name = text(planned, 'service_name');
  if (name === undefined) return [];
  const service = ownEndpointService(name, context);
  if (endpointServiceName(name)?.owner === 'account' && service === undefined) {
    return [
      refusal(
        ['service_name'],
        `${creatingEndpoint(planned)} InvalidServiceName: The Vpc Endpoint Service '${name}' does not exist`,
        'no endpoint service of the account and region of this rehearsal has this name',
      ),
    ];
  }
  const tables = texts(planned, 'route_table_ids').filter((id) => hasRoute(id, name, context));
  return [
    ...tables.map((id) => routeExists(['route_table_ids'], creatingEndpoint(planned), id, name, context)),
    ...subnetRefusals(planned, service, context),
    ...privateDnsRefusals(planned, service, context),
  ];
}

/** Whether a gateway endpoint for the service is in the route table already. */
export function hasRoute(routeTableId: string, serviceName: string, context: StoreContext): boolean {
  return context.find('aws_vpc_endpoint', { service_name: serviceName }).some((endpoint) => {
    const match = { route_table_id: routeTableId, vpc_endpoint_id: text(endpoint, 'id') ?? '' };
    return (
      texts(endpoint, 'route_table_ids').includes(routeTableId) ||
      context.find('aws_vpc_endpoint_route_table_association', match).length > 0
    );
  });
}

export function routeExists(
  at: readonly string[],
  where: string,
  routeTableId: string,
  serviceName: string,
  context: StoreContext,
): Refusal {
  const list = prefixListIdOf(serviceName, context.identity.region);
  return refusal(
    at,
    `${where} RouteAlreadyExists: route table ${routeTableId} already has a route with destination-prefix-list-id ${list}`,
  );
}
