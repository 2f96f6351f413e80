import { type EcsServices, type EcsServiceStatus, type EcsTask } from '../../local/runtime/ecs/ecs-services';
import { type RuntimeEvents } from '../../local/runtime/events';
import {
  type LoadBalancers,
  type LocalListener,
  type TargetHealth,
} from '../../local/runtime/load-balancing/load-balancers';

export const cluster = 'gateway-stg';
const arnOf = (kind: string, name: string): string =>
  `arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:${kind}/${name}/0123456789abcdef`;
export const groupArnOf = (service: string): string => arnOf('targetgroup', service);

interface Service {
  readonly name: string;
  readonly stackId: string;
  readonly image?: string;
  desiredCount: number;
  tasks: EcsTask[];
}

/** Two services of one cluster behind two load balancers, without a process: what is asked for is so at once. */
export class InMemoryServices {
  readonly #services: Service[] = [];
  readonly #health = new Map<string, TargetHealth[]>();
  readonly #onChange = new Set<() => void>();
  readonly #onHealth = new Set<(arn: string, health: TargetHealth) => void>();
  /** A stop of a task waits for this, as it waits for open requests. */
  drained: Promise<void> = Promise.resolve();
  #lastTask = 0;

  constructor(
    private readonly events: RuntimeEvents,
    private readonly nowMs: () => number = Date.now,
  ) {
    const image = `111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/gateway-microservice-stg@sha256:${'ab12'.repeat(16)}`;
    this.#add({ name: 'gateway-users-stg', stackId: 'gateway-services-stg', image, desiredCount: 2, tasks: [] });
    this.#add({ name: 'gateway-proxy-stg', stackId: 'gateway-proxy-stg', desiredCount: 0, tasks: [] });
  }

  readonly ecsServices: EcsServices = {
    list: () => this.#services.map((service) => this.#status(service)),
    stopTask: async (taskId, reason = 'Task stopped by user') => {
      const service = this.#services.find(({ tasks }) => tasks.some((task) => task.taskId === taskId));
      if (service === undefined) throw new Error(`ecs: there is no task ${taskId}`);
      this.#setTask(service, taskId, { lastStatus: 'DEACTIVATING' });
      this.#settle(service);
      await this.drained;
      this.#end(service, taskId, reason);
      this.#settle(service);
    },
    updateService: (_, name, { desiredCount = 0 }) => {
      const service = this.#service(name);
      service.desiredCount = desiredCount;
      this.#settle(service);
    },
    onChange: (listener) => {
      this.#onChange.add(listener);
      return () => void this.#onChange.delete(listener);
    },
  };

