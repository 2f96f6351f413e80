/** Where something listens on this machine. */
export interface TargetAddress {
  /** IP address. */
  readonly host: string;
  readonly port: number;
}

/** `initial`: not yet checked with success; `draining`: deregistered, with connections that are still open. */
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining';

export interface TargetHealth {
  readonly target: TargetAddress;
  readonly state: TargetState;
  /** Why it is not healthy, such as `Health checks failed with these codes: [503]`. */
  readonly reason?: string;
}

/** A deployed listener and where it is on this machine. */
export interface LocalListener {
  readonly listenerArn: string;
  readonly loadBalancerArn: string;
  readonly loadBalancerName: string;
  readonly stackId: string;
  readonly type: 'application' | 'network';
  readonly internal: boolean;
  /** Deployed port. */
  readonly port: number;
  /** Deployed protocol: `HTTP`, `HTTPS`, `TCP` or `TLS`. */
  readonly protocol: string;
  readonly address: TargetAddress;
  /** What a person on this machine opens; for internet-facing application load balancers only. */
  readonly url?: string;
}

/** The names of a VPC: name -> deployed port -> where that leads on this machine. */
export type LocalNames = Readonly<Record<string, Readonly<Record<number, TargetAddress>>>>;

/** The running load balancers of all deployments. */
export interface LoadBalancers {
  /** Adds a target, checked at once; one that is draining begins anew. @throws Error when the group is unknown */
  registerTarget(targetGroupArn: string, target: TargetAddress): void;
  /**
   * Sends no new requests to a target.
   * @returns resolves when those that are open have ended, or the group's deregistration delay has passed
   * @throws Error when the group is unknown
   */
  deregisterTarget(targetGroupArn: string, target: TargetAddress): Promise<void>;
  /** @throws Error when the group is unknown */
  targetHealth(targetGroupArn: string): readonly TargetHealth[];
  /** Calls back for each later change of a target's state; the result ends that. */
  onTargetHealth(listener: (targetGroupArn: string, health: TargetHealth) => void): () => void;
  /** The names that resolve within a VPC: of private zones, endpoints and load balancers. */
  namesIn(vpcId: string): LocalNames;
  /** File of the certificate that tasks trust, in PEM. */
  readonly caFile: string;
  readonly listeners: readonly LocalListener[];
}
