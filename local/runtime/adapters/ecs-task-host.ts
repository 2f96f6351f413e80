import { readImage } from '../ecs/image-store';
import { levelOf } from '../ecs/log-lines';
import { logStreamOf } from '../ecs/log-stream-of';
import { type TaskAddresses } from '../ecs/task-addresses';
import { type TaskHost } from '../ecs/task-host';
import { type TaskLogs } from '../ecs/task-logs';
import { type AdapterContext } from './adapter';
import { awsEndpoints } from './aws-endpoint';
import { loadBalancers } from './load-balancing';
import { type Place } from './place';
import { parameterStores } from './ssm';

/** Whose tasks they are: a service, or a call of RunTask. */
export interface TaskOwner {
  /** For people and for lines without a log group, such as `<cluster>/<service>`. */
  readonly name: string;
  readonly subnetIds: readonly string[];
}

/** What all tasks of a place share. */
export interface TaskPlace {
  readonly place: Place;
  readonly addresses: TaskAddresses;
  readonly logs: TaskLogs;
}

/** What tasks find on this machine. */
export function ecsTaskHost(
  { name: owner, subnetIds }: TaskOwner,
  { place, addresses, logs }: TaskPlace,
  context: AdapterContext,
): TaskHost {
  const { clock, events, services: registry } = context;
  const balancers = registry.find(loadBalancers);
  const endpoint = registry.find(awsEndpoints)?.(place);
  const store = registry.find(parameterStores)?.(place);
  const vpcId = vpcOf(subnetIds, context);
  if (endpoint === undefined) throw new Error(`${owner}: nothing stands in for AWS in its region`);
  return {
    clock,
    region: place.region,
    addresses,
    loadBalancers: balancers,
    names: () => (vpcId === undefined ? {} : (balancers?.namesIn(vpcId) ?? {})),
    image: (digest) => readImage(context.imagesDirectory, digest),
    secret: (valueFrom) => {
      const parameter = store?.get(valueFrom);
      if (parameter === undefined) throw new Error(`there is no parameter ${valueFrom}`);
      return parameter.value;
    },
    endpointUrl: endpoint.url,
    caFile: balancers?.caFile ?? context.front.caFile,
    machine: context.environment,
    log: (container, line, taskId) => {
      const stream = logStreamOf(container, taskId);
      if (stream !== undefined) logs.append(stream.group, stream.stream, { atMs: clock.nowMs(), message: line });
      const source = stream?.group ?? `${owner}/${container.name}`;
      events.emit({ kind: 'log', at: clock.nowMs(), source, level: levelOf(line), message: line });
    },
  };
}

/** The VPC that a subnet is in, by the state of its stack. */
function vpcOf(subnetIds: readonly string[], context: AdapterContext): string | undefined {
  for (const { resource } of context.resources('aws_subnet')) {
    const { id, vpc_id: vpcId } = resource.attributes;
    if (typeof id === 'string' && subnetIds.includes(id) && typeof vpcId === 'string') return vpcId;
  }
  return undefined;
}
