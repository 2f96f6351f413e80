import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { Construct } from 'constructs';
import { type Metric } from '../alarms/metric-alarm';
import { type DnsCertificate } from '../certificates/dns-certificate';
import { type Tier } from '../network/network';
import { type SecurityGroup } from '../network/security-group';
import { type AlbTargetGroup } from './alb-target-group';
import { type IpTargetGroup } from './ip-target-group';
import { requireLoadBalancingName } from './names';
import { tlsPolicy } from './tls-policy';

export interface NetworkLoadBalancerProps {
  /** Name, at most 32 letters, digits or hyphens, unique in the account and region. */
  readonly name: string;
  /** Group of the load balancer, for good: one that is born without a group can never have one. */
  readonly securityGroup: SecurityGroup;
  /** Subnets of the load balancer. */
  readonly tier: Exclude<Tier, 'public'>;
  /** Whether AWS refuses to delete the load balancer. @default true */
  readonly retainData?: boolean;
}

/** Metrics that are published of a whole network load balancer. */
export type NetworkLoadBalancerMetric =
  'ActiveFlowCount' | 'NewFlowCount' | 'ProcessedBytes' | 'TCP_Target_Reset_Count' | 'ClientTLSNegotiationErrorCount';

/**
 * An internal network load balancer, as an endpoint service needs one. It serves all its targets from every zone, and its
 * security group holds for connections through PrivateLink as well.
 */
export class NetworkLoadBalancer extends Construct {
  readonly loadBalancer: Lb;

  constructor(scope: Construct, id: string, props: NetworkLoadBalancerProps) {
    super(scope, id);
    const { name, securityGroup, tier, retainData = true } = props;
    requireLoadBalancingName(this, name);
    this.loadBalancer = new Lb(this, 'Resource', {
      name,
      loadBalancerType: 'network',
      internal: true,
      ipAddressType: 'ipv4',
      subnets: securityGroup.network.subnetIds(tier),
      securityGroups: [securityGroup.id],
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: retainData,
    });
  }

  get arn(): string {
    return this.loadBalancer.arn;
  }

  /** Hands connections on port 443 to a load balancer behind, TLS and all. */
  passTls(id: string, target: AlbTargetGroup): LbListener {
    return new LbListener(this, id, {
      loadBalancerArn: this.arn,
      port: 443,
      protocol: 'TCP',
      defaultAction: [{ type: 'forward', targetGroupArn: target.arn }],
    });
  }

  /** Ends TLS on port 443 with the certificate, and hands what is inside to the targets. */
  endTls(id: string, target: IpTargetGroup, certificate: DnsCertificate): LbListener {
    return new LbListener(this, id, {
      loadBalancerArn: this.arn,
      port: 443,
      protocol: 'TLS',
      sslPolicy: tlsPolicy,
      certificateArn: certificate.arn,
      defaultAction: [{ type: 'forward', targetGroupArn: target.arn }],
    });
  }

  metric(metricName: NetworkLoadBalancerMetric): Metric {
    return { namespace: 'AWS/NetworkELB', metricName, dimensions: { LoadBalancer: this.loadBalancer.arnSuffix } };
  }

  targetMetric(metricName: 'HealthyHostCount' | 'UnHealthyHostCount', group: AlbTargetGroup | IpTargetGroup): Metric {
    return {
      namespace: 'AWS/NetworkELB',
      metricName,
      dimensions: { LoadBalancer: this.loadBalancer.arnSuffix, TargetGroup: group.arnSuffix },
    };
  }
}
