import { badInput } from '../cli-error';
import { describeService, primaryDeployment, runRevision } from './ecs-service';
import { findReleaseParameter } from './find-release-parameter';
import { type ContainerImage, type DigestArgument, imagesOf } from './image-digests';
import { type ReleaseClients } from './release-clients';
import { repositoryOf } from './release-parameter';
import { isLike, register, revisionWith } from './revision';
import { type StableOptions, untilStable } from './until-stable';

export interface ReleaseRequest {
  readonly stage: string;
  /** Last part of its release parameter's name, such as `users`. */
  readonly service: string;
  /** The image of every container that a release goes to. */
  readonly digests: readonly DigestArgument[];
}

export interface ReleaseOptions extends StableOptions {
  /** Does nothing when the service runs the same template with these images already. @default false */
  readonly skipWhenCurrent?: boolean;
}

export interface ReleaseResult {
  readonly stage: string;
  readonly service: string;
  readonly outcome: 'released' | 'current';
  readonly cluster: string;
  readonly ecsService: string;
  readonly taskDefinition: string;
  /** `<repository>@<digest>` by container. */
  readonly images: Readonly<Record<string, string>>;
  readonly desiredCount: number;
}

/**
 * Brings images that are in their repositories to a service: registers a copy of the template that Terraform deployed,
 * with the images by digest, updates the service, lets it scale and waits until it is stable.
 * @throws CliError exit code 2 for an unknown stage, service, container or digest; `release-failed` when ECS gave up,
 * with its reasons; `release-timeout`
 */
export async function releaseImage(
  { stage, service, digests }: ReleaseRequest,
  clients: ReleaseClients,
  options: ReleaseOptions,
): Promise<ReleaseResult> {
  const parameter = await findReleaseParameter(clients.ssm, stage, service);
  const images = imagesOf(parameter, digests);
  await requireImages(clients, images);
  const before = await describeService(clients, parameter);
  const wanted = await revisionWith(clients, parameter.taskDefinition, images);
  const done = {
    stage,
    service,
    cluster: parameter.cluster,
    ecsService: parameter.service,
    images: Object.fromEntries(images.map(({ container, image }) => [container, image])),
  };
  const running = before.taskDefinition ?? '';
  if (options.skipWhenCurrent === true && (before.desiredCount ?? 0) > 0 && (await isLike(clients, running, wanted))) {
    await untilStable(clients, parameter, primaryDeployment(before), options);
    return { ...done, outcome: 'current', taskDefinition: running, desiredCount: before.desiredCount ?? 0 };
  }
  options.interrupts.throwIfInterrupted();
  options.progress?.('register the revision');
  const taskDefinition = await register(clients, wanted);
  const { deploymentId, desiredCount } = await runRevision(clients, parameter, before, taskDefinition);
  await untilStable(clients, parameter, deploymentId, options);
  return { ...done, outcome: 'released', taskDefinition, desiredCount };
}

/** @throws CliError `no-such-image` for an image that is not in its repository, or no more */
export async function requireImages(
  { registry }: Pick<ReleaseClients, 'registry'>,
  images: readonly Pick<ContainerImage, 'repository' | 'digest'>[],
): Promise<void> {
  for (const image of images) {
    const repository = repositoryOf(image);
    if (await registry.has(repository, image.digest)) continue;
    throw badInput(
      'no-such-image',
      `repository ${repository.name}: has no image ${image.digest}`,
      'push the image first, to the repository of this stage',
    );
  }
}
