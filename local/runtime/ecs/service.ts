import { type Clock } from '../clock';
import { type EcsServiceStatus, type ServiceChange } from './ecs-services';
import { failureThreshold, ServiceDeployment } from './deployment';
import { LaunchBackOff } from './launch-back-off';
import { planRollout } from './rollout';
import { type ServiceDefinition } from './service-definition';
import { type ServiceEvent, ServiceEvents } from './service-events';
import { type StopCode, Task, uncheckedMs } from './task';
import { digestOf, mainContainer, type TaskDefinition } from './task-definition';
import { type TaskHost } from './task-host';
import { unhealthyReason } from './unhealthy-reason';

export interface ServiceOptions {
  readonly definition: ServiceDefinition;
  readonly taskDefinition: TaskDefinition;
  readonly host: TaskHost;
  /** Makes an id of that many random hexadecimal digits. */
  readonly newId: (digits: number) => string;
  /** Keeps a change where others than this process see it. */
  readonly record: (change: { readonly desiredCount?: number; readonly taskDefinition?: string }) => void;
  readonly onChange: () => void;
  /** Each message of the service to people. */
  readonly onEvent: (message: string) => void;
}

const keptStoppedTasks = 20;
/** A task that served this long began well, whatever ends it later. */
const provenMs = 10_000;

