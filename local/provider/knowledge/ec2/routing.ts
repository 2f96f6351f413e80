import { type ResourceKnowledge } from '../knowledge';
import { isSet, text } from '../support/attributes';
import { exactlyOne } from '../support/constraints';
import { identified } from '../support/ec2';
import { check, oneOf, refusal } from '../support/rules';

const internetGateway: ResourceKnowledge = {
  type: 'aws_internet_gateway',
  computed: (_planned, context) => ({
    ...identified(context, 'igw', 'internet-gateway'),
    owner_id: context.identity.accountId,
  }),
};

const routeTable: ResourceKnowledge = {
  type: 'aws_route_table',
  computed: (_planned, context) => ({
    ...identified(context, 'rtb', 'route-table'),
    owner_id: context.identity.accountId,
  }),
  forceNew: ['vpc_id'],
};

const routeTableAssociation: ResourceKnowledge = {
  type: 'aws_route_table_association',
  computed: (_planned, context) => ({ id: `rtbassoc-0${context.uniqueId(16)}` }),
  forceNew: ['gateway_id', 'subnet_id'],
  validate: (config) => exactlyOne(config, 'subnet_id', 'gateway_id'),
  refuseApply(planned, context) {
    const id = text(planned, 'subnet_id');
    return id === undefined || context.find('aws_route_table_association', { subnet_id: id }).length === 0
      ? []
      : [
          refusal(
            ['subnet_id'],
            `creating Route Table Association: Resource.AlreadyAssociated: the specified association for subnet ${id} conflicts with an existing association`,
          ),
        ];
  },
};

const elasticIp: ResourceKnowledge = {
  type: 'aws_eip',
  computed(_planned, context) {
    const { id, arn } = identified(context, 'eipalloc', 'elastic-ip');
    // From the block kept for documentation, so that no rehearsal shows anyone's address.
    const address = `203.0.113.${1 + (Number.parseInt(context.uniqueId(4), 16) % 254)}`;
    return {
      id,
      allocation_id: id,
      arn,
      public_ip: address,
      domain: 'vpc',
      public_ipv4_pool: 'amazon',
      network_border_group: context.identity.region,
    };
  },
  defaults: { domain: 'vpc' },
  forceNew: ['domain'],
};

const natGateway: ResourceKnowledge = {
  type: 'aws_nat_gateway',
  computed: (planned, context) => ({
    id: `nat-0${context.uniqueId(16)}`,
    association_id: `eipassoc-0${context.uniqueId(16)}`,
    network_interface_id: `eni-0${context.uniqueId(16)}`,
    public_ip:
      text(context.find('aws_eip', { allocation_id: text(planned, 'allocation_id') ?? '' })[0] ?? {}, 'public_ip') ??
      '',
  }),
  defaults: { connectivity_type: 'public' },
  forceNew: ['allocation_id', 'connectivity_type', 'subnet_id'],
  validate: (config) => [
    ...check(config, { connectivity_type: oneOf('private', 'public') }),
    ...(text(config, 'connectivity_type') === 'private' && isSet(config.allocation_id)
      ? [refusal(['allocation_id'], '"allocation_id" is not supported with connectivity_type = "private"')]
      : []),
  ],
};

export const resources: readonly ResourceKnowledge[] = [
  internetGateway,
  routeTable,
  routeTableAssociation,
  elasticIp,
  natGateway,
];
