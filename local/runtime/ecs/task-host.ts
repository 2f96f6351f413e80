import { type Clock } from '../clock';
import { type LoadBalancers, type LocalNames } from '../load-balancing/load-balancers';
import { type LocalImage } from './image-store';
import { type TaskAddresses } from './task-addresses';
import { type ContainerDefinition } from './task-definition';

/** What the tasks of a service find on this machine. */
export interface TaskHost {
  readonly clock: Clock;
  readonly region: string;
  readonly addresses: TaskAddresses;
  /** Absent when no load balancer is deployed. */
  readonly loadBalancers: LoadBalancers | undefined;
  /** Names of the VPC that the tasks are in. */
  names(): LocalNames;
  /** @throws ImageError */
  image(digest: string): Promise<LocalImage>;
  /** The value of a secret, by ARN or parameter name. @throws Error when there is none */
  secret(valueFrom: string): string;
  readonly endpointUrl: string;
  /** Certificate in PEM that the tasks trust. */
  readonly caFile: string;
  /** Environment of this process. */
  readonly machine: Readonly<Record<string, string | undefined>>;
  /** A line that a container of a task wrote. */
  log(container: ContainerDefinition, line: string, taskId: string): void;
}
