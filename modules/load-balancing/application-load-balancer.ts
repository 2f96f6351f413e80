import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener, type LbListenerDefaultAction } from '@cdktf/provider-aws/lib/lb-listener';
import { Construct } from 'constructs';
import { type Metric } from '../alarms/metric-alarm';
import { type DnsCertificate } from '../certificates/dns-certificate';
import { type Tier } from '../network/network';
import { type SecurityGroup } from '../network/security-group';
import { type LogBucket } from '../storage/log-bucket';
import { requireIntegerBetween } from '../validate';
import { fixedAnswer, type JsonAnswer } from './fixed-answer';
import { type IpTargetGroup } from './ip-target-group';
import { ListenerRule, type Route } from './listener-rule';
import { requireLoadBalancingName } from './names';
import { tlsPolicy } from './tls-policy';

export interface ApplicationLoadBalancerProps {
  /** Name, at most 32 letters, digits or hyphens, unique in the account and region. */
  readonly name: string;
  /** Group of the load balancer; its network holds it. */
  readonly securityGroup: SecurityGroup;
  /** Subnets of the load balancer: `public` for one that faces the internet, any other for an internal one. */
  readonly tier: Tier;
  readonly certificate: DnsCertificate;
  readonly logBucket: LogBucket;
  /** What is answered where no rule fits: a fixed answer, or a group that all the rest is sent to. */
  readonly otherwise: JsonAnswer | IpTargetGroup;
  /** Whether port 80 redirects to 443. @default false: port 80 is closed */
  readonly redirectHttp?: boolean;
  /** Seconds a connection may be silent, 1 to 4000; targets keep idle connections for longer. @default 60 */
  readonly idleTimeoutSeconds?: number;
  /** Whether AWS refuses to delete the load balancer. @default true */
  readonly retainData?: boolean;
}

/** Metrics that are published of a whole application load balancer. */
export type LoadBalancerMetric =
  | 'HTTPCode_ELB_5XX_Count'
  | 'HTTPCode_Target_5XX_Count'
  | 'RequestCount'
  | 'TargetResponseTime'
  | 'RejectedConnectionCount';

/** Metrics that are published of each target group of an application load balancer. */
export type TargetGroupMetric =
  | 'HTTPCode_Target_5XX_Count'
  | 'HealthyHostCount'
  | 'RequestCount'
  | 'RequestCountPerTarget'
  | 'TargetResponseTime'
  | 'UnHealthyHostCount';

/**
 * An application load balancer that listens for HTTPS on 443, logs every request, and drops headers and requests that are
 * not HTTP to the letter: what two programs could read in two ways never reaches the second.
 * @throws RangeError at synth when two rules have the same priority.
 */
export class ApplicationLoadBalancer extends Construct {
  readonly loadBalancer: Lb;
  readonly https: LbListener;
  readonly #rules = new Map<number, string>();

  constructor(scope: Construct, id: string, props: ApplicationLoadBalancerProps) {
    super(scope, id);
    const { name, securityGroup, tier, certificate, logBucket, otherwise } = props;
    const { redirectHttp = false, idleTimeoutSeconds = 60, retainData = true } = props;
    requireLoadBalancingName(this, name);
    requireIntegerBetween(this, 'idleTimeoutSeconds', idleTimeoutSeconds, 1, 4000);

    this.loadBalancer = new Lb(this, 'Resource', {
      name,
      loadBalancerType: 'application',
      internal: tier !== 'public',
      ipAddressType: 'ipv4',
      subnets: securityGroup.network.subnetIds(tier),
      securityGroups: [securityGroup.id],
      idleTimeout: idleTimeoutSeconds,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: 'strictest',
      enableDeletionProtection: retainData,
      accessLogs: { bucket: logBucket.name, prefix: name, enabled: true },
      // The first write is a test: it fails before the bucket lets the load balancer in.
      dependsOn: [logBucket.policy],
    });
    this.https = new LbListener(this, 'Https', {
      loadBalancerArn: this.loadBalancer.arn,
      port: 443,
      protocol: 'HTTPS',
      sslPolicy: tlsPolicy,
      certificateArn: certificate.arn,
      defaultAction: [this.#action(otherwise)],
    });
    if (redirectHttp) {
      new LbListener(this, 'Http', {
        loadBalancerArn: this.loadBalancer.arn,
        port: 80,
        protocol: 'HTTP',
        defaultAction: [{ type: 'redirect', redirect: { port: '443', protocol: 'HTTPS', statusCode: 'HTTP_301' } }],
      });
    }
  }

  get arn(): string {
    return this.loadBalancer.arn;
  }

  get dnsName(): string {
    return this.loadBalancer.dnsName;
  }

  /** Hosted zone of `dnsName`, for alias records. */
  get zoneId(): string {
    return this.loadBalancer.zoneId;
  }

  /**
   * Adds a rule to the HTTPS listener, as a child of `scope` so that it is keyed by what it is for.
   * @throws RangeError when the priority is taken or the route is not one that a listener takes.
   */
  route(scope: Construct, id: string, route: Route): ListenerRule {
    const rule = new ListenerRule(scope, id, { ...route, listener: this.https });
    const taken = this.#rules.get(route.priority);
    if (taken !== undefined) {
      throw new RangeError(
        `${rule.node.path}: priority must be one that no other rule has, got ${route.priority} of ${taken}`,
      );
    }
    this.#rules.set(route.priority, rule.node.path);
    return rule;
  }

  metric(metricName: LoadBalancerMetric): Metric {
    return { namespace: 'AWS/ApplicationELB', metricName, dimensions: { LoadBalancer: this.loadBalancer.arnSuffix } };
  }

  targetMetric(metricName: TargetGroupMetric, group: IpTargetGroup): Metric {
    return {
      namespace: 'AWS/ApplicationELB',
      metricName,
      dimensions: { LoadBalancer: this.loadBalancer.arnSuffix, TargetGroup: group.arnSuffix },
    };
  }

  #action(otherwise: ApplicationLoadBalancerProps['otherwise']): LbListenerDefaultAction {
    if ('body' in otherwise) return fixedAnswer(this, otherwise);
    return { type: 'forward', targetGroupArn: otherwise.arn };
  }
}
