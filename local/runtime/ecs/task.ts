import { Container } from './container';
import { dependencyState } from './container-dependencies';
import { type ContainerProvision, provisionContainer } from './container-provision';
import { type EcsTask, type TaskHealth, type TaskStatus } from './ecs-services';
import { type TaskNetwork } from './task-addresses';
import { type ContainerDefinition, isEssential, portsOf, type TaskDefinition } from './task-definition';
import { taskEnvironment } from './task-environment';
import { type TaskHost } from './task-host';
import { type TargetRegistration, TaskTargets } from './task-targets';

export interface TaskOptions {
  readonly taskId: string;
  /** Who started it: the id of the deployment for a task of a service. */
  readonly startedBy: string;
  readonly definition: TaskDefinition;
  readonly registrations: readonly TargetRegistration[];
  readonly host: TaskHost;
  /** Called whenever its status or health changed. */
  readonly onChange: (task: Task) => void;
}

/** How a task is ended; by default its targets drain and each container has its own `stopTimeout`. */
export interface StopOptions {
  /** Whether open requests to its targets may end first. @default true */
  readonly drain?: boolean;
  /** Milliseconds from SIGTERM to SIGKILL at most. @default Infinity */
  readonly limitMs?: number;
}

/** ECS' codes of why a task stopped. */
export type StopCode = 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'ServiceSchedulerInitiated';

/** A task that nothing checks is taken to serve once it has run this long. */
export const uncheckedMs = 1000;

/** One copy of a task definition: its containers as processes, on an address of its own. */
export class Task {
  readonly #options: TaskOptions;
  readonly #containers = new Map<string, Container>();
  readonly #provisions = new Map<string, ContainerProvision>();
  /** The target groups that it is registered with while it runs. */
  readonly targets: TaskTargets;
  readonly startedAtMs: number;
  #runningAtMs: number | undefined;
  #stoppedAtMs: number | undefined;
  #status: TaskStatus = 'PROVISIONING';
  #network: TaskNetwork | undefined;
  #stop: { readonly code: StopCode; readonly reason: string } | undefined;
  #ended: Promise<void> | undefined;

  /** Begins at once; what goes wrong becomes its `stoppedReason`. */
  constructor(options: TaskOptions) {
    this.#options = options;
    this.targets = new TaskTargets(options.host.loadBalancers);
    this.startedAtMs = options.host.clock.nowMs();
    void this.#provision();
  }

  get taskId(): string {
    return this.#options.taskId;
  }

  get startedBy(): string {
    return this.#options.startedBy;
  }

  get definition(): TaskDefinition {
    return this.#options.definition;
  }

  get status(): TaskStatus {
    return this.#status;
  }

  /** When all containers had started; undefined before. */
  get runningAtMs(): number | undefined {
    return this.#runningAtMs;
  }

  get stoppedAtMs(): number | undefined {
    return this.#stoppedAtMs;
  }

  get stopCode(): StopCode | undefined {
    return this.#stop?.code;
  }

  get stoppedReason(): string | undefined {
    return this.#stop?.reason;
  }

  /** Whether it was asked to stop, or had to. */
  get ending(): boolean {
    return this.#stop !== undefined;
  }

  /** The containers that have been started, by name. */
  get containers(): ReadonlyMap<string, Container> {
    return this.#containers;
  }

