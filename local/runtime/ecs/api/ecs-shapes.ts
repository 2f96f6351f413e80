import { isEssential, type TaskDefinition } from '../task-definition';
import { type Service } from '../service';
import { type PlacedTask } from '../placed-task';

/** Epoch seconds, as AWS JSON has times. */
const seconds = (ms: number): number => ms / 1000;

/** A revision as DescribeTaskDefinition shows it. */
export function taskDefinitionJson({ arn, family, revision, containers, rest }: TaskDefinition): object {
  return {
    taskDefinitionArn: arn,
    family,
    revision,
    status: 'ACTIVE',
    containerDefinitions: containers,
    volumes: [],
    ...rest,
  };
}

/** A service as DescribeServices shows it. */
export function serviceJson(service: Service): object {
  const { definition, deployments, tasks, desiredCount } = service;
  const count = (status: readonly string[], deploymentId?: string): number =>
    tasks.filter((one) => status.includes(one.status) && (deploymentId ?? one.startedBy) === one.startedBy).length;
  const running = ['RUNNING'];
  const pending = ['PROVISIONING'];
  const networkConfiguration = {
    awsvpcConfiguration: {
      subnets: definition.subnetIds,
      securityGroups: definition.securityGroupIds,
      assignPublicIp: 'DISABLED',
    },
  };
  return {
    serviceArn: definition.arn,
    serviceName: definition.name,
    clusterArn: definition.clusterArn,
    status: 'ACTIVE',
    desiredCount,
    runningCount: count(running),
    pendingCount: count(pending),
    launchType: 'FARGATE',
    schedulingStrategy: 'REPLICA',
    taskDefinition: service.taskDefinition.arn,
    deploymentConfiguration: {
      deploymentCircuitBreaker: definition.circuitBreaker,
      maximumPercent: definition.maximumPercent,
      minimumHealthyPercent: definition.minimumHealthyPercent,
    },
    healthCheckGracePeriodSeconds: definition.healthCheckGracePeriodSeconds,
    loadBalancers: definition.registrations,
    networkConfiguration,
    deployments: deployments.map((deployment, index) => ({
      id: deployment.id,
      status: index === 0 ? 'PRIMARY' : 'ACTIVE',
      taskDefinition: deployment.definition.arn,
      desiredCount: index === 0 ? desiredCount : 0,
      runningCount: count(running, deployment.id),
      pendingCount: count(pending, deployment.id),
      failedTasks: deployment.failedTasks,
      createdAt: seconds(deployment.createdAtMs),
      updatedAt: seconds(deployment.updatedAtMs),
      rolloutState: deployment.rolloutState,
      rolloutStateReason: deployment.rolloutStateReason,
      networkConfiguration,
    })),
    events: service.events.map(({ id, createdAtMs, message }) => ({ id, createdAt: seconds(createdAtMs), message })),
  };
}

export function taskArn({ clusterArn, task }: PlacedTask): string {
  return `${clusterArn.replace(':cluster/', ':task/')}/${task.taskId}`;
}

/** A task as DescribeTasks shows it. */
export function taskJson(placed: PlacedTask): object {
  const { task, clusterArn, group } = placed;
  const { lastStatus, healthStatus, startedAtMs, address } = task.describe();
  const arn = taskArn(placed);
  return {
    taskArn: arn,
    clusterArn,
    taskDefinitionArn: task.definition.arn,
    group,
    startedBy: task.startedBy,
    launchType: 'FARGATE',
    lastStatus,
    desiredStatus: task.ending ? 'STOPPED' : 'RUNNING',
    healthStatus,
    createdAt: seconds(startedAtMs),
    ...(task.runningAtMs === undefined ? {} : { startedAt: seconds(task.runningAtMs) }),
    ...(task.stoppedAtMs === undefined ? {} : { stoppedAt: seconds(task.stoppedAtMs) }),
    ...(task.stopCode === undefined ? {} : { stopCode: task.stopCode, stoppedReason: task.stoppedReason }),
    containers: task.definition.containers.map((one) => {
      const container = task.containers.get(one.name);
      return {
        containerArn: `${arn.replace(':task/', ':container/')}/${one.name}`,
        taskArn: arn,
        name: one.name,
        image: one.image,
        lastStatus: container === undefined ? 'PENDING' : container.exitCode === undefined ? 'RUNNING' : 'STOPPED',
        healthStatus: container?.health ?? 'UNKNOWN',
        ...(container?.exitCode === undefined ? {} : { exitCode: container.exitCode }),
        ...(container?.failure === undefined ? {} : { reason: container.failure }),
        networkInterfaces: isEssential(one) ? [{ privateIpv4Address: address.host }] : [],
      };
    }),
  };
}
