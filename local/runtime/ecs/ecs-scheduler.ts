import { type EcsServices, type EcsServiceStatus, type ServiceChange } from './ecs-services';
import { ofService, type PlacedTask } from './placed-task';
import { type Service } from './service';
import { StandAloneTasks } from './stand-alone-tasks';
import { type TaskDefinitions } from './task-definitions';

/** The running services of all deployments, and the tasks beside them. */
export class EcsScheduler implements EcsServices {
  readonly standAlone = new StandAloneTasks(() => this.changed());
  readonly #services: Service[] = [];
  readonly #definitions = new Map<string, TaskDefinitions>();
  readonly #listeners = new Set<() => void>();

  /** @param definitions those of the account and region that the service is in */
  add(service: Service, definitions: TaskDefinitions): void {
    this.#services.push(service);
    this.#definitions.set(service.definition.arn, definitions);
  }

  get services(): readonly Service[] {
    return this.#services;
  }

  list(): readonly EcsServiceStatus[] {
    return this.#services.map((service) => service.status());
  }

  /** The service with this name or ARN, in a cluster given by its name or ARN. */
  find(cluster: string, name: string): Service | undefined {
    const clusterName = cluster.replace(/^.*:cluster\//, '');
    return this.#services.find(
      ({ definition }) => definition.cluster === clusterName && [definition.name, definition.arn].includes(name),
    );
  }

  /** All tasks, those of services first. */
  get tasks(): readonly PlacedTask[] {
    const ofServices = this.#services.flatMap((service) => service.tasks.map((task) => ofService(service, task)));
    return [...ofServices, ...this.standAlone.all];
  }

  /** The task with this id or ARN. */
  findTask(idOrArn: string): PlacedTask | undefined {
    const id = idOrArn.slice(idOrArn.lastIndexOf('/') + 1);
    return this.tasks.find(({ task }) => task.taskId === id);
  }

  async stopTask(taskId: string, reason = 'Task stopped by user'): Promise<void> {
    const found = this.findTask(taskId);
    if (found === undefined) throw new Error(`ecs: there is no task ${taskId}`);
    await found.task.stop('UserInitiated', reason);
  }

  updateService(cluster: string, name: string, { desiredCount, taskDefinition }: ServiceChange): void {
    const service = this.find(cluster, name);
    if (service === undefined) throw new Error(`ecs: cluster ${cluster} has no service ${name}`);
    const definition =
      taskDefinition === undefined ? undefined : this.#definitions.get(service.definition.arn)?.get(taskDefinition);
    if (taskDefinition !== undefined && definition === undefined) {
      throw new Error(`ecs: there is no task definition ${taskDefinition}`);
    }
    if (desiredCount !== undefined && (!Number.isInteger(desiredCount) || desiredCount < 0)) {
      throw new Error(`ecs: desiredCount must be an integer from 0, got ${desiredCount}`);
    }
    service.update({
      ...(desiredCount === undefined ? {} : { desiredCount }),
      ...(definition === undefined ? {} : { definition }),
    });
  }

  onChange(listener: () => void): () => void {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Ends all tasks within `limitMs`, without a drain. */
  async close(limitMs: number): Promise<void> {
    await Promise.all([...this.#services, this.standAlone].map((one) => one.close(limitMs)));
  }

  /** Tells whoever listens that something changed. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
