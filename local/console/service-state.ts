import { type Edge } from '../runtime/cloudfront/edge';
import { type EcsServices, type EcsServiceStatus, type EcsTask } from '../runtime/ecs/ecs-services';
import { type LoadBalancers, type TargetAddress } from '../runtime/load-balancing/load-balancers';
import {
  type ConsoleLoadBalancer,
  type ConsoleService,
  type ConsoleTargetGroup,
  type ConsoleTask,
  type ServicesState,
} from './protocol';

const shownStoppedTasks = 3;

export interface ServiceSources {
  /** Absent where no service is deployed. */
  readonly ecsServices?: EcsServices;
  /** Absent where no load balancer is deployed. */
  readonly loadBalancers?: LoadBalancers;
  /** Absent where no distribution is deployed. */
  readonly edge?: Pick<Edge, 'distributions'>;
}

/** All that the page shows of services, load balancers and distributions but rates, read anew. @param startCountOf tasks after a start */
export function readServices(
  { ecsServices, loadBalancers, edge }: ServiceSources,
  startCountOf: (service: EcsServiceStatus) => number,
): ServicesState {
  return {
    services: (ecsServices?.list() ?? []).map((service) =>
      consoleService(service, startCountOf(service), loadBalancers),
    ),
    loadBalancers: loadBalancersOf(loadBalancers),
    distributions: (edge?.distributions ?? []).map(({ id, stackId, aliases, url }) => ({ id, stackId, aliases, url })),
  };
}

function consoleService(
  service: EcsServiceStatus,
  startCount: number,
  loadBalancers: LoadBalancers | undefined,
): ConsoleService {
  const { stackId, cluster, serviceName, desiredCount, runningCount, rolloutState, image, tasks } = service;
  const stopped = tasks.filter(({ lastStatus }) => lastStatus === 'STOPPED');
  return {
    ...{ stackId, cluster, serviceName, desiredCount, runningCount, rolloutState, startCount },
    taskDefinition: lastPart(service.taskDefinition),
    ...(image === undefined ? {} : { image }),
    tasks: tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED').map(consoleTask),
    stoppedTasks: stopped
      .toSorted((a, b) => b.startedAtMs - a.startedAtMs)
      .slice(0, shownStoppedTasks)
      .map(consoleTask),
    targetGroups: service.targetGroups.map((arn) => targetGroup(arn, loadBalancers)),
  };
}

function consoleTask({ address, taskDefinition, ...task }: EcsTask): ConsoleTask {
  return { ...task, address: textOf(address), taskDefinition: lastPart(taskDefinition) };
}

function targetGroup(arn: string, loadBalancers: LoadBalancers | undefined): ConsoleTargetGroup {
  // arn:aws:elasticloadbalancing:<region>:<account>:targetgroup/<name>/<id>
  const name = arn.split('/')[1] ?? arn;
  try {
    const targets = (loadBalancers?.targetHealth(arn) ?? []).map(({ target, ...health }) => ({
      ...health,
      address: textOf(target),
    }));
    return { arn, name, targets };
  } catch (error) {
    // One group that is not there must not hide the rest.
    return { arn, name, targets: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

function loadBalancersOf(loadBalancers: LoadBalancers | undefined): readonly ConsoleLoadBalancer[] {
  const listeners = loadBalancers?.listeners ?? [];
  const arns = [...new Set(listeners.map(({ loadBalancerArn }) => loadBalancerArn))];
  return arns.flatMap((arn) => {
    const own = listeners.filter(({ loadBalancerArn }) => loadBalancerArn === arn);
    const [first] = own;
    if (first === undefined) return [];
    const { loadBalancerName: name, stackId, type, internal } = first;
    return {
      ...{ arn, name, stackId, type, internal },
      listeners: own
        .toSorted((a, b) => a.port - b.port)
        .map(({ listenerArn, port, protocol, address, url }) => ({
          ...{ arn: listenerArn, port, protocol, address: textOf(address) },
          ...(url === undefined ? {} : { url }),
        })),
    };
  });
}

/** `<host>:<port>`, an IPv6 address in brackets. */
function textOf({ host, port }: TargetAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** `gateway-users-stg:7` of `arn:aws:ecs:…:task-definition/gateway-users-stg:7` */
function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
