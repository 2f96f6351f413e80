import { type Service } from './service';
import { type Task } from './task';

/** A task with where it runs and on whose account. */
export interface PlacedTask {
  readonly task: Task;
  readonly clusterArn: string;
  /** `service:<name>`, or what the caller of RunTask gave. */
  readonly group: string;
}

export function ofService({ definition }: Service, task: Task): PlacedTask {
  return { task, clusterArn: definition.clusterArn, group: `service:${definition.name}` };
}
