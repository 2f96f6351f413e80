import { type RolloutState, type TaskHealth, type TaskStatus } from '../runtime/ecs/ecs-services';
import { type TargetState } from '../runtime/load-balancing/load-balancers';
import { type MeshState } from './mesh-model';

/** What the console's server and its page say to each other. Types only, so that neither side pulls in the other. */

export interface ConsoleResource {
  /** Construct path such as `mesh-stg/Resolvers/Query.getNodeStatus`, or Terraform's address where the path is unknown. */
  readonly path: string;
  /** Terraform's type, `aws_appsync_resolver`. */
  readonly type: string;
  readonly id: string;
}

export interface ConsoleEndpoint {
  /** What it is, in a word or two: `HTTPS 443`. */
  readonly label: string;
  readonly url: string;
  /** What is there, by its deployed name. */
  readonly name?: string;
}

export interface ConsoleApi {
  readonly apiId: string;
  readonly name: string;
  readonly graphqlUrl: string;
  readonly realtimeUrl: string;
}

export interface ConsoleSystem {
  /** `mesh` */
  readonly system: string;
  readonly stage: string;
  /** `mesh-stg` */
  readonly stackId: string;
  readonly resources: readonly ConsoleResource[];
  readonly endpoints: readonly ConsoleEndpoint[];
  readonly apis: readonly ConsoleApi[];
  /** Resource types in the state that nothing here brings to life. */
  readonly unsupported: readonly { readonly type: string; readonly count: number }[];
}

export interface ConsoleSnapshot {
  readonly systems: readonly ConsoleSystem[];
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
}

export interface ConsoleApiKey {
  /** The key as a client sends it in `x-api-key`. */
  readonly value: string;
  /** Epoch milliseconds. */
  readonly expiresMs: number;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogEntry {
  /** Grows by one with each entry of a session. */
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly source: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly requestId?: string;
}

export interface Publication {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly apiId: string;
  /** The mutation's field. */
  readonly field: string;
  readonly value: unknown;
  readonly deliveries: number;
  /** The mutation's arguments; only where its answer goes to no subscriber. */
  readonly arguments?: Readonly<Record<string, unknown>>;
}

export interface Percentiles {
  /** Milliseconds, within 8 % of the true value. */
  readonly p50: number;
  readonly p99: number;
}

/** Counts of one second each, oldest first; the running second is left out. */
export interface RateSeries {
  readonly requests: readonly number[];
  readonly deliveries: readonly number[];
  /** p99 of the second in milliseconds, null without a sample. */
  readonly requestP99Ms: readonly (number | null)[];
  readonly deliveryP99Ms: readonly (number | null)[];
}

export interface ApiRates {
  readonly apiId: string;
  /** Means over the last 10 whole seconds. */
  readonly requestsPerSecond: number;
  readonly publishesPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** Over the last minute, null without a sample. */
  readonly requestMs: Percentiles | null;
  readonly deliveryMs: Percentiles | null;
  readonly requests: number;
  readonly errors: number;
  readonly openConnections: number;
  readonly subscriptions: number;
  readonly fields: readonly (Percentiles & {
    readonly field: string;
    readonly requests: number;
    readonly errors: number;
  })[];
  readonly series: RateSeries;
}

export interface StatusCounts {
  readonly '2xx': number;
  readonly '3xx': number;
  readonly '4xx': number;
  readonly '5xx': number;
}

/** Requests of one load balancer, target group or distribution. */
export interface HttpRates {
  readonly name: string;
  /** Mean over the last 10 whole seconds. */
  readonly requestsPerSecond: number;
  /** Over the last minute; those that became WebSockets are in no class of `statuses`. */
  readonly requests: number;
  readonly statuses: StatusCounts;
  /**
   * Over the last minute, null without a sample: of a load balancer or distribution until the end of the answer, of a target group until
   * the target's response headers.
   */
  readonly timeMs: Percentiles | null;
  /** Requests of one second each, oldest first; the running second is left out. */
  readonly series: readonly number[];
}

/** Requests of one distribution; `name` is its id. */
export interface EdgeRates extends HttpRates {
  /**
   * Part of the answers of the last minute that came from the cache, 0 to 1; errors count for neither. Null without an
   * answer.
   */
  readonly hitRatio: number | null;
}

export interface ConsoleTask {
  readonly taskId: string;
  /** `<host>:<port>` on this machine. */
  readonly address: string;
  readonly lastStatus: TaskStatus;
  readonly healthStatus: TaskHealth;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  /** `<family>:<revision>` */
  readonly taskDefinition: string;
  readonly stoppedReason?: string;
  readonly pid?: number;
}

export interface ConsoleTargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly targets: readonly {
    /** `<host>:<port>` on this machine. */
    readonly address: string;
    readonly state: TargetState;
    readonly reason?: string;
  }[];
  /** Why the targets are not known. */
  readonly problem?: string;
}

export interface ConsoleService {
  readonly stackId: string;
  readonly cluster: string;
  readonly serviceName: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  /** Desired count that a start brings back. */
  readonly startCount: number;
  readonly rolloutState: RolloutState;
  /** `<family>:<revision>` */
  readonly taskDefinition: string;
  /** `<repository>@sha256:…`; absent without an image. */
  readonly image?: string;
  /** All that have not stopped. */
  readonly tasks: readonly ConsoleTask[];
  /** At most 3, the newest first. */
  readonly stoppedTasks: readonly ConsoleTask[];
  readonly targetGroups: readonly ConsoleTargetGroup[];
}

export interface ConsoleListener {
  readonly arn: string;
  /** Deployed port. */
  readonly port: number;
  /** Deployed protocol. */
  readonly protocol: string;
  /** `<host>:<port>` on this machine. */
  readonly address: string;
  /** What a person on this machine opens. */
  readonly url?: string;
}

export interface ConsoleLoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly stackId: string;
  readonly type: 'application' | 'network';
  readonly internal: boolean;
  readonly listeners: readonly ConsoleListener[];
}

export interface ConsoleDistribution {
  readonly id: string;
  readonly stackId: string;
  /** Deployed names; may be none. */
  readonly aliases: readonly string[];
  /** What a person on this machine opens. */
  readonly url: string;
}

export interface ServicesState {
  readonly services: readonly ConsoleService[];
  readonly loadBalancers: readonly ConsoleLoadBalancer[];
  readonly distributions: readonly ConsoleDistribution[];
}

/** Messages of `GET api/events`, by the name of the Server-Sent Event. */
export interface ConsoleMessages {
  /** First message of each connection; a new `session` means that the server has restarted. */
  readonly hello: { readonly session: string };
  /** `skipped` entries came faster than they could be kept. */
  readonly logs: { readonly entries: readonly LogEntry[]; readonly skipped: number };
  /** All that is known of Mesh; replaces what the page had. */
  readonly mesh: MeshState;
  readonly publications: { readonly publications: readonly Publication[] };
  /** All services, load balancers and distributions; replaces what the page had. Sent when any of it has changed. */
  readonly services: ServicesState;
  /** Once a second. `at`: epoch milliseconds of the server. */
  readonly rates: {
    readonly at: number;
    readonly apis: readonly ApiRates[];
    readonly loadBalancers: readonly HttpRates[];
    readonly targetGroups: readonly HttpRates[];
    readonly distributions: readonly EdgeRates[];
  };
}