  readonly loadBalancers: LoadBalancers = {
    registerTarget: (arn, target) => this.#setHealth(arn, { target, state: 'initial' }),
    deregisterTarget: (arn, { host }) => {
      this.#health.set(
        arn,
        this.targets(arn).filter(({ target }) => target.host !== host),
      );
      return Promise.resolve();
    },
    targetHealth: (arn) => this.targets(arn),
    onTargetHealth: (listener) => {
      this.#onHealth.add(listener);
      return () => void this.#onHealth.delete(listener);
    },
    namesIn: () => ({}),
    caFile: '/dev/null',
    listeners: [
      listener('gateway-public-stg', 443, 'HTTPS', 8000, 'http://localhost:8000'),
      listener('gateway-public-stg', 80, 'HTTP', 8001, 'http://localhost:8001'),
      listener('gateway-services-nlb-stg', 443, 'TCP', 43210),
    ],
  };

  /** Listeners that have not been taken away. */
  get listenerCount(): number {
    return this.#onChange.size + this.#onHealth.size;
  }

  targets(arn: string): readonly TargetHealth[] {
    const found = this.#health.get(arn);
    if (found === undefined) throw new Error(`load balancing: there is no target group ${arn}`);
    return found;
  }

  /** Takes a target group away, as a broken state would. */
  forget(service: string): void {
    this.#health.delete(groupArnOf(service));
  }

  setHealth(service: string, index: number, state: TargetHealth['state'], reason?: string): void {
    const target = this.targets(groupArnOf(service))[index]?.target;
    if (target === undefined) throw new Error(`in-memory services: ${service} has no target ${index}`);
    this.#setHealth(groupArnOf(service), { target, state, ...(reason === undefined ? {} : { reason }) });
  }

  /** The task ends by itself. */
  fail(service: string, index: number, reason: string): void {
    const task = this.#service(service).tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING')[index];
    if (task === undefined) throw new Error(`in-memory services: ${service} has no task ${index}`);
    this.#end(this.#service(service), task.taskId, reason);
    this.#settle(this.#service(service));
  }

  #add(service: Service): void {
    this.#services.push(service);
    this.#health.set(groupArnOf(service.name), []);
    this.#settle(service);
  }

  #service(name: string): Service {
    const service = this.#services.find((other) => other.name === name);
    if (service === undefined) throw new Error(`ecs: cluster ${cluster} has no service ${name}`);
    return service;
  }

  /** As many tasks as are desired; the first ones end first. */
  #settle(service: Service): void {
    const running = service.tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING');
    for (const { taskId } of running.slice(0, Math.max(0, running.length - service.desiredCount))) {
      this.#end(service, taskId, 'Scaling activity initiated by deployment');
    }
    for (let count = running.length; count < service.desiredCount; count++) {
      const number = ++this.#lastTask;
      const address = { host: `127.64.0.${number}`, port: 8080 };
      service.tasks.push({
        taskId: number.toString(16).padStart(8, '0').padEnd(32, 'e'),
        address,
        lastStatus: 'RUNNING',
        healthStatus: 'HEALTHY',
        startedAtMs: this.nowMs() + number,
        taskDefinition: `arn:aws:ecs:ap-northeast-1:111122223333:task-definition/${service.name}:7`,
        pid: 40_000 + number,
      });
      this.loadBalancers.registerTarget(groupArnOf(service.name), address);
      this.#setHealth(groupArnOf(service.name), { target: address, state: 'healthy' });
    }
    this.#changed();
  }

  #end(service: Service, taskId: string, stoppedReason: string): void {
    const task = service.tasks.find((other) => other.taskId === taskId);
    if (task !== undefined) void this.loadBalancers.deregisterTarget(groupArnOf(service.name), task.address);
    this.#setTask(service, taskId, { lastStatus: 'STOPPED', stoppedReason });
  }

  #setTask(service: Service, taskId: string, change: Partial<EcsTask>): void {
    service.tasks = service.tasks.map((task) => (task.taskId === taskId ? { ...task, ...change } : task));
    this.#changed();
  }

  #setHealth(arn: string, health: TargetHealth): void {
    const isKnown = this.targets(arn).some(({ target }) => target.host === health.target.host);
    const changed = this.targets(arn).map((other) => (other.target.host === health.target.host ? health : other));
    this.#health.set(arn, isKnown ? changed : [...changed, health]);
    for (const listener of this.#onHealth) listener(arn, health);
  }

  #changed(): void {
    for (const listener of this.#onChange) listener();
    this.events.emit({ kind: 'tasks', at: this.nowMs() });
  }

  #status({ name, stackId, image, desiredCount, tasks }: Service): EcsServiceStatus {
    const runningCount = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
    return {
      ...{ stackId, cluster, serviceName: name, desiredCount, runningCount, tasks },
      taskDefinition: `arn:aws:ecs:ap-northeast-1:111122223333:task-definition/${name}:7`,
      ...(image === undefined ? {} : { image }),
      rolloutState: 'COMPLETED',
      targetGroups: [groupArnOf(name)],
    };
  }
}

function listener(name: string, port: number, protocol: string, localPort: number, url?: string): LocalListener {
  return {
    ...{ listenerArn: arnOf('listener', `${name}/${port}`), loadBalancerArn: arnOf('loadbalancer', name) },
    ...{ loadBalancerName: name, stackId: 'gateway-proxy-stg', internal: url === undefined, port, protocol },
    type: protocol === 'TCP' ? 'network' : 'application',
    address: { host: '127.0.0.1', port: localPort },
    ...(url === undefined ? {} : { url }),
  };
}
