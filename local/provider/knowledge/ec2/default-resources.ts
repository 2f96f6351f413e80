import { type Attributes, type ResourceKnowledge, type StoreContext } from '../knowledge';
import { regionalArn } from '../support/arn';
import { text } from '../support/attributes';
import { refusal } from '../support/rules';

/*
 * What each VPC is born with. Terraform takes it over instead of creating it, and leaves it when it is destroyed.
 */

/** The VPC whose `attribute` names what is taken over. */
function vpcOf(attribute: string, id: string, context: StoreContext): Attributes | undefined {
  return context.find('aws_vpc', { [attribute]: id })[0];
}

const defaultSecurityGroup: ResourceKnowledge = {
  type: 'aws_default_security_group',
  computed(planned, context) {
    const id = text(vpcOf('id', text(planned, 'vpc_id') ?? '', context) ?? {}, 'default_security_group_id') ?? '';
    return {
      id,
      arn: regionalArn(context.identity, 'ec2', `security-group/${id}`),
      description: 'default VPC security group',
      name: 'default',
      owner_id: context.identity.accountId,
    };
  },
  defaults: { revoke_rules_on_delete: false },
  forceNew: ['vpc_id'],
  refuseApply(planned, context) {
    const id = text(planned, 'vpc_id') ?? '';
    return vpcOf('id', id, context) === undefined
      ? [
          refusal(
            ['vpc_id'],
            `reading Default Security Group: couldn't find resource`,
            `VPC ${id} is not in the account and region of this rehearsal`,
          ),
        ]
      : [];
  },
  uniqueBy: ['vpc_id'],
};

function takenOver(kind: {
  readonly type: string;
  readonly attribute: string;
  readonly arnKind: string;
  readonly words: string;
}): ResourceKnowledge {
  const idOf = (planned: Attributes) => text(planned, kind.attribute) ?? '';
  return {
    type: kind.type,
    computed: (planned, context) => ({
      id: idOf(planned),
      arn: regionalArn(context.identity, 'ec2', `${kind.arnKind}/${idOf(planned)}`),
      owner_id: context.identity.accountId,
      vpc_id: vpcOf(kind.attribute, idOf(planned), context)?.id ?? null,
    }),
    forceNew: [kind.attribute],
    refuseApply: (planned, context) =>
      vpcOf(kind.attribute, idOf(planned), context) === undefined
        ? [
            refusal(
              [kind.attribute],
              `reading ${kind.words} (${idOf(planned)}): couldn't find resource`,
              'no VPC in the account and region of this rehearsal has it',
            ),
          ]
        : [],
    uniqueBy: [kind.attribute],
  };
}

export const resources: readonly ResourceKnowledge[] = [
  defaultSecurityGroup,
  takenOver({
    type: 'aws_default_route_table',
    attribute: 'default_route_table_id',
    arnKind: 'route-table',
    words: 'EC2 Default Route Table',
  }),
  takenOver({
    type: 'aws_default_network_acl',
    attribute: 'default_network_acl_id',
    arnKind: 'network-acl',
    words: 'EC2 Default Network ACL',
  }),
];
