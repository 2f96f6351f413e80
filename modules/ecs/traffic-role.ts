import { type IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { ServiceRole } from '../iam/service-role';
import { type IpTargetGroup } from '../load-balancing/ip-target-group';
import { type ListenerRule } from '../load-balancing/listener-rule';

export interface TrafficRoleProps {
  /** Role name, at most 64 characters. */
  readonly name: string;
  /** Groups that take turns. */
  readonly targetGroups: readonly IpTargetGroup[];
  /** Rules whose weights ECS changes. */
  readonly rules: readonly ListenerRule[];
}

/** The role by which ECS moves requests from one target group to the other: on these groups and these rules alone. */
export class TrafficRole extends Construct {
  readonly role: ServiceRole;
  /** The right itself: what lets ECS use the role waits for it. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, { name, targetGroups, rules }: TrafficRoleProps) {
    super(scope, id);
    this.role = new ServiceRole(this, 'Role', { name, service: 'ecs.amazonaws.com' });
    this.policy = this.role.allow('Policy', [
      {
        // None of these has resource types (Service Authorization Reference, "Elastic Load Balancing V2"): only `*` can be named.
        Sid: 'Look',
        Action: [
          'elasticloadbalancing:DescribeListeners',
          'elasticloadbalancing:DescribeRules',
          'elasticloadbalancing:DescribeTargetGroups',
          'elasticloadbalancing:DescribeTargetHealth',
        ],
        Resource: '*',
      },
      {
        Sid: 'Targets',
        Action: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
        Resource: targetGroups.map(({ arn }) => arn),
      },
      { Sid: 'Weights', Action: 'elasticloadbalancing:ModifyRule', Resource: rules.map(({ arn }) => arn) },
    ]);
  }

  get arn(): string {
    return this.role.arn;
  }
}
