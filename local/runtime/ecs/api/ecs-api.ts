import { z } from 'zod';
import { AwsError } from '../../aws-endpoint/aws-error';
import { type JsonService } from '../../aws-endpoint/json-protocol';
import { type EcsScheduler } from '../ecs-scheduler';
import { ofService, type PlacedTask } from '../placed-task';
import { type Service } from '../service';
import { containerDefinition, containersProblem, type TaskDefinition } from '../task-definition';
import { type TaskDefinitions } from '../task-definitions';
import { jsonService, parseInput } from './actions';
import { parseRunTask, type RunTask, withOverrides } from './run-task';
import { serviceJson, taskArn, taskDefinitionJson, taskJson } from './ecs-shapes';

const cluster = z.string().default('default');
const inputs = {
  DescribeServices: z.object({ cluster, services: z.array(z.string()).min(1).max(10) }),
  UpdateService: z.object({
    cluster,
    service: z.string(),
    desiredCount: z.number().int().min(0).optional(),
    taskDefinition: z.string().optional(),
    forceNewDeployment: z.boolean().optional(),
  }),
  RegisterTaskDefinition: z.looseObject({
    family: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
    containerDefinitions: z.array(containerDefinition),
    tags: z.array(z.looseObject({})).optional(),
    runtimePlatform: z
      .object({ cpuArchitecture: z.string().optional(), operatingSystemFamily: z.string().optional() })
      .optional(),
  }),
  DescribeTaskDefinition: z.object({ taskDefinition: z.string() }),
  ListTasks: z.object({
    cluster,
    serviceName: z.string().optional(),
    family: z.string().optional(),
    startedBy: z.string().optional(),
    desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).default('RUNNING'),
  }),
  DescribeTasks: z.object({ cluster, tasks: z.array(z.string()).min(1).max(100) }),
  StopTask: z.object({ cluster, task: z.string(), reason: z.string().optional() }),
};

export interface EcsApiOptions {
  /** Names of the clusters here. */
  readonly clusters: readonly string[];
  readonly scheduler: EcsScheduler;
  readonly definitions: TaskDefinitions;
  /** Starts a task beside the services. */
  readonly runTask: (clusterName: string, definition: TaskDefinition, options: RunTask) => PlacedTask;
  /** Keeps a new revision where others than this process see it. */
  readonly registered: (definition: TaskDefinition) => void;
}

/**
 * The part of ECS that releases and people use: DescribeServices, UpdateService, RegisterTaskDefinition,
 * DescribeTaskDefinition, RunTask, ListTasks, DescribeTasks and StopTask.
 */
export function ecsApi({ clusters, scheduler, definitions, runTask, registered }: EcsApiOptions): JsonService {
  const clusterOf = (nameOrArn: string): string => {
    const name = nameOrArn.replace(/^.*:cluster\//, '');
    if (clusters.includes(name)) return name;
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  };
  const serviceOf = (clusterName: string, name: string): Service => {
    const service = scheduler.find(clusterOf(clusterName), name);
    if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    return service;
  };
  const definitionOf = (selector: string): TaskDefinition => {
    const definition = definitions.get(selector);
    if (definition === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
    return definition;
  };
  const parse = <T>(schema: z.ZodType<T>, input: unknown): T => parseInput(schema, input, 'InvalidParameterException');

  return jsonService('AmazonEC2ContainerServiceV20141113', 'ecs', {
    DescribeServices: (input) => {
      const { cluster: clusterName, services: names } = parse(inputs.DescribeServices, input);
      const found = names.map((name) => ({ name, service: scheduler.find(clusterOf(clusterName), name) }));
      return {
        services: found.flatMap(({ service }) => (service === undefined ? [] : [serviceJson(service)])),
        failures: found
          .filter(({ service }) => service === undefined)
          .map(({ name }) => ({ arn: name, reason: 'MISSING' })),
      };
    },
    UpdateService: (input) => {
      const change = parse(inputs.UpdateService, input);
      const service = serviceOf(change.cluster, change.service);
      const { desiredCount, taskDefinition, forceNewDeployment } = change;
      const definition = taskDefinition === undefined ? undefined : definitions.get(taskDefinition);
      if (taskDefinition !== undefined && definition === undefined) {
        throw new AwsError('ClientException', 'TaskDefinition not found.');
      }
      service.update({
        ...(desiredCount === undefined ? {} : { desiredCount }),
        ...(definition === undefined ? {} : { definition }),
        ...(forceNewDeployment === undefined ? {} : { forceNewDeployment }),
      });
      return { service: serviceJson(service) };
    },
    RegisterTaskDefinition: (input) => {
      const { family, containerDefinitions, tags, ...rest } = parse(inputs.RegisterTaskDefinition, input);
      const problem = containersProblem(containerDefinitions);
      if (problem !== undefined) throw new AwsError('ClientException', problem);
      const definition = definitions.next(family, containerDefinitions, rest);
      registered(definition);
      definitions.add(definition);
      return { taskDefinition: taskDefinitionJson(definition), tags: tags ?? [] };
    },
    DescribeTaskDefinition: (input) => {
      const { taskDefinition } = parse(inputs.DescribeTaskDefinition, input);
      return { taskDefinition: taskDefinitionJson(definitionOf(taskDefinition)) };
    },
    RunTask: (input) => {
      const run = parseRunTask(input);
      const clusterName = clusterOf(run.cluster);
      const definition = withOverrides(definitionOf(run.taskDefinition), run);
      const tasks = Array.from({ length: run.count }, () => runTask(clusterName, definition, run));
      return { tasks: tasks.map(taskJson), failures: [] };
    },
    ListTasks: (input) => {
      const { cluster: clusterName, serviceName, family, startedBy, desiredStatus } = parse(inputs.ListTasks, input);
      const name = clusterOf(clusterName);
      const tasks =
        serviceName === undefined
          ? scheduler.tasks.filter(({ clusterArn }) => clusterArn.endsWith(`:cluster/${name}`))
          : tasksOf(serviceOf(name, serviceName));
      const listed = tasks.filter(
        ({ task }) =>
          task.ending === (desiredStatus === 'STOPPED') &&
          (family ?? task.definition.family) === task.definition.family &&
          (startedBy ?? task.startedBy) === task.startedBy,
      );
      return { taskArns: listed.map(taskArn) };
    },
    DescribeTasks: (input) => {
      const { cluster: clusterName, tasks } = parse(inputs.DescribeTasks, input);
      clusterOf(clusterName);
      const found = tasks.map((name) => ({ name, task: scheduler.findTask(name) }));
      return {
        tasks: found.flatMap(({ task }) => (task === undefined ? [] : [taskJson(task)])),
        failures: found.filter(({ task }) => task === undefined).map(({ name }) => ({ arn: name, reason: 'MISSING' })),
      };
    },
    StopTask: (input) => {
      const { cluster: clusterName, task: name, reason } = parse(inputs.StopTask, input);
      clusterOf(clusterName);
      const found = scheduler.findTask(name);
      if (found === undefined) {
        throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
      }
      // Like ECS this answers before the task has stopped, and a task always gets to its end.
      void scheduler.stopTask(name, reason);
      return { task: taskJson(found) };
    },
  });
}

const tasksOf = (service: Service): readonly PlacedTask[] => service.tasks.map((task) => ofService(service, task));
