import { type EcsServices, type EcsServiceStatus } from '../runtime/ecs/ecs-services';
import { RequestError } from './request-body';

/** What a page may ask for, by the last part of its path. */
export type ServiceAction = 'stop' | 'start' | 'stop-task';

type Body = Readonly<Record<string, unknown>>;

function textOf(body: Body, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value !== '') return value;
  throw new RequestError(400, `${field}: must be a text that is not empty, got ${JSON.stringify(value) ?? 'nothing'}`);
}

function keyOf({ cluster, serviceName }: Pick<EcsServiceStatus, 'cluster' | 'serviceName'>): string {
  return `${cluster}/${serviceName}`;
}

/** Stops and starts the services that run here, and stops their tasks, as a page asks. */
export class ServiceControl {
  /** The last desired count of each service that was not 0. */
  readonly #counts = new Map<string, number>();
  readonly #unsubscribe: () => void;

  /** @param ecs undefined where no service is deployed */
  constructor(private readonly ecs: EcsServices | undefined) {
    this.#remember();
    // At once with each change: what is stopped from elsewhere starts again as it was, too.
    this.#unsubscribe = ecs?.onChange(() => this.#remember()) ?? (() => undefined);
  }

  /** Tasks that a start of the service brings: those it had before it was stopped, 1 where that is not known. */
  startCountOf(service: EcsServiceStatus): number {
    return service.desiredCount > 0 ? service.desiredCount : (this.#counts.get(keyOf(service)) ?? 1);
  }

  /**
   * Does what `action` says to the service `{"cluster","service"}` or the task `{"taskId"}` in `body`.
   * @returns the desired count that the service has now; for a task when its programs have ended
   * @throws RequestError 400 for another body, 404 for what does not run here, 409 for what cannot be done as it is now
   */
  async run(action: ServiceAction, body: Body): Promise<{ readonly desiredCount: number }> {
    if (action === 'stop-task') return this.#stopTask(textOf(body, 'taskId'));
    const service = this.#find(textOf(body, 'cluster'), textOf(body, 'service'));
    const { cluster, serviceName, image } = service;
    if (action === 'start' && image === undefined) {
      throw new RequestError(409, `service ${serviceName}: its repository has no image to start; release one first`);
    }
    const desiredCount = action === 'stop' ? 0 : this.startCountOf(service);
    if (desiredCount !== service.desiredCount) this.ecs?.updateService(cluster, serviceName, { desiredCount });
    return { desiredCount };
  }

  close(): void {
    this.#unsubscribe();
  }

  async #stopTask(taskId: string): Promise<{ readonly desiredCount: number }> {
    const service = this.#list().find(({ tasks }) => tasks.some((task) => task.taskId === taskId));
    const task = service?.tasks.find((other) => other.taskId === taskId);
    if (this.ecs === undefined || service === undefined || task === undefined) {
      throw new RequestError(404, `taskId: no service has a task ${JSON.stringify(taskId)}`);
    }
    if (task.lastStatus === 'STOPPED') throw new RequestError(409, `task ${taskId}: has stopped already`);
    await this.ecs.stopTask(taskId);
    return { desiredCount: service.desiredCount };
  }

  #find(cluster: string, name: string): EcsServiceStatus {
    const services = this.#list();
    const found = services.find((service) => service.cluster === cluster && service.serviceName === name);
    if (found !== undefined) return found;
    const known = services.map(keyOf).join(', ') || 'none';
    throw new RequestError(404, `service: must be one of ${known}, got ${JSON.stringify(`${cluster}/${name}`)}`);
  }

  #list(): readonly EcsServiceStatus[] {
    return this.ecs?.list() ?? [];
  }

  #remember(): void {
    for (const service of this.#list()) {
      if (service.desiredCount > 0) this.#counts.set(keyOf(service), service.desiredCount);
    }
  }
}
