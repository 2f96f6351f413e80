import { type Attributes, type CreateContext, type ResourceKnowledge } from '../knowledge';
import { isChanged, isSet, text, texts } from '../support/attributes';
import { exactlyOne } from '../support/constraints';
import { identified } from '../support/ec2';
import {
  creatingEndpoint,
  endpointRefusals,
  fullAccess,
  policyRefusals,
  serviceRefusals,
} from '../support/endpoint-refusals';
import { alphabets } from '../support/identifiers';
import { isPolicy } from '../support/policy';
import { prefixListIdOf } from '../support/prefix-lists';
import { check, oneOf } from '../support/rules';
import {
  endpointServiceName,
  endpointState,
  endpointZone,
  ownEndpointService,
  serviceHost,
} from '../support/vpc-endpoints';

/** The names of an interface endpoint: that of the region, those of its zones, then the private one. */
function dnsEntries(planned: Attributes, id: string, context: CreateContext): readonly Attributes[] {
  const serviceName = text(planned, 'service_name') ?? '';
  const service = endpointServiceName(serviceName);
  if (service === undefined) return [];
  const zone = endpointZone(service.region);
  const label = service.owner === 'account' ? service.id : service.service.split('.').reverse().join('.');
  const first = `${id}-${context.uniqueId(8, alphabets.lowerAlphanumeric)}`;
  const domain = `${label}.${service.region}.vpce.amazonaws.com`;
  const zones = texts(planned, 'subnet_ids')
    .flatMap((subnet) => context.find('aws_subnet', { id: subnet }))
    .map((subnet) => text(subnet, 'availability_zone') ?? '')
    .sort();
  const own = text(ownEndpointService(serviceName, context) ?? {}, 'private_dns_name');
  const privateName = own ?? (service.owner === 'aws' ? serviceHost(service.service, service.region) : undefined);
  const privateZone = `Z0${context.uniqueId(19, alphabets.upperAlphanumeric)}`;
  return [
    { dns_name: `${first}.${domain}`, hosted_zone_id: zone },
    ...zones.map((name) => ({ dns_name: `${first}-${name}.${domain}`, hosted_zone_id: zone })),
    ...(planned.private_dns_enabled === true && privateName !== undefined
      ? [{ dns_name: privateName, hosted_zone_id: privateZone }]
      : []),
  ];
}

const endpoint: ResourceKnowledge = {
  type: 'aws_vpc_endpoint',
  computed(planned, context) {
    const { id, arn } = identified(context, 'vpce', 'vpc-endpoint');
    const serviceName = text(planned, 'service_name') ?? '';
    const isGateway = text(planned, 'vpc_endpoint_type') === 'Gateway';
    const [vpc] = context.find('aws_vpc', { id: text(planned, 'vpc_id') ?? '' });
    const defaultGroup = text(vpc ?? {}, 'default_security_group_id');
    const common = {
      id,
      arn,
      owner_id: context.identity.accountId,
      policy: fullAccess,
      ip_address_type: 'ipv4',
      private_dns_enabled: false,
      requester_managed: false,
      service_region: context.identity.region,
      state: endpointState({ ...planned, id }, context),
    };
    if (isGateway) {
      const list = prefixListIdOf(serviceName, context.identity.region);
      // From the block kept for documentation: the addresses are AWS's and change.
      return { ...common, prefix_list_id: list, cidr_blocks: ['192.0.2.0/24'] };
    }
    return {
      ...common,
      dns_entry: dnsEntries(planned, id, context),
      network_interface_ids: texts(planned, 'subnet_ids').map(() => `eni-0${context.uniqueId(16)}`),
      security_group_ids: defaultGroup === undefined ? [] : [defaultGroup],
    };
  },
  current: (stored, context) => ({ state: endpointState(stored, context) }),
  defaults: { vpc_endpoint_type: 'Gateway' },
  forceNew: [
    'resource_configuration_arn',
    'service_name',
    'service_network_arn',
    'service_region',
    'vpc_endpoint_type',
    'vpc_id',
  ],
  updatesComputed: (prior, planned) => [
    ...(isChanged(prior, planned, 'subnet_ids') ? ['dns_entry', 'network_interface_ids'] : []),
    ...(isChanged(prior, planned, 'private_dns_enabled') ? ['dns_entry'] : []),
  ],
  validate: (config, { identity }) => {
    const wellFormed = check(config, {
      ip_address_type: oneOf('ipv4', 'dualstack', 'ipv6'),
      policy: isPolicy('resource'),
      vpc_endpoint_type: oneOf('Gateway', 'GatewayLoadBalancer', 'Interface', 'Resource', 'ServiceNetwork'),
    });
    if (wellFormed.length > 0) return wellFormed;
    return [
      ...exactlyOne(config, 'service_name', 'service_network_arn', 'resource_configuration_arn'),
      ...serviceRefusals(config, identity),
      ...policyRefusals(text(config, 'service_name') ?? '', text(config, 'policy'), creatingEndpoint(config)),
    ];
  },
  refuseApply: endpointRefusals,
};

const policy: ResourceKnowledge = {
  type: 'aws_vpc_endpoint_policy',
  computed: (planned) => ({ id: text(planned, 'vpc_endpoint_id') ?? '', policy: fullAccess }),
  forceNew: ['vpc_endpoint_id'],
  validate: (config) => check(config, { policy: isPolicy('resource') }),
  refuseApply(planned, context) {
    const [found] = context.find('aws_vpc_endpoint', { id: text(planned, 'vpc_endpoint_id') ?? '' });
    const serviceName = text(found ?? {}, 'service_name') ?? '';
    const where = `modifying EC2 VPC Endpoint (${text(planned, 'vpc_endpoint_id') ?? ''}) policy: operation error EC2: ModifyVpcEndpoint,`;
    return isSet(planned.policy) ? policyRefusals(serviceName, text(planned, 'policy'), where) : [];
  },
};

export const resources: readonly ResourceKnowledge[] = [endpoint, policy];
