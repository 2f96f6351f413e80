import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  type TaskDefinition,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { badInput, CliError } from '../cli-error';
import { type Interrupts } from '../process/interrupts';
import { findReleaseParameter } from './find-release-parameter';
import { type ReleaseClients } from './release-clients';
import { type ReleaseParameter, repositoryOf } from './release-parameter';

export interface ReleaseRequest {
  readonly stage: string;
  /** Last part of its release parameter's name, such as `users`. */
  readonly service: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

export interface ReleaseOptions {
  readonly interrupts: Pick<Interrupts, 'throwIfInterrupted'>;
  /** Told what is going on, whenever that changes. */
  readonly progress?: (text: string) => void;
  /** Does nothing when the service runs the same template with this image already. @default false */
  readonly skipWhenCurrent?: boolean;
  /** Milliseconds until the service must be stable. @default 20 minutes */
  readonly deadlineMs?: number;
  /** Milliseconds between two looks at the service. @default 5 s */
  readonly pollMs?: number;
}

export interface ReleaseResult extends ReleaseRequest {
  readonly outcome: 'released' | 'current';
  readonly cluster: string;
  readonly ecsService: string;
  readonly taskDefinition: string;
  readonly image: string;
  readonly desiredCount: number;
}

/**
 * Brings an image that is in its repository to its service: registers a copy of the template that Terraform deployed, with
 * the image by digest, updates the service, lets it scale and waits until it is stable.
 * @throws CliError exit code 2 for an unknown stage, service or digest; `release-failed` when ECS gave up, with its
 * reasons; `release-timeout`
 */
export async function releaseImage(
  request: ReleaseRequest,
  clients: ReleaseClients,
  options: ReleaseOptions,
): Promise<ReleaseResult> {
  const { stage, service, digest } = request;
  requireDigest(digest);
  const parameter = await findReleaseParameter(clients.ssm, stage, service);
  const image = `${parameter.repository}@${digest}`;
  await requireImage(clients, parameter, digest);
  const { ecs, scaling } = clients;
  const before = await describeService(clients, parameter);
  const wanted = await revisionWith(clients, parameter, image);
  const done = { ...request, cluster: parameter.cluster, ecsService: parameter.service, image };
  const running = before.taskDefinition ?? '';
  if (options.skipWhenCurrent === true && (before.desiredCount ?? 0) > 0 && (await isLike(clients, running, wanted))) {
    await untilStable(clients, parameter, primaryOf(before), options);
    return { ...done, outcome: 'current', taskDefinition: running, desiredCount: before.desiredCount ?? 0 };
  }
  options.interrupts.throwIfInterrupted();
  options.progress?.('register the revision');
  const registered = await ecs.send(new RegisterTaskDefinitionCommand(wanted));
  const taskDefinition = present(registered.taskDefinition?.taskDefinitionArn, 'the ARN of the new revision');
  // Scaling has changed the number of a service that runs; only one that waits for its first image needs it.
  const desiredCount = before.desiredCount === 0 ? parameter.desiredCount : (before.desiredCount ?? 0);
  const target = { cluster: parameter.cluster, service: parameter.service };
  const updated = await ecs.send(new UpdateServiceCommand({ ...target, taskDefinition, desiredCount }));
  if (parameter.scalableTarget !== undefined) {
    await scaling.send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceId: parameter.scalableTarget,
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
      }),
    );
  }
  await untilStable(clients, parameter, primaryOf(updated.service), options);
  return { ...done, outcome: 'released', taskDefinition, desiredCount };
}

/** Id of the deployment that a service is at. */
function primaryOf(service: Service | undefined): string {
  const deployment = service?.deployments?.find(({ status }) => status === 'PRIMARY');
  return present(deployment?.id, 'the id of the deployment');
}

/** @throws CliError `bad-digest` for a tag or anything else. */
export function requireDigest(digest: string): void {
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return;
  throw badInput(
    'bad-digest',
    `digest must be sha256: and 64 hexadecimal digits, got ${digest}`,
    'give the digest that the push printed, not a tag: a tag may name another image tomorrow',
  );
}

async function requireImage({ registry }: ReleaseClients, parameter: ReleaseParameter, digest: string): Promise<void> {
  const repository = repositoryOf(parameter);
  if (await registry.has(repository, digest)) return;
  throw badInput(
    'no-such-image',
    `repository ${repository.name}: has no image ${digest}`,
    'push the image first, to the repository of this stage',
  );
}

async function describeService({ ecs }: ReleaseClients, { cluster, service }: ReleaseParameter): Promise<Service> {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const [found] = services;
  if (found?.status === 'ACTIVE') return found;
  throw new CliError('no-such-service', `cluster ${cluster}: has no active service ${service}`, {
    remedy: 'deploy the stack of the service',
  });
}

/** The template with the image, without what ECS itself adds to a revision. */
async function revisionWith(
  clients: ReleaseClients,
  parameter: ReleaseParameter,
  image: string,
): Promise<RegisterTaskDefinitionCommandInput> {
  const template = await describeRevision(clients, parameter.taskDefinition);
  const containers = template.containerDefinitions ?? [];
  if (!containers.some(({ name }) => name === parameter.container)) {
    throw new CliError(
      'no-such-container',
      `${parameter.taskDefinition}: has no container ${parameter.container}; containers: ${containers.map(({ name }) => name).join(', ')}`,
    );
  }
  return {
    ...template,
    containerDefinitions: containers.map((one) => (one.name === parameter.container ? { ...one, image } : one)),
  };
}

/** Fields of a revision that are not asked for at its registration. */
const addedByEcs = new Set([
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
]);

async function describeRevision(
  { ecs }: ReleaseClients,
  taskDefinition: string,
): Promise<RegisterTaskDefinitionCommandInput> {
  const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));
  const described = present(answer.taskDefinition, `the task definition ${taskDefinition}`);
  const input = Object.fromEntries(
    Object.entries(described).filter(([field]) => !addedByEcs.has(field)),
  ) as TaskDefinition; // the same fields but for those of the set, which all may be absent
  const { tags = [] } = answer;
  return {
    ...input,
    family: present(input.family, 'a family'),
    containerDefinitions: present(input.containerDefinitions, 'container definitions'),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

async function isLike(
  clients: ReleaseClients,
  taskDefinition: string,
  wanted: RegisterTaskDefinitionCommandInput,
): Promise<boolean> {
  const running = await describeRevision(clients, taskDefinition);
  return isDeepStrictEqual({ ...running, tags: undefined }, { ...wanted, tags: undefined });
}

/** Waits until ECS says that the deployment is complete. */
async function untilStable(
  clients: ReleaseClients,
  parameter: ReleaseParameter,
  deploymentId: string,
  { interrupts, progress, deadlineMs = 20 * 60_000, pollMs = 5000 }: ReleaseOptions,
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
  { ecs }: ReleaseClients,
  { cluster, service: serviceName }: ReleaseParameter,
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

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new CliError('bad-answer', `AWS did not answer ${what}`);
  return value;
}
