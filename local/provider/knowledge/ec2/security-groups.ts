import { type Attributes, type Refusal, type ResourceKnowledge } from '../knowledge';
import { hasUnknown, integer, text } from '../support/attributes';
import { conflicting, exactlyOne } from '../support/constraints';
import { identified, isCidr } from '../support/ec2';
import { nameAttributes } from '../support/identifiers';
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
  uniqueBy: ['name', 'vpc_id'],
  alreadyExists: (planned) =>
    `creating Security Group (${text(planned, 'name') ?? ''}): operation error EC2: CreateSecurityGroup, InvalidGroup.Duplicate: The security group '${text(planned, 'name') ?? ''}' already exists for VPC '${text(planned, 'vpc_id') ?? ''}'`,
};

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
  return {
    type: `aws_vpc_security_group_${direction}_rule`,
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
    uniqueBy: ['security_group_id', 'ip_protocol', 'from_port', 'to_port', ...peers],
    alreadyExists: () =>
      `creating VPC Security Group Rule: operation error EC2: AuthorizeSecurityGroup${direction === 'ingress' ? 'Ingress' : 'Egress'}, InvalidPermission.Duplicate: the specified rule already exists`,
  };
}

export const resources: readonly ResourceKnowledge[] = [
  securityGroup,
  securityGroupRule('ingress'),
  securityGroupRule('egress'),
];
