import { AccountChanges } from '../ecs/account-changes';
import { autoScalingApi } from '../ecs/api/auto-scaling-api';
import { ecrApi } from '../ecs/api/ecr-api';
import { ecsApi } from '../ecs/api/ecs-api';
import { logsApi } from '../ecs/api/logs-api';
import { EcsScheduler } from '../ecs/ecs-scheduler';
import { type EcsServices } from '../ecs/ecs-services';
import { readScalableTarget } from '../ecs/scalable-targets';
import { Service } from '../ecs/service';
import { readServiceDefinition, type ServiceDefinition } from '../ecs/service-definition';
import { TaskAddresses } from '../ecs/task-addresses';
import { type TaskDefinition } from '../ecs/task-definition';
import { readTaskDefinition, TaskDefinitions } from '../ecs/task-definitions';
import { TaskLogs } from '../ecs/task-logs';
import { type Adapter, type AdapterContext } from './adapter';
import { awsEndpoints } from './aws-endpoint';
import { clusterType, readClusters, serviceType } from './ecs-resources';
import { ecsTaskHost } from './ecs-task-host';
import { loadBalancers } from './load-balancing';
import { placeOfArn, placesOf } from './place';
import { ServiceKey } from './service-registry';

/** The services of the deployed clusters. */
export const ecsServices = new ServiceKey<EcsServices>('ECS services');

const definitionType = 'aws_ecs_task_definition';
const targetType = 'aws_appautoscaling_target';
const repositoryType = 'aws_ecr_repository';

/** All programs must have ended this long after the runtime is asked to. */
const closeLimitMs = 2500;

/** The deployed ECS services: their tasks as processes, and the part of the APIs of ECS, ECR and scaling around them. */
export const ecs: Adapter = {
  name: 'ecs',
  types: [clusterType, serviceType, definitionType, targetType, repositoryType],
  needs: ['load-balancing', 'aws-endpoint', 'dynamodb', 'ssm'],
  start: (context) => {
    startServices(context);
    return Promise.resolve();
  },
};

function startServices(context: AdapterContext): void {
  const { clock, events, services: registry } = context;
  const scheduler = new EcsScheduler();
  // All at once: one after the other they could take too long.
  context.keep({ close: () => scheduler.close(closeLimitMs) });
  scheduler.onChange(() => events.emit({ kind: 'tasks', at: clock.nowMs() }));
  // Runtimes that share this machine begin at addresses far apart.
  const addresses = new TaskAddresses((process.pid * 256) % 2 ** 22);
  const newId = (digits: number): string =>
    Buffer.from(context.randomBytes(Math.ceil(digits / 2)))
      .toString('hex')
      .slice(0, digits);
  const clusters = readClusters(context);
  for (const place of placesOf(clusters)) {
    const here = (arn: unknown, where: string): boolean => placeOfArn(arn, where).id === place.id;
    const tasks = { place, addresses, logs: new TaskLogs() };
    const account = new AccountChanges(context.account, place);
    const definitions = new TaskDefinitions(place, (family) => account.taskDefinitions(family));
    for (const { resource } of context.resources(definitionType)) {
      if (here(resource.attributes.arn, resource.address)) definitions.add(readTaskDefinition(resource));
    }
    for (const { resource, deployment } of context.resources(serviceType)) {
      if (!here(resource.attributes.id, resource.address)) continue;
      const definition = readServiceDefinition(resource, deployment.stackId);
      const service = new Service({
        ...startable(definition, definitions, context),
        host: ecsTaskHost(
          { name: `${definition.cluster}/${definition.name}`, subnetIds: definition.subnetIds },
          tasks,
          context,
        ),
        newId,
        record: (change) => account.service(definition.arn, change),
        onChange: () => scheduler.changed(),
        onEvent: (message) =>
          events.emit({
            kind: 'log',
            at: clock.nowMs(),
            source: `ecs/${definition.cluster}`,
            level: 'info',
            message,
          }),
      });
      scheduler.add(service, definitions);
    }
    const endpoint = registry.find(awsEndpoints)?.(place);
    if (endpoint === undefined) throw new Error(`${place.id}: nothing stands in for AWS in its region`);
    endpoint.mountService(
      ecsApi({
        clusters: clusters
          .filter(({ attributes, address }) => here(attributes.arn, address))
          .map(({ attributes }) => String(attributes.name)),
        scheduler,
        definitions,
        runTask: (clusterName, definition, run) => {
          const { subnets = [] } = run.networkConfiguration?.awsvpcConfiguration ?? {};
          const host = ecsTaskHost({ name: clusterName, subnetIds: subnets }, tasks, context);
          return scheduler.standAlone.run({
            task: { taskId: newId(32), startedBy: run.startedBy, definition, host },
            clusterArn: `arn:aws:ecs:${place.region}:${place.accountId}:cluster/${clusterName}`,
            group: run.group ?? `family:${definition.family}`,
          });
        },
        registered: (definition) => account.registered(definition),
      }),
    );
    endpoint.mountService(logsApi(tasks.logs));
    const targets = context.resources(targetType).map(({ resource }) => readScalableTarget(resource, clock.nowMs()));
    endpoint.mountService(autoScalingApi(targets, (target) => account.scalableTarget(target)));
    const repositories = context
      .resources(repositoryType)
      .filter(({ resource }) => here(resource.attributes.arn, resource.address))
      .map(({ resource }) => String(resource.attributes.name));
    endpoint.mountService(ecrApi({ ...place, repositories, imagesDirectory: context.imagesDirectory }));
  }
  const stopListening = registry.find(loadBalancers)?.onTargetHealth((targetGroupArn) => {
    for (const service of scheduler.services) {
      const { registrations } = service.definition;
      if (registrations.some((one) => one.targetGroupArn === targetGroupArn)) service.refresh();
    }
  });
  context.keep({
    close: () => {
      stopListening?.();
      return Promise.resolve();
    },
  });
  registry.provide(ecsServices, scheduler);
}

/**
 * The task definition of a service. One that a release registered in a real account is in no state: the service then
 * waits, without tasks, for a release here.
 */
function startable(
  definition: ServiceDefinition,
  definitions: TaskDefinitions,
  { clock, events }: AdapterContext,
): { readonly definition: ServiceDefinition; readonly taskDefinition: TaskDefinition } {
  const taskDefinition = definitions.get(definition.taskDefinition);
  if (taskDefinition !== undefined) return { definition, taskDefinition };
  const family = definition.taskDefinition.replace(/^.*task-definition\//, '').replace(/:\d+$/, '');
  const template = definitions.get(family);
  if (template === undefined) {
    throw new Error(
      `${definition.arn}: there is no task definition ${definition.taskDefinition}, nor another of its family`,
    );
  }
  const message = `${definition.name}: ${definition.taskDefinition} is not in the state; no task until a release`;
  events.emit({ kind: 'log', at: clock.nowMs(), source: `ecs/${definition.cluster}`, level: 'warn', message });
  return { definition: { ...definition, desiredCount: 0 }, taskDefinition: template };
}