/** Keeps as many tasks of a service running as are desired, and replaces them when its task definition changes. */
export class Service {
  readonly definition: ServiceDefinition;
  readonly #options: ServiceOptions;
  readonly #clock: Clock;
  #desiredCount: number;
  /** The primary first. */
  #deployments: readonly ServiceDeployment[];
  /** The one that a rollback goes back to. */
  #completed: ServiceDeployment | undefined;
  #tasks: readonly Task[] = [];
  readonly #events: ServiceEvents;
  readonly #backOff = new LaunchBackOff();
  readonly #timers = new Set<() => void>();
  readonly #seen = new Map<Task, { timed: boolean; counted: boolean }>();
  #scheduled = false;
  #steady = false;
  #closed = false;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.definition = options.definition;
    this.#clock = options.host.clock;
    this.#events = new ServiceEvents({ serviceName: options.definition.name, clock: this.#clock, ...options });
    this.#desiredCount = options.definition.desiredCount;
    const first = this.#newDeployment(options.taskDefinition);
    this.#deployments = [first];
    this.#schedule();
  }

  get desiredCount(): number {
    return this.#desiredCount;
  }

  /** That which new tasks are started from. */
  get taskDefinition(): TaskDefinition {
    return this.#primary.definition;
  }

  /** The primary first, then those that still have tasks. */
  get deployments(): readonly ServiceDeployment[] {
    return this.#deployments;
  }

  /** Running ones and those that stopped lately. */
  get tasks(): readonly Task[] {
    return this.#tasks;
  }

  /** The latest first. */
  get events(): readonly ServiceEvent[] {
    return this.#events.all;
  }

  status(): EcsServiceStatus {
    const { definition } = this.#primary;
    const image = mainContainer(definition)?.image;
    return {
      stackId: this.definition.stackId,
      cluster: this.definition.cluster,
      serviceName: this.definition.name,
      desiredCount: this.#desiredCount,
      runningCount: this.#tasks.filter(({ status }) => status === 'RUNNING').length,
      taskDefinition: definition.arn,
      ...(image === undefined || digestOf(image) === undefined ? {} : { image }),
      rolloutState: this.#primary.rolloutState,
      tasks: this.#tasks.map((task) => task.describe()),
      targetGroups: this.definition.registrations.map(({ targetGroupArn }) => targetGroupArn),
    };
  }

  /** Changes the service; another task definition, or `forceNewDeployment`, begins a deployment. */
  update(change: Pick<ServiceChange, 'desiredCount'> & { definition?: TaskDefinition; forceNewDeployment?: boolean }) {
    const { desiredCount, definition = this.#primary.definition, forceNewDeployment = false } = change;
    const isNew = definition.arn !== this.#primary.definition.arn;
    this.#options.record({
      ...(desiredCount === undefined ? {} : { desiredCount }),
      ...(isNew ? { taskDefinition: definition.arn } : {}),
    });
    this.#steady = false;
    if (desiredCount !== undefined) this.#desiredCount = desiredCount;
    if (isNew || forceNewDeployment) {
      this.#begin(this.#newDeployment(definition));
      this.#backOff.reset();
    }
    this.#options.onChange();
    this.#schedule();
  }

  /** Looks again at what it wants and what there is. */
  refresh(): void {
    this.#schedule();
  }

  /** Ends all tasks without a drain, within `limitMs`. */
  async close(limitMs: number): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
    const running = this.#tasks.filter(({ status }) => status !== 'STOPPED');
    await Promise.all(
      running.map((task) => task.stop('ServiceSchedulerInitiated', 'The runtime ends', { drain: false, limitMs })),
    );
  }

  get #primary(): ServiceDeployment {
    const [primary] = this.#deployments;
    if (primary === undefined) throw new Error(`${this.definition.name}: has no deployment`);
    return primary;
  }

  #newDeployment(definition: TaskDefinition): ServiceDeployment {
    // ECS' own ids have 19 decimal digits.
    const number = BigInt(`0x${this.#options.newId(15)}`)
      .toString()
      .padStart(19, '0');
    return new ServiceDeployment(`ecs-svc/${number}`, definition, this.#clock.nowMs());
  }

  #begin(deployment: ServiceDeployment): void {
    this.#deployments = [deployment, ...this.#deployments];
    this.#events.add(`has started deployment ${deployment.id} of ${deployment.definition.arn}.`);
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (!this.#closed) this.#reconcile();
    });
  }

  #reconcile(): void {
    for (const task of this.#tasks) this.#judge(task);
    this.#breakCircuit();
    this.#forget();
    this.#changeTasks();
    this.#settle();
  }

  /** What a task's state means for the service. */
  #judge(task: Task): void {
    const seen = this.#seen.get(task) ?? { timed: false, counted: false };
    this.#seen.set(task, seen);
    if (task.serving && isProven(task, this.#clock.nowMs())) this.#backOff.succeed();
    const unhealthy = task.ending
      ? undefined
      : unhealthyReason(task, this.definition.healthCheckGracePeriodSeconds, this.#clock.nowMs());
    if (unhealthy !== undefined) {
      this.#events.add(`task ${task.taskId} is unhealthy: ${unhealthy}.`);
      void task.stop('ServiceSchedulerInitiated', unhealthy);
      this.#countFailure(task);
      seen.counted = true;
    } else if (isFailure(task.stopCode) && !seen.counted) {
      seen.counted = true;
      this.#events.add(`task ${task.taskId} stopped: ${task.stoppedReason ?? ''}.`);
      this.#countFailure(task);
    }
    if (task.status === 'RUNNING' && !seen.timed) {
      seen.timed = true;
      for (const ms of [this.definition.healthCheckGracePeriodSeconds * 1000, uncheckedMs, provenMs]) this.#after(ms);
    }
  }

  #countFailure(task: Task): void {
    const deployment = this.#deployments.find(({ id }) => id === task.startedBy);
    if (deployment?.rolloutState === 'IN_PROGRESS') deployment.failedTasks += 1;
    if (isProven(task, this.#clock.nowMs())) return;
    this.#after(this.#backOff.fail(this.#clock.nowMs()));
  }

  #breakCircuit(): void {
    const primary = this.#primary;
    const { enable, rollback } = this.definition.circuitBreaker;
    if (!enable || primary.rolloutState !== 'IN_PROGRESS') return;
    if (primary.failedTasks < failureThreshold(this.#desiredCount)) return;
    primary.fail(this.#clock.nowMs());
    this.#events.add(`deployment ${primary.id} deployment failed: tasks failed to start.`);
    for (const task of this.#live(primary)) {
      void task.stop('ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${primary.id})`);
    }
    const former = this.#completed;
    if (rollback && former !== undefined && !primary.isRollback) {
      former.resume(this.#clock.nowMs());
      this.#backOff.reset();
      this.#deployments = [former, ...this.#deployments.filter((one) => one !== former)];
      this.#events.add(`rolling back to deployment ${former.id} of ${former.definition.arn}.`);
      this.#recordRollback(former.definition);
    }
    this.#options.onChange();
  }

  /** Nobody waits for a rollback, so that what keeps it from being written is told as an event. */
  #recordRollback({ arn }: TaskDefinition): void {
    try {
      this.#options.record({ taskDefinition: arn });
    } catch (error) {
      this.#events.add(`the account still names the revision that failed: ${String(error)}.`);
    }
  }

  /** Drops stopped tasks but the last few, and deployments that have no task left. */
  #forget(): void {
    const stopped = this.#tasks.filter(({ status }) => status === 'STOPPED');
    const dropped = new Set(stopped.slice(0, Math.max(0, stopped.length - keptStoppedTasks)));
    for (const task of dropped) this.#seen.delete(task);
    this.#tasks = this.#tasks.filter((task) => !dropped.has(task));
    const used = new Set(this.#tasks.filter(({ status }) => status !== 'STOPPED').map(({ startedBy }) => startedBy));
    this.#deployments = this.#deployments.filter(({ id }, index) => index === 0 || used.has(id));
  }

  #live(deployment: ServiceDeployment): readonly Task[] {
    return this.#tasks.filter((task) => task.startedBy === deployment.id && !task.ending);
  }

  #changeTasks(): void {
    const primary = this.#primary;
    const failed = primary.rolloutState === 'FAILED';
    const { start, stop } = planRollout({
      desiredCount: this.#desiredCount,
      minimumHealthyPercent: this.definition.minimumHealthyPercent,
      maximumPercent: this.definition.maximumPercent,
      // Without anything to go back to, a failed deployment keeps what is left of the one before it.
      current: this.#live(primary).map(withServing),
      former: failed
        ? []
        : this.#deployments
            .slice(1)
            .flatMap((one) => this.#live(one))
            .map(withServing),
    });
    for (const { task } of stop) {
      void task.stop('ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${primary.id})`);
    }
    if (failed || !this.#backOff.mayStart(this.#clock.nowMs())) return;
    for (let count = 0; count < start; count += 1) this.#startTask(primary);
    if (start > 0 || stop.length > 0) this.#steady = false;
  }

  #startTask(deployment: ServiceDeployment): void {
    const task = new Task({
      taskId: this.#options.newId(32),
      startedBy: deployment.id,
      definition: deployment.definition,
      registrations: this.definition.registrations,
      host: this.#options.host,
      onChange: () => {
        this.#options.onChange();
        this.#schedule();
      },
    });
    this.#tasks = [...this.#tasks, task];
    this.#options.onChange();
  }

  /** Notes when all is as it should be. */
  #settle(): void {
    const primary = this.#primary;
    const live = this.#tasks.filter(({ ending }) => !ending);
    if (primary.rolloutState === 'FAILED' || live.length !== this.#desiredCount) return;
    if (!live.every((task) => task.startedBy === primary.id && task.serving)) return;
    if (primary.rolloutState === 'IN_PROGRESS') {
      primary.complete(this.#clock.nowMs());
      this.#events.add(`deployment ${primary.id} deployment completed.`);
      this.#options.onChange();
    }
    this.#completed = primary;
    if (this.#steady) return;
    this.#steady = true;
    this.#events.add('has reached a steady state.');
  }

  #after(ms: number): void {
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(cancel);
      this.#schedule();
    });
    this.#timers.add(cancel);
  }
}

function withServing(task: Task): { readonly task: Task; readonly serving: boolean; readonly startedAtMs: number } {
  return { task, serving: task.serving, startedAtMs: task.startedAtMs };
}

function isProven({ runningAtMs }: Task, nowMs: number): boolean {
  return runningAtMs !== undefined && nowMs - runningAtMs >= provenMs;
}

function isFailure(code: StopCode | undefined): boolean {
  return code === 'TaskFailedToStart' || code === 'EssentialContainerExited';
}
