import { z } from 'zod';
import { awsEndpoints } from '../../local/runtime/adapters/aws-endpoint';
import { type Place, placeOf } from '../../local/runtime/adapters/place';
import { type Runtime } from '../../local/runtime/runtime';
import { type DeployedResource, type Deployment } from '../../local/runtime/state/deployment';
import { assetsParameterName } from '../assets/asset-place';
import { CliError } from '../cli-error';
import { type Interrupts } from '../process/interrupts';
import { type Steps } from '../start/steps';
import { addAssetsLocally } from './add-assets-locally';
import { buildImage } from './build-image';
import { imageListFile, readImageList } from './image-list';
import { releaseImage, type ReleaseResult } from './release';
import { connectRelease } from './release-clients';
import {
  containersOf,
  type ReleasedContainer,
  parseReleaseParameter,
  releasePath,
  repositoryOf,
} from './release-parameter';

export interface ReleaseLocallyOptions {
  readonly runtime: Pick<Runtime, 'find'>;
  /** Each after those it depends on. */
  readonly deployments: readonly Deployment[];
  readonly stage: string;
  readonly projectDirectory: string;
  /** That of the runtime. */
  readonly imagesDirectory: string;
  readonly steps: Pick<Steps, 'run' | 'update'>;
  readonly interrupts: Pick<Interrupts, 'throwIfInterrupted'>;
  /** Milliseconds until each service must be stable. @default 2 minutes */
  readonly deadlineMs?: number;
}

interface PendingRelease {
  readonly stackId: string;
  readonly service: string;
  /** Name of the image of each container. */
  readonly images: ReadonlyMap<string, string>;
  readonly place: Place;
}

const attributes = z.object({ name: z.string(), value: z.string().nullish(), insecure_value: z.string().nullish() });

/**
 * Does on this machine what the pipeline does on AWS once the stacks are deployed: builds the images of all services that
 * release parameters tell of, adds their static files to their buckets, and releases them. A service that runs its image already is left alone.
 * @throws CliError as `buildImage` and `releaseImage` do, and `unknown-image` for a repository of no image
 */
export async function releaseLocally(options: ReleaseLocallyOptions): Promise<readonly ReleaseResult[]> {
  const { stage, projectDirectory, imagesDirectory, steps, interrupts } = options;
  const pending = pendingReleases(options);
  if (pending.length === 0) return [];
  const names = [...new Set(pending.flatMap(({ images }) => [...images.values()]))];
  const digests = await steps.run(
    'build the images',
    async () =>
      new Map(
        await Promise.all(
          names.map(async (name) => [name, await buildImage(name, { projectDirectory, imagesDirectory })] as const),
        ),
      ),
    () => names.join(', '),
  );
  interrupts.throwIfInterrupted();
  const endpointOf = ({ service, place }: PendingRelease) => {
    const endpoint = options.runtime.find(awsEndpoints)?.(place);
    if (endpoint !== undefined) return { endpointUrl: endpoint.url, region: place.region };
    throw new CliError('no-endpoint', `${service}: nothing stands in for AWS in ${place.id}`);
  };
  const sites = sitesOf(pending, options);
  if (sites.length > 0) {
    await steps.run(
      'add the static files',
      () =>
        Promise.all(
          sites.map(({ one, image }) => {
            const digest = digests.get(image) ?? '';
            const endpoint = endpointOf(one);
            return addAssetsLocally({
              stage,
              service: one.service,
              digest,
              imagesDirectory,
              endpoint,
              nowMs: Date.now,
            });
          }),
        ),
      (results) => results.map(({ bucket, files, added }) => `${added} of ${files} new in ${bucket}`).join(', '),
    );
  }
  const state = new Map<string, string>();
  const release = async (one: PendingRelease): Promise<ReleaseResult> => {
    const { service, images } = one;
    const built = [...images].flatMap(([container, image]) => {
      const digest = digests.get(image);
      return digest === undefined ? [] : [{ container, digest }];
    });
    const clients = connectRelease(endpointOf(one));
    try {
      return await releaseImage({ stage, service, digests: built }, clients, {
        interrupts,
        skipWhenCurrent: true,
        pollMs: 100,
        deadlineMs: options.deadlineMs ?? 2 * 60_000,
        progress: (text) => {
          state.set(service, text);
          steps.update([...state].map(([name, doing]) => `${name}: ${doing}`).join('; '));
        },
      });
    } finally {
      clients.close();
    }
  };
  return steps.run(
    'release the images',
    async () => {
      const results: ReleaseResult[] = [];
      // A stack comes after those it needs: what a service looks for when it starts is there by then.
      for (const stackId of new Set(pending.map((one) => one.stackId))) {
        results.push(...(await all(pending.filter((one) => one.stackId === stackId).map(release))));
      }
      return results;
    },
    (results) =>
      results.map(({ service, outcome }) => `${service}${outcome === 'current' ? ' (as before)' : ''}`).join(', '),
  );
}

/** All results, or, once each has ended, the failures. */
async function all<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  const settled = await Promise.allSettled(promises);
  const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) {
    const text = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure))).join('\n');
    throw new CliError('release-failed', text, { cause: new AggregateError(failures) });
  }
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

interface DeployedParameter {
  readonly stackId: string;
  readonly resource: DeployedResource;
  readonly name: string;
  readonly text: string;
}

function parametersOf(deployments: readonly Deployment[]): readonly DeployedParameter[] {
  return deployments.flatMap(({ stackId, resources }) =>
    resources.flatMap((resource) => {
      const parsed = attributes.safeParse(resource.attributes);
      if (resource.type !== 'aws_ssm_parameter' || !parsed.success) return [];
      const { name, value, insecure_value: insecure } = parsed.data;
      return [{ stackId, resource, name, text: [value, insecure].find(Boolean) ?? '' }];
    }),
  );
}

/** What the parameters in the states ask for. */
function pendingReleases({ deployments, stage, projectDirectory }: ReleaseLocallyOptions): readonly PendingRelease[] {
  const prefix = `${releasePath(stage)}/`;
  return parametersOf(deployments)
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ stackId, resource, name, text }) => {
      const containers = containersOf(parseReleaseParameter(name, text));
      const images = new Map(containers.map((one) => [one.container, imageNameOf(one, stage, projectDirectory)]));
      return { stackId, service: name.slice(prefix.length), images, place: placeOf(resource) };
    });
}

/** Services whose static files have a bucket, each with the image that holds them. */
function sitesOf(
  pending: readonly PendingRelease[],
  { deployments, stage, projectDirectory }: ReleaseLocallyOptions,
): readonly { readonly one: PendingRelease; readonly image: string }[] {
  const names = new Set(parametersOf(deployments).map(({ name }) => name));
  const list = readImageList(projectDirectory);
  return pending
    .filter(({ service }) => names.has(assetsParameterName(stage, service)))
    .flatMap((one) =>
      [...one.images.values()].filter((image) => list.get(image)?.kind === 'nuxt').map((image) => ({ one, image })),
    );
}

/** The image that a repository of a stage holds: their names differ by the stage. */
function imageNameOf({ repository: url }: ReleasedContainer, stage: string, projectDirectory: string): string {
  const { name: repository } = repositoryOf({ repository: url });
  const image = repository.endsWith(`-${stage}`) ? repository.slice(0, -stage.length - 1) : repository;
  if (readImageList(projectDirectory).has(image)) return image;
  throw new CliError('unknown-image', `repository ${repository}: ${imageListFile} has no image ${image}`);
}
