import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { Construct } from 'constructs';
import { type Network } from '../network/network';
import { requireIntegerBetween, requireMatch } from '../validate';
import { requireLoadBalancingName } from './names';
import { goesLast } from '../lifecycle';

export interface IpTargetGroupProps {
  /** Name, at most 32 letters, digits or hyphens, unique in the account and region. */
  readonly name: string;
  readonly network: Network;
  /** Port of the targets, also of their health check. */
  readonly port: number;
  /** `HTTP` behind an application load balancer; `TCP` behind a network load balancer. @default 'HTTP' */
  readonly protocol?: 'HTTP' | 'TCP';
  /**
   * Whether each connection begins with a header that tells where it came from (PROXY protocol, version 2). Only for `TCP`:
   * through PrivateLink every client has an address of the load balancer, and only this header names its endpoint.
   * @default false
   */
  readonly proxyProtocol?: boolean;
  /** What a healthy target answers with 200. @default '/health' */
  readonly healthCheckPath?: string;
  /** Seconds for which a target that leaves may end its requests, 0 to 3600. @default 30 */
  readonly deregistrationDelaySeconds?: number;
  /** Whether rules that name it beside another are turned away from it before it is taken out. @default false */
  readonly goesLast?: boolean;
}

/**
 * Targets by address, as Fargate tasks register themselves. One is healthy after two checks in a row and unhealthy after
 * three failed ones: every 30 seconds, with 5 seconds to answer 200.
 */
export class IpTargetGroup extends Construct {
  readonly group: LbTargetGroup;

  constructor(scope: Construct, id: string, props: IpTargetGroupProps) {
    super(scope, id);
    const { name, network, port, protocol = 'HTTP', proxyProtocol = false } = props;
    const { healthCheckPath = '/health', deregistrationDelaySeconds = 30 } = props;
    requireLoadBalancingName(this, name);
    requireIntegerBetween(this, 'port', port, 1, 65_535);
    requireIntegerBetween(this, 'deregistrationDelaySeconds', deregistrationDelaySeconds, 0, 3600);
    requireMatch(this, 'healthCheckPath', healthCheckPath, /^\/[^\s]{0,1023}$/, 'a path of at most 1024 characters');
    if (proxyProtocol && protocol !== 'TCP') {
      throw new RangeError(`${this.node.path}: proxyProtocol must be false for a group of protocol HTTP, got true`);
    }
    this.group = new LbTargetGroup(this, 'Resource', {
      name,
      targetType: 'ip',
      protocol,
      port,
      vpcId: network.vpcId,
      deregistrationDelay: String(deregistrationDelaySeconds),
      ...(protocol === 'TCP' && { proxyProtocolV2: proxyProtocol, preserveClientIp: 'false' }),
      ...(props.goesLast === true && { lifecycle: goesLast }),
      healthCheck: {
        enabled: true,
        protocol: 'HTTP',
        port: String(port),
        path: healthCheckPath,
        matcher: '200',
        interval: 30,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
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
