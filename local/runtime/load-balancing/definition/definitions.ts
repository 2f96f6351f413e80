import { type Rule } from '../rules/rule';
import { type TargetAddress } from '../load-balancers';

/** A deployed load balancer, as the state tells it. */
export interface LoadBalancerDefinition {
  readonly arn: string;
  readonly name: string;
  readonly stackId: string;
  readonly type: 'application' | 'network';
  readonly internal: boolean;
  /** Lower case. */
  readonly dnsName: string;
  readonly vpcId?: string;
  readonly attributes: LoadBalancerAttributes;
  readonly listeners: readonly ListenerDefinition[];
}

/** Attributes of an application load balancer. */
export interface LoadBalancerAttributes {
  readonly idleTimeoutMs: number;
  readonly dropInvalidHeaderFields: boolean;
  readonly xffHeaderProcessing: 'append' | 'preserve' | 'remove';
  readonly xffClientPort: boolean;
  /** Whether targets learn the client's TLS version and cipher. */
  readonly tlsHeaders: boolean;
}

export interface ListenerDefinition {
  readonly arn: string;
  readonly port: number;
  readonly protocol: string;
  readonly certificateArns: readonly string[];
  /** By ascending priority; the last is the default, which every request meets. */
  readonly rules: readonly Rule[];
  readonly tcpIdleTimeoutMs: number;
}

export interface HealthCheckDefinition {
  readonly enabled: boolean;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP';
  /** @default the port of the target's traffic */
  readonly port?: number;
  readonly path: string;
  /** Status codes that mean healthy: `200`, `200-299`, `200,302`. */
  readonly matcher: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface TargetGroupDefinition {
  readonly arn: string;
  readonly name: string;
  readonly targetType: string;
  readonly protocol: string;
  readonly healthCheck: HealthCheckDefinition;
  readonly deregistrationDelayMs: number;
  readonly proxyProtocolV2: boolean;
  readonly algorithm: 'round_robin' | 'least_outstanding_requests';
}

/** A target that Terraform registered: an address, or the ARN of an application load balancer with a port. */
export interface AttachmentDefinition {
  readonly address: string;
  readonly targetGroupArn: string;
  readonly target: TargetAddress | { readonly loadBalancerArn: string; readonly port: number };
}

/** An interface endpoint of an endpoint service that is deployed too. */
export interface EndpointDefinition {
  readonly id: string;
  readonly stackId: string;
  readonly vpcId: string;
  /** Lower case. */
  readonly dnsNames: readonly string[];
  readonly loadBalancerArns: readonly string[];
  readonly accepted: boolean;
}

/** A name that leads to another, by an alias or a CNAME record. Both lower case, without final dot. */
export interface NameRecord {
  readonly name: string;
  readonly target: string;
  /** Private zone that holds it; absent for a public zone. */
  readonly privateZoneId?: string;
}

export interface PrivateZone {
  readonly id: string;
  /** Lower case, without final dot. */
  readonly name: string;
  readonly vpcIds: readonly string[];
}

/** Everything that the deployments say about load balancing. */
export interface Topology {
  readonly loadBalancers: readonly LoadBalancerDefinition[];
  readonly targetGroups: readonly TargetGroupDefinition[];
  readonly attachments: readonly AttachmentDefinition[];
  readonly endpoints: readonly EndpointDefinition[];
  readonly zones: readonly PrivateZone[];
  readonly records: readonly NameRecord[];
  /** Names of each certificate of the deployments, by ARN. */
  readonly certificates: ReadonlyMap<string, readonly string[]>;
}
