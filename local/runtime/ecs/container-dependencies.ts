import { type Container } from './container';
import { type ContainerDefinition } from './task-definition';

type Condition = NonNullable<ContainerDefinition['dependsOn']>[number]['condition'];

/** Whether what a container waits for has come, may come, or cannot come any more. */
export function dependencyState(
  container: Container | undefined,
  condition: Condition,
): 'met' | 'waiting' | 'impossible' {
  if (container === undefined) return 'waiting';
  const { exitCode, health } = container;
  switch (condition) {
    case 'START':
      return 'met';
    case 'COMPLETE':
      return exitCode === undefined ? 'waiting' : 'met';
    case 'SUCCESS':
      return exitCode === undefined ? 'waiting' : exitCode === 0 ? 'met' : 'impossible';
    case 'HEALTHY':
      if (health === 'HEALTHY') return 'met';
      return health === 'UNHEALTHY' || exitCode !== undefined || !container.hasHealthCheck ? 'impossible' : 'waiting';
  }
}
