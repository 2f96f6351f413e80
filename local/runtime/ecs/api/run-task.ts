import { z } from 'zod';
import { AwsError } from '../../aws-endpoint/aws-error';
import { type ContainerDefinition, type TaskDefinition } from '../task-definition';
import { parseInput } from './actions';

const runTask = z.object({
  cluster: z.string().default('default'),
  taskDefinition: z.string(),
  count: z.number().int().min(1).max(10).default(1),
  launchType: z.enum(['EC2', 'FARGATE', 'EXTERNAL']).optional(),
  startedBy: z.string().max(128).default(''),
  group: z.string().optional(),
  networkConfiguration: z
    .object({
      awsvpcConfiguration: z.object({
        subnets: z.array(z.string()).min(1).max(16),
        securityGroups: z.array(z.string()).max(5).default([]),
        assignPublicIp: z.enum(['ENABLED', 'DISABLED']).optional(),
      }),
    })
    .optional(),
  overrides: z
    .object({
      containerOverrides: z
        .array(
          z.object({
            name: z.string(),
            command: z.array(z.string()).optional(),
            environment: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
          }),
        )
        .default([]),
    })
    .default({ containerOverrides: [] }),
});

/** What RunTask is asked to run. */
export type RunTask = z.infer<typeof runTask>;

/** @throws AwsError as ECS answers for an awsvpc task without a network, or another input that is none */
export function parseRunTask(input: unknown): RunTask {
  const run = parseInput(runTask, input, 'InvalidParameterException');
  if (run.launchType !== undefined && run.launchType !== 'FARGATE') {
    throw new AwsError('InvalidParameterException', `launchType must be FARGATE here, got ${run.launchType}`);
  }
  if (run.networkConfiguration !== undefined) return run;
  throw new AwsError(
    'InvalidParameterException',
    "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
  );
}

/** The revision with the containers as the overrides have them. @throws AwsError for a container that it lacks */
export function withOverrides(definition: TaskDefinition, { overrides }: RunTask): TaskDefinition {
  const unknown = overrides.containerOverrides.find(
    ({ name }) => !definition.containers.some((container) => container.name === name),
  );
  if (unknown !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      `Override for container named ${unknown.name} is not a container in the TaskDefinition.`,
    );
  }
  const containers = definition.containers.map((container): ContainerDefinition => {
    const override = overrides.containerOverrides.find(({ name }) => name === container.name);
    if (override === undefined) return container;
    const replaced = new Set(override.environment?.map(({ name }) => name));
    const kept = (container.environment ?? []).filter(({ name }) => !replaced.has(name));
    return {
      ...container,
      ...(override.command === undefined ? {} : { command: override.command }),
      environment: [...kept, ...(override.environment ?? [])],
    };
  });
  return { ...definition, containers };
}
