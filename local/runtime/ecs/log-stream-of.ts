import { type ContainerDefinition } from './task-definition';

/** Log group and stream that the awslogs driver writes the lines of a container of a task to; undefined without it. */
export function logStreamOf(
  { name, logConfiguration }: ContainerDefinition,
  taskId: string,
): { readonly group: string; readonly stream: string } | undefined {
  const group = logConfiguration?.options?.['awslogs-group'];
  if (group === undefined) return undefined;
  const prefix = logConfiguration?.options?.['awslogs-stream-prefix'];
  return { group, stream: prefix === undefined ? taskId : `${prefix}/${name}/${taskId}` };
}
