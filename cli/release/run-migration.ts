import { setTimeout as delay } from 'node:timers/promises';
import { type Container, DescribeTasksCommand, RunTaskCommand, StopTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { CliError } from '../cli-error';
import { checkRendered } from './check-rendered';
import { describeService } from './ecs-service';
import { present } from './present';
import { type ReleaseClients } from './release-clients';
import { type ReleaseParameter } from './release-parameter';
import { register, type Revision } from './revision';
import { type StableOptions } from './until-stable';

export interface MigrationRequest {
  readonly stage: string;
  readonly service: string;
  /** What `renderRelease` wrote. */
  readonly directory: string;
  /** What the main container runs instead of its own command. */
  readonly command: readonly string[];
}

export interface MigrationResult {
  readonly release: string;
  readonly task: string;
  readonly taskDefinition: string;
  readonly exitCode: number;
}

const shownLines = 20;

/**
 * Runs a command once in the main container of a rendered release, in the network of its service, and waits for its
 * end.
 * @throws CliError as `checkRendered` does; `migration-not-started`; `migration-failed` for another exit code than 0,
 * with the last lines that it wrote; `migration-timeout` after it was stopped
 */
export async function runMigration(
  { stage, service, directory, command }: MigrationRequest,
  clients: ReleaseClients,
  options: StableOptions,
): Promise<MigrationResult> {
  const { rendered, parameter } = await checkRendered(directory, { stage, service }, clients);
  const { networkConfiguration } = await describeService(clients, parameter);
  options.interrupts.throwIfInterrupted();
  const taskDefinition = await register(clients, rendered.revision);
  const started = await clients.ecs.send(
    new RunTaskCommand({
      cluster: parameter.cluster,
      taskDefinition,
      count: 1,
      launchType: 'FARGATE',
      startedBy: 'tristage-migration',
      networkConfiguration,
      overrides: { containerOverrides: [{ name: parameter.container, command: [...command] }] },
    }),
  );
  const [failure] = started.failures ?? [];
  if (failure !== undefined) {
    throw notStarted(parameter, `${failure.reason ?? 'no reason'} ${failure.detail ?? ''}`.trim());
  }
  const arn = present(started.tasks?.[0]?.taskArn, 'the ARN of the task');
  options.progress?.(`migration runs as ${arn}`);
  const task = await untilStopped(clients, parameter, arn, options);
  const container = task.containers?.find(({ name }) => name === parameter.container);
  if (container?.exitCode === 0) return { release: rendered.release, task: arn, taskDefinition, exitCode: 0 };
  throw await failed(clients, parameter, rendered.revision, task, container);
}

async function untilStopped(
  { ecs }: ReleaseClients,
  { cluster, service }: ReleaseParameter,
  arn: string,
  { interrupts, progress, deadlineMs = 20 * 60_000, pollMs = 5000 }: StableOptions,
): Promise<Task> {
  const deadline = performance.now() + deadlineMs;
  for (let last = ''; ;) {
    interrupts.throwIfInterrupted();
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
    const task = present(tasks[0], `the task ${arn}`);
    const status = task.lastStatus ?? '';
    if (status === 'STOPPED') return task;
    if (status !== last) progress?.(`migration: ${status}`);
    last = status;
    if (performance.now() > deadline) {
      await ecs.send(new StopTaskCommand({ cluster, task: arn, reason: 'the migration took too long' }));
      const limit = `${Math.round(deadlineMs / 1000)} s`;
      throw new CliError('migration-timeout', `${service}: the migration did not end within ${limit}; it was stopped`, {
        remedy: 'see its log, and give it more time with --timeout-minutes',
      });
    }
    await delay(pollMs);
  }
}

async function failed(
  { log }: ReleaseClients,
  parameter: ReleaseParameter,
  revision: Revision,
  { taskArn = '', stopCode, stoppedReason = '' }: Task,
  container: Container | undefined,
): Promise<CliError> {
  const exitCode = container?.exitCode;
  if (exitCode === undefined) {
    const reason = [stopCode, stoppedReason, container?.reason].filter(Boolean).join(': ');
    return notStarted(parameter, reason);
  }
  const options = revision.containerDefinitions?.find(({ name }) => name === parameter.container)?.logConfiguration
    ?.options;
  const lines = await lastLines(log, parameter.container, taskArn, options);
  return new CliError(
    'migration-failed',
    [`${parameter.service}: the migration ended with exit code ${exitCode}`, ...lines].join('\n'),
    { remedy: 'correct it and build again; the service runs what it ran before' },
  );
}

async function lastLines(
  log: ReleaseClients['log'],
  container: string,
  taskArn: string,
  options: Readonly<Record<string, string>> | undefined,
): Promise<readonly string[]> {
  const group = options?.['awslogs-group'];
  if (group === undefined) return ['  its log goes to no group that could be read'];
  const taskId = taskArn.slice(taskArn.lastIndexOf('/') + 1);
  const prefix = options?.['awslogs-stream-prefix'];
  const region = options?.['awslogs-region'] ?? taskArn.split(':')[3] ?? '';
  const stream = prefix === undefined ? taskId : `${prefix}/${container}/${taskId}`;
  const last = await log.last({ region, group, stream }, shownLines);
  if ('problem' in last) return [`  log ${group} ${stream}: ${last.problem}`];
  return last.lines.map((line) => `  log: ${line}`);
}

function notStarted({ service }: ReleaseParameter, reason: string): CliError {
  return new CliError('migration-not-started', `${service}: the migration did not start: ${reason}`, {
    remedy: 'correct the cause; the service runs what it ran before',
  });
}
