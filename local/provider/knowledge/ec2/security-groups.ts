import { type Attributes, type Refusal, type ResourceKnowledge, type StoreContext } from '../knowledge';
import { hasUnknown, integer, text, texts } from '../support/attributes';
import { conflicting, exactlyOne } from '../support/constraints';
import { identified, isCidr } from '../support/ec2';
import { nameAttributes } from '../support/identifiers';
import { prefixListWeight } from '../support/prefix-lists';
import { between, check, lacks, lengthBetween, matches, refusal } from '../support/rules';

const groupText = matches(
  /^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]*$/,
  'must hold letters, digits, spaces and _.:/()#,@[]+=&;{}!$*- only',
);

const securityGroup: ResourceKnowledge = {
  type: 'aws_security_group',
  computed: (planned, context) => ({
    ...identified(context, 'sg', 'security-group'),
    ...nameAttributes(planned, context),
    owner_id: context.identity.accountId,
  }),
  defaults: { description: 'Managed by Terraform', revoke_rules_on_delete: false },
  forceNew: ['description', 'name', 'name_prefix', 'vpc_id'],
  validate: (config) => [
    ...check(config, {
      description: [lengthBetween(0, 255), groupText],
      name: [lengthBetween(0, 255), lacks(/^sg-/, 'cannot begin with sg-'), groupText],
    }),
    ...conflicting(config, 'name', 'name_prefix'),
  ],
  refuseDelete(prior, context) {
    const id = text(prior, 'id') ?? '';
    return isGroupInUse(id, context)
      ? [
          refusal(
            [],
            `deleting Security Group (${id}): operation error EC2: DeleteSecurityGroup, DependencyViolation: resource ${id} has a dependent object`,
          ),
        ]
      : [];
  },
  uniqueBy: ['name', 'vpc_id'],
  alreadyExists: (planned) =>
    `creating Security Group (${text(planned, 'name') ?? ''}): operation error EC2: CreateSecurityGroup, InvalidGroup.Duplicate: The security group '${text(planned, 'name') ?? ''}' already exists for VPC '${text(planned, 'vpc_id') ?? ''}'`,
};

/** Whether rules of other groups, endpoints or load balancers name the group. */
function isGroupInUse(id: string, context: StoreContext): boolean {
  const rules = ['ingress', 'egress'].flatMap((direction) =>
    context.find(`aws_vpc_security_group_${direction}_rule`, { referenced_security_group_id: id }),
  );
  return (
    rules.some((rule) => text(rule, 'security_group_id') !== id) ||
    context.find('aws_vpc_endpoint', {}).some((endpoint) => texts(endpoint, 'security_group_ids').includes(id)) ||
    context.find('aws_lb', {}).some((balancer) => texts(balancer, 'security_groups').includes(id))
  );
}

/** Rules that a group may have in one direction; a reference to a prefix list counts for the list's weight. */
const maxRules = 60;

function countRefusals(
  planned: Attributes,
  context: StoreContext,
  type: string,
  operation: string,
): readonly Refusal[] {
  const others = context.find(type, { security_group_id: planned.security_group_id ?? null });
  const total = [planned, ...others].reduce((sum, rule) => {
    const list = text(rule, 'prefix_list_id');
    return sum + (list === undefined ? 1 : prefixListWeight(list, context));
  }, 0);
  return total <= maxRules
    ? []
    : [
        refusal(
          ['security_group_id'],
          `creating VPC Security Group Rule: operation error EC2: ${operation}, RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached.`,
          `${total} of ${maxRules} rules; a prefix list counts for its maximum of entries, that of CloudFront for 55`,
        ),
      ];
}

/** A group of another VPC cannot be a peer. */
function peerRefusals(planned: Attributes, context: StoreContext, operation: string): readonly Refusal[] {
  const [own, peer] = ['security_group_id', 'referenced_security_group_id'].map(
    (name) => context.find('aws_security_group', { id: text(planned, name) ?? '' })[0],
  );
  return own === undefined || peer === undefined || own.vpc_id === peer.vpc_id
    ? []
    : [
        refusal(
          ['referenced_security_group_id'],
          `creating VPC Security Group Rule: operation error EC2: ${operation}, InvalidGroup.NotFound: You have specified two resources that belong to different networks.`,
        ),
      ];
}

const peers = ['cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'referenced_security_group_id'] as const;

function portRefusals(config: Attributes): readonly Refusal[] {
  if (hasUnknown(config, 'from_port', 'to_port', 'ip_protocol')) return [];
  const [from, to] = [integer(config, 'from_port'), integer(config, 'to_port')];
  if (text(config, 'ip_protocol') === '-1') {
    return from === undefined && to === undefined
      ? []
      : [refusal(['from_port'], 'from_port and to_port must not be set when ip_protocol is "-1"')];
  }
  return from !== undefined && to !== undefined && from > to && !(text(config, 'ip_protocol') ?? '').startsWith('icmp')
    ? [refusal(['to_port'], `InvalidParameterValue: Invalid TCP/UDP port range (${from}:${to})`)]
    : [];
}

function securityGroupRule(direction: 'ingress' | 'egress'): ResourceKnowledge {
  const type = `aws_vpc_security_group_${direction}_rule`;
  const operation = `AuthorizeSecurityGroup${direction === 'ingress' ? 'Ingress' : 'Egress'}`;
  return {
    type,
    computed(_planned, context) {
      const { id, arn } = identified(context, 'sgr', 'security-group-rule');
      return { id, arn, security_group_rule_id: id };
    },
    forceNew: ['security_group_id'],
    validate: (config) => [
      ...check(config, {
        cidr_ipv4: isCidr(0, 32),
        description: [lengthBetween(0, 255), groupText],
        from_port: between(-1, 65_535),
        to_port: between(-1, 65_535),
      }),
      ...exactlyOne(config, ...peers),
      ...portRefusals(config),
    ],
    refuseApply: (planned, context) => [
      ...countRefusals(planned, context, type, operation),
      ...peerRefusals(planned, context, operation),
    ],
    uniqueBy: ['security_group_id', 'ip_protocol', 'from_port', 'to_port', ...peers],
    alreadyExists: () =>
      `creating VPC Security Group Rule: operation error EC2: ${operation}, InvalidPermission.Duplicate: the specified rule already exists`,
  };
}

export const resources: readonly ResourceKnowledge[] = [
  securityGroup,
  securityGroupRule('ingress'),
  securityGroupRule('egress'),
];