  /** That of its essential containers with a check: the worst of them. */
  get health(): TaskHealth {
    const checked = this.#options.definition.containers.filter((one) => isEssential(one) && one.healthCheck);
    const healths = checked.map(({ name }) => this.#containers.get(name)?.health ?? 'UNKNOWN');
    if (healths.includes('UNHEALTHY')) return 'UNHEALTHY';
    return healths.length === 0 || healths.includes('UNKNOWN') ? 'UNKNOWN' : 'HEALTHY';
  }

  /** Whether it runs, its checks succeed and its target groups send requests to it. */
  get serving(): boolean {
    const { host } = this.#options;
    if (this.#status !== 'RUNNING' || this.#runningAtMs === undefined) return false;
    const isChecked = [...this.#containers.values()].some((one) => isEssential(one.definition) && one.hasHealthCheck);
    if (isChecked && this.health !== 'HEALTHY') return false;
    if (!isChecked && this.targets.isEmpty) return host.clock.nowMs() - this.#runningAtMs >= uncheckedMs;
    return this.targets.healths.every(({ health }) => health?.state === 'healthy');
  }

  describe(): EcsTask {
    const main = [...this.#containers.values()].find(({ definition }) => isEssential(definition));
    const [port] = portsOf(this.#options.definition);
    return {
      taskId: this.taskId,
      address: { host: this.#network?.host ?? '', port: this.#network?.portOf(port ?? 0) ?? 0 },
      lastStatus: this.#status,
      healthStatus: this.health,
      startedAtMs: this.startedAtMs,
      taskDefinition: this.#options.definition.arn,
      ...(this.#stop === undefined ? {} : { stoppedReason: this.#stop.reason }),
      ...(main?.pid === undefined ? {} : { pid: main.pid }),
    };
  }

  /** Ends the task; resolves when its processes are gone. A later call hastens the first when it drains no more. */
  stop(code: StopCode, reason: string, options: StopOptions = {}): Promise<void> {
    if (this.#ended === undefined) {
      this.#stop = { code, reason };
      this.#ended = this.#end(options);
      this.#changed();
    } else if (options.drain === false && this.#status !== 'STOPPED') {
      // Its first call may still be draining.
      return this.#stopContainers(options.limitMs);
    }
    return this.#ended;
  }

  /** Ends its programs now. */
  kill(): void {
    for (const container of this.#containers.values()) container.kill();
  }

  async #provision(): Promise<void> {
    const { definition, host } = this.#options;
    try {
      for (const container of definition.containers) {
        this.#provisions.set(container.name, await provisionContainer(container, host));
      }
      const network = await host.addresses.take(portsOf(definition));
      if (this.ending) return network.release();
      this.#network = network;
      this.#advance();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void this.stop('TaskFailedToStart', reason, { drain: false });
    }
  }

  /** Starts what may start now, and ends the task when it cannot go on. */
  #advance(): void {
    if (this.ending) return;
    for (const container of this.#containers.values()) {
      const { definition, exitCode, failure } = container;
      if (exitCode === undefined || !isEssential(definition)) continue;
      const failed = failure === undefined ? `exit code ${exitCode}` : `CannotStartContainerError: ${failure}`;
      const code = failure === undefined ? 'EssentialContainerExited' : 'TaskFailedToStart';
      void this.stop(code, `Essential container in task exited: ${definition.name}, ${failed}`, { drain: false });
      return;
    }
    // Each start may be all that another waits for.
    while (this.#startNext());
    if (this.#status === 'PROVISIONING' && this.#containers.size === this.#options.definition.containers.length) {
      this.#run();
    }
    this.#changed();
  }

  /** Starts one of the containers that may start; false when there is none. */
  #startNext(): boolean {
    const waiting = this.#options.definition.containers.filter(({ name }) => !this.#containers.has(name));
    for (const definition of waiting) {
      const states = (definition.dependsOn ?? []).map(({ containerName, condition }) =>
        dependencyState(this.#containers.get(containerName), condition),
      );
      if (states.includes('impossible')) {
        const dependencies = JSON.stringify(definition.dependsOn);
        const reason = `Dependency of container ${definition.name} cannot be satisfied: ${dependencies}`;
        void this.stop('TaskFailedToStart', reason, { drain: false });
        return false;
      }
      if (states.every((state) => state === 'met')) {
        this.#startContainer(definition);
        return true;
      }
    }
    return false;
  }

  #startContainer(definition: ContainerDefinition): void {
    const { host } = this.#options;
    const provision = this.#provisions.get(definition.name);
    const network = this.#network;
    if (provision === undefined || network === undefined) throw new Error(`${definition.name}: is not provisioned`);
    const { image, secrets } = provision;
    const container = new Container({
      definition,
      image,
      environment: taskEnvironment(definition, { ...host, network, secrets }),
      names: host.names(),
      clock: host.clock,
      onLine: (line) => host.log(definition, line, this.taskId),
      onChange: () => this.#advance(),
    });
    this.#containers.set(definition.name, container);
  }

  #run(): void {
    const { host, registrations } = this.#options;
    this.#status = 'RUNNING';
    this.#runningAtMs = host.clock.nowMs();
    try {
      if (this.#network !== undefined) this.targets.register(registrations, this.#network);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void this.stop('TaskFailedToStart', reason, { drain: false });
    }
  }

  async #end({ drain = true, limitMs }: StopOptions): Promise<void> {
    const { host } = this.#options;
    const drains = drain && !this.targets.isEmpty;
    const drained = this.targets.drain();
    if (drains) {
      this.#status = 'DEACTIVATING';
      await drained;
    }
    this.#status = 'STOPPING';
    this.#changed();
    await this.#stopContainers(limitMs);
    this.#network?.release();
    this.#stoppedAtMs = host.clock.nowMs();
    this.#status = 'STOPPED';
    this.#changed();
  }

  /** Those that depend on another end before it. */
  async #stopContainers(limitMs: number | undefined): Promise<void> {
    for (const container of [...this.#containers.values()].reverse()) await container.stop(limitMs);
  }

  #changed(): void {
    this.#options.onChange(this);
  }
}
