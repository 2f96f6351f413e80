import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { LbTargetGroupAttachment } from '@cdktf/provider-aws/lib/lb-target-group-attachment';
import { Construct } from 'constructs';
import { type Network } from '../network/network';
import { requireMatch } from '../validate';
import { type ApplicationLoadBalancer } from './application-load-balancer';
import { requireLoadBalancingName } from './names';

export interface AlbTargetGroupProps {
  /** Name, at most 32 letters, digits or hyphens, unique in the account and region. */
  readonly name: string;
  readonly network: Network;
  /** The one target; it listens for HTTPS on 443, and connections reach it there as they come. */
  readonly loadBalancer: ApplicationLoadBalancer;
  /** What the load balancer answers with 200 over HTTPS. @default '/health' */
  readonly healthCheckPath?: string;
}

/**
 * An application load balancer as the target of a network load balancer. It has no group attributes: AWS refuses each of
 * them for this type.
 */
export class AlbTargetGroup extends Construct {
  readonly group: LbTargetGroup;

  constructor(scope: Construct, id: string, props: AlbTargetGroupProps) {
    super(scope, id);
    const { name, network, loadBalancer, healthCheckPath = '/health' } = props;
    requireLoadBalancingName(this, name);
    requireMatch(this, 'healthCheckPath', healthCheckPath, /^\/[^\s]{0,1023}$/, 'a path of at most 1024 characters');
    this.group = new LbTargetGroup(this, 'Resource', {
      name,
      targetType: 'alb',
      protocol: 'TCP',
      port: 443,
      vpcId: network.vpcId,
      healthCheck: { enabled: true, protocol: 'HTTPS', path: healthCheckPath, matcher: '200' },
    });
    new LbTargetGroupAttachment(this, 'Target', {
      targetGroupArn: this.group.arn,
      targetId: loadBalancer.arn,
      port: 443,
      // A load balancer is accepted as a target only once it listens on the group's port.
      dependsOn: [loadBalancer.https],
    });
  }

  get arn(): string {
    return this.group.arn;
  }

  /** Value of the dimension `TargetGroup`. */
  get arnSuffix(): string {
    return this.group.arnSuffix;
  }
}
