import { type PlacedTask } from './placed-task';
import { type StopCode, Task, type TaskOptions } from './task';

export interface StandAloneTask extends Omit<PlacedTask, 'task'> {
  /** What the task is made of; it is registered with no target group. */
  readonly task: Omit<TaskOptions, 'registrations' | 'onChange'>;
}

/** Stopped tasks that are still described. */
const keptStopped = 100;

/** Tasks that no service keeps: each runs once, to its end. */
export class StandAloneTasks {
  #tasks: readonly PlacedTask[] = [];
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Running ones and those that stopped lately. */
  get all(): readonly PlacedTask[] {
    return this.#tasks;
  }

  run({ task: options, ...place }: StandAloneTask): PlacedTask {
    const task = new Task({ ...options, registrations: [], onChange: this.#onChange });
    const placed = { ...place, task };
    const stopped = this.#tasks.filter((one) => one.task.status === 'STOPPED');
    const dropped = new Set(stopped.slice(0, Math.max(0, stopped.length - keptStopped)));
    this.#tasks = [...this.#tasks.filter((one) => !dropped.has(one)), placed];
    return placed;
  }

  /** Ends all of them, within `limitMs`. */
  async close(limitMs: number): Promise<void> {
    const code: StopCode = 'ServiceSchedulerInitiated';
    const running = this.#tasks.filter(({ task }) => task.status !== 'STOPPED');
    await Promise.all(running.map(({ task }) => task.stop(code, 'The runtime ends', { drain: false, limitMs })));
  }
}
