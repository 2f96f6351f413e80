import { type TargetAddress } from '../load-balancing/load-balancers';

/** Where a task is in its life, by ECS' own names. */
export type TaskStatus = 'PROVISIONING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';

/** What the container health checks of a task say; `UNKNOWN` without one and before its first result. */
export type TaskHealth = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';

/** Where the last change of a service is. */
export type RolloutState = 'COMPLETED' | 'IN_PROGRESS' | 'FAILED';

/** A task: the processes of one copy of a task definition. */
export interface EcsTask {
  /** 32 hexadecimal digits, the last part of its ARN. */
  readonly taskId: string;
  /** Where its programs listen on this machine; the port is that of the first container port. */
  readonly address: TargetAddress;
  readonly lastStatus: TaskStatus;
  readonly healthStatus: TaskHealth;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  /** ARN with revision. */
  readonly taskDefinition: string;
  readonly stoppedReason?: string;
  /** Process of the first essential container while it runs. */
  readonly pid?: number;
}

/** A service with the tasks that run and those that stopped lately. */
export interface EcsServiceStatus {
  readonly stackId: string;
  /** Name of the cluster. */
  readonly cluster: string;
  readonly serviceName: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  /** ARN with revision that new tasks are started from. */
  readonly taskDefinition: string;
  /** Image of the first essential container, `<repository>@sha256:…`; absent when the repository has none yet. */
  readonly image?: string;
  readonly rolloutState: RolloutState;
  readonly tasks: readonly EcsTask[];
  /** ARNs of the target groups that running tasks are registered with. */
  readonly targetGroups: readonly string[];
}

/** What may change about a running service. */
export interface ServiceChange {
  readonly desiredCount?: number;
  /** ARN, or `family:revision`, or a family for its latest revision. */
  readonly taskDefinition?: string;
}

/** The ECS services of all deployed stacks. */
export interface EcsServices {
  list(): readonly EcsServiceStatus[];
  /**
   * Stops a task as StopTask does: out of its target groups, SIGTERM, SIGKILL after `stopTimeout`. A task that the
   * service still wants is replaced.
   * @returns when its processes are gone
   * @throws Error when there is no such task
   */
  stopTask(taskId: string, reason?: string): Promise<void>;
  /**
   * Changes a service as UpdateService does; the tasks follow.
   * @throws Error when the service or the task definition is unknown
   */
  updateService(cluster: string, service: string, change: ServiceChange): void;
  /** Calls `listener` whenever a service or a task changed; the result ends that. */
  onChange(listener: () => void): () => void;
}
