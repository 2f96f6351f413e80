import { z } from 'zod';
import { awsEndpoints } from '../../local/runtime/adapters/aws-endpoint';
import { type Place, placeOf } from '../../local/runtime/adapters/place';
import { type Runtime } from '../../local/runtime/runtime';
import { type Deployment } from '../../local/runtime/state/deployment';
import { CliError } from '../cli-error';
import { type Interrupts } from '../process/interrupts';
import { type Steps } from '../start/steps';
import { buildImage } from './build-image';
import { imageListFile, readImageList } from './image-list';
import { releaseImage, type ReleaseResult } from './release';
import { connectRelease } from './release-clients';
import { parseReleaseParameter, releasePath, repositoryOf } from './release-parameter';

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
  readonly image: string;
  readonly place: Place;
}

const attributes = z.object({ name: z.string(), value: z.string().nullish(), insecure_value: z.string().nullish() });

/**
 * Does on this machine what the pipeline does on AWS once the stacks are deployed: builds the images of all services that
 * release parameters tell of, and releases them. A service that runs its image already is left alone.
 * @throws CliError as `buildImage` and `releaseImage` do, and `unknown-image` for a repository of no image
 */
export async function releaseLocally(options: ReleaseLocallyOptions): Promise<readonly ReleaseResult[]> {
  const { stage, projectDirectory, imagesDirectory, steps, interrupts } = options;
  const pending = pendingReleases(options);
  if (pending.length === 0) return [];
  const names = [...new Set(pending.map(({ image }) => image))];
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
  const state = new Map<string, string>();
  const release = async ({ service, image, place }: PendingRelease): Promise<ReleaseResult> => {
    const endpoint = options.runtime.find(awsEndpoints)?.(place);
    const digest = digests.get(image);
    if (endpoint === undefined || digest === undefined) {
      throw new CliError('no-endpoint', `${service}: nothing stands in for AWS in ${place.id}`);
    }
    const clients = connectRelease({ endpointUrl: endpoint.url, region: place.region });
    try {
      return await releaseImage({ stage, service, digest }, clients, {
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

/** What the parameters in the states ask for. */
function pendingReleases({ deployments, stage, projectDirectory }: ReleaseLocallyOptions): readonly PendingRelease[] {
  const prefix = `${releasePath(stage)}/`;
  const pending: PendingRelease[] = [];
  const resources = deployments.flatMap(({ stackId, resources }) =>
    resources.map((resource) => ({ stackId, resource })),
  );
  for (const { stackId, resource } of resources) {
    if (resource.type !== 'aws_ssm_parameter') continue;
    const parsed = attributes.safeParse(resource.attributes);
    if (!parsed.success || !parsed.data.name.startsWith(prefix)) continue;
    const { name, value, insecure_value: insecure } = parsed.data;
    const text = [value, insecure].find(Boolean) ?? '';
    const { name: repository } = repositoryOf(parseReleaseParameter(name, text));
    const image = repository.endsWith(`-${stage}`) ? repository.slice(0, -stage.length - 1) : repository;
    if (!readImageList(projectDirectory).has(image)) {
      throw new CliError('unknown-image', `repository ${repository}: ${imageListFile} has no image ${image}`);
    }
    pending.push({ stackId, service: name.slice(prefix.length), image, place: placeOf(resource) });
  }
  return pending;
}
