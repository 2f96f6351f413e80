import { type Clock } from '../clock';
import { type LocalNames } from '../load-balancing/load-balancers';
import { ContainerProcess } from './container-process';
import { type TaskHealth } from './ecs-services';
import { HealthMonitor } from './health-monitor';
import { type LocalImage } from './image-store';
import { type ContainerDefinition } from './task-definition';

export interface ContainerOptions {
  readonly definition: ContainerDefinition;
  readonly image: LocalImage;
  readonly environment: Readonly<Record<string, string>>;
  readonly names: LocalNames;
  readonly clock: Clock;
  readonly onLine: (line: string) => void;
  /** Called when the program ended or its health changed. */
  readonly onChange: () => void;
}

/** ECS waits this long between SIGTERM and SIGKILL unless the definition says otherwise. */
const defaultStopTimeoutSeconds = 30;

/** A running container of a task: its program and the checks of its health. */
export class Container {
  readonly #options: ContainerOptions;
  readonly #process: ContainerProcess;
  readonly #monitor: HealthMonitor | undefined;
  readonly #checks = new Set<ContainerProcess>();
  #exitCode: number | undefined;
  #failure: string | undefined;

  constructor(options: ContainerOptions) {
    this.#options = options;
    const { definition, image, clock, onChange } = options;
    const command = [...(definition.entryPoint ?? []), ...(definition.command ?? [])];
    this.#process = this.#run(command.length === 0 ? image.command : command, options.onLine);
    const { healthCheck } = definition;
    if (healthCheck && healthCheck.command[0] !== 'NONE') {
      const run = (timeoutMs: number) => this.#check(healthCheck.command, timeoutMs);
      this.#monitor = new HealthMonitor({ check: healthCheck, clock, run, onChange });
    }
    void this.#process.exited.then(({ code, failure }) => {
      this.#exitCode = code;
      this.#failure = failure;
      this.#monitor?.close();
      for (const check of this.#checks) check.signal('SIGKILL');
      onChange();
    });
  }

  get definition(): ContainerDefinition {
    return this.#options.definition;
  }

  get pid(): number | undefined {
    return this.#exitCode === undefined ? this.#process.pid : undefined;
  }

  /** Undefined while it runs. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Why its program could not be started. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** `UNKNOWN` without a health check. */
  get health(): TaskHealth {
    return this.#monitor?.health ?? 'UNKNOWN';
  }

  get hasHealthCheck(): boolean {
    return this.#monitor !== undefined;
  }

  /**
   * The image's signal, and SIGKILL after `stopTimeout` or `limitMs`, whichever is sooner; resolves when the program has
   * ended.
   */
  async stop(limitMs = Infinity): Promise<void> {
    const { clock, definition, image } = this.#options;
    this.#monitor?.close();
    const waitMs = Math.min(limitMs, (definition.stopTimeout ?? defaultStopTimeoutSeconds) * 1000);
    const cancel = clock.after(waitMs, () => this.#process.signal('SIGKILL'));
    if (this.#exitCode === undefined) this.#process.signal(image.stopSignal ?? 'SIGTERM');
    await this.#process.exited;
    cancel();
  }

  /** Ends the program now. */
  kill(): void {
    this.#process.signal('SIGKILL');
  }

  #run(command: readonly string[], onLine: (line: string) => void): ContainerProcess {
    const { image, environment, names } = this.#options;
    return new ContainerProcess({ command, directory: image.directory, environment, names, onLine });
  }

  async #check([kind = '', ...words]: readonly string[], timeoutMs: number): Promise<boolean> {
    const command = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : kind === 'CMD' ? words : [kind, ...words];
    const check = this.#run(command, () => undefined);
    this.#checks.add(check);
    const cancel = this.#options.clock.after(timeoutMs, () => check.signal('SIGKILL'));
    const { code } = await check.exited;
    cancel();
    this.#checks.delete(check);
    return code === 0;
  }
}
