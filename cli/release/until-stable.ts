import { setTimeout as delay } from 'node:timers/promises';
import { DescribeTasksCommand, ListTasksCommand, type Service } from '@aws-sdk/client-ecs';
import { CliError } from '../cli-error';
import { type Interrupts } from '../process/interrupts';
import { describeService } from './ecs-service';
import { type ReleaseClients } from './release-clients';
import { type ReleaseParameter } from './release-parameter';

export interface StableOptions {
  readonly interrupts: Pick<Interrupts, 'throwIfInterrupted'>;
  /** Told what is going on, whenever that changes. */
  readonly progress?: (text: string) => void;
  /** Milliseconds until the service must be stable. @default 20 minutes */
  readonly deadlineMs?: number;
  /** Milliseconds between two looks at the service. @default 5 s */
  readonly pollMs?: number;
}

/**
 * Waits until ECS says that the deployment is complete.
 * @throws CliError `release-failed` when ECS gave up or went back, with its reasons; `release-timeout`
 */
export async function untilStable(
  clients: Pick<ReleaseClients, 'ecs'>,
  parameter: Pick<ReleaseParameter, 'cluster' | 'service'>,
  deploymentId: string,
  { interrupts, progress, deadlineMs = 20 * 60_000, pollMs = 5000 }: StableOptions,
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    interrupts.throwIfInterrupted();
    const service = await describeService(clients, parameter);
    const { deployments = [] } = service;
    const [primary] = deployments.filter(({ status }) => status === 'PRIMARY');
    const ours = deployments.find(({ id }) => id === deploymentId);
    if (ours?.rolloutState === 'COMPLETED') return;
    if (ours?.rolloutState === 'FAILED' || primary?.id !== deploymentId) {
      const reason = ours?.rolloutStateReason ?? primary?.rolloutStateReason ?? 'another deployment took its place';
      throw new CliError('release-failed', await failureText(clients, parameter, deploymentId, service, reason), {
        remedy: 'see the log of the service; the service runs what it ran before, where ECS could roll back',
      });
    }
    progress?.(`${ours?.runningCount ?? 0} of ${ours?.desiredCount ?? 0} tasks, ${ours?.failedTasks ?? 0} failed`);
    if (performance.now() > deadline) {
      const reason = `not stable within ${Math.round(deadlineMs / 1000)} s`;
      throw new CliError('release-timeout', await failureText(clients, parameter, deploymentId, service, reason), {
        remedy: 'ECS goes on trying; see the events and the log of the service',
      });
    }
    await delay(pollMs);
  }
}

async function failureText(
  { ecs }: Pick<ReleaseClients, 'ecs'>,
  { cluster, service: serviceName }: Pick<ReleaseParameter, 'cluster' | 'service'>,
  deploymentId: string,
  service: Service,
  reason: string,
): Promise<string> {
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus: 'STOPPED' }));
  const stopped =
    taskArns.length === 0 ? [] : ((await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))).tasks ?? []);
  const reasons = stopped
    .filter(({ startedBy }) => startedBy === deploymentId)
    .flatMap(({ stoppedReason }) => stoppedReason ?? []);
  const events = (service.events ?? []).slice(0, 5).flatMap(({ message }) => message ?? []);
  return [
    `${serviceName}: ${reason}`,
    ...[...new Set(reasons)].map((text) => `  task stopped: ${text}`),
    ...events.map((text) => `  event: ${text}`),
  ].join('\n');
}
