import { type EcsServices, type EcsServiceStatus, type ServiceChange } from './ecs-services';
import { type Service } from './service';
import { type Task } from './task';
import { type TaskDefinitions } from './task-definitions';

/** The running services of all deployments. */
export class EcsScheduler implements EcsServices {
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

  /** The task with this id or ARN, with its service. */
  findTask(idOrArn: string): { readonly service: Service; readonly task: Task } | undefined {
    const id = idOrArn.slice(idOrArn.lastIndexOf('/') + 1);
    for (const service of this.#services) {
      const task = service.tasks.find(({ taskId }) => taskId === id);
      if (task !== undefined) return { service, task };
    }
    return undefined;
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
    await Promise.all(this.#services.map((service) => service.close(limitMs)));
  }

  /** Tells whoever listens that something changed. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
