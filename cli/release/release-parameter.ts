import { z } from 'zod';
import { CliError } from '../cli-error';

/** `<account>.dkr.ecr.<region>.amazonaws.com/<name>` */
const repositoryUrl = z.string().regex(/^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/.+/);

const schema = z.object({
  cluster: z.string().min(1),
  service: z.string().min(1),
  /** ARN of the revision that Terraform made, which a release copies. */
  taskDefinition: z.string().min(1),
  /** Name of the container that the service is known by. */
  container: z.string().min(1),
  /** Where its images are. */
  repository: repositoryUrl,
  /** The other containers of the task that get an image of the same release. */
  sidecars: z.array(z.object({ container: z.string().min(1), repository: repositoryUrl })).default([]),
  /** Tasks once there is an image. */
  desiredCount: z.number().int().min(1),
  /** Resource id of its scaling. */
  scalableTarget: z.string().optional(),
});

/** What a stack tells a release of one of its services. */
export type ReleaseParameter = z.infer<typeof schema>;

/** A container that gets an image, and the repository that it comes from. */
export type ReleasedContainer = Pick<ReleaseParameter, 'container' | 'repository'>;

/** All containers that a release brings images to, the main one first. */
export function containersOf({ container, repository, sidecars }: ReleaseParameter): readonly ReleasedContainer[] {
  return [{ container, repository }, ...sidecars];
}

/** Path of the parameters of a stage; each ends in the name of a service. */
export const releasePath = (stage: string): string => `/tristage/${stage}/release`;

/** @throws CliError `bad-release-parameter` naming the parameter */
export function parseReleaseParameter(name: string, value: string): ReleaseParameter {
  try {
    return schema.parse(JSON.parse(value));
  } catch (cause) {
    throw new CliError('bad-release-parameter', `parameter ${name}: not that of a release: ${String(cause)}`, {
      cause,
      remedy: 'deploy the stack of the service again',
    });
  }
}

export interface Repository {
  readonly registryId: string;
  readonly region: string;
  readonly name: string;
}

/** The parts of a repository's URL. */
export function repositoryOf({ repository }: Pick<ReleaseParameter, 'repository'>): Repository {
  const [, registryId = '', region = '', name = ''] = /^(\d+)\.dkr\.ecr\.([^.]+)\.[^/]+\/(.+)$/.exec(repository) ?? [];
  return { registryId, region, name };
}
