import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import { loadBalancers } from '../../local/runtime/adapters/load-balancing';
import { edges } from '../../local/runtime/cloudfront/edge';
import { type Runtime } from '../../local/runtime/runtime';
import { type Deployment } from '../../local/runtime/state/deployment';
import { connectAssets } from '../assets/asset-clients';
import { findAssetPlace } from '../assets/asset-place';
import { manifestKey, readManifest } from '../assets/release-manifest';
import { CliError } from '../cli-error';
import { type Context } from '../context';
import { homeDirectory } from '../project';
import { describeService } from '../release/ecs-service';
import { findReleaseParameter } from '../release/find-release-parameter';
import { connectRelease, type ReleaseClients } from '../release/release-clients';
import { endpointsOf } from '../start/endpoints-of';
import { type Steps } from '../start/steps';
import { failureOf } from './describe-report';
import { PageClient, type PageTarget } from './page-client';
import { findPipeline, type Pipeline } from './pipeline-definition';
import { runPipeline } from './run-pipeline';
import { changedSource } from './changed-source';
import { type VisitReport, visitDuring } from './visitors';

/** `s3`: through CloudFront, files from the bucket. `naive`: at the load balancer, files from the containers alone. */
export const schemes = ['s3', 'naive'] as const;
export type Scheme = (typeof schemes)[number];

export interface RehearseReleaseOptions {
  readonly runtime: Pick<Runtime, 'find'>;
  readonly deployments: readonly Deployment[];
  readonly stage: string;
  /** System with the pipeline, whose main service has its name too. */
  readonly system: string;
  readonly scheme: Scheme;
  /** Paths that visitors go through. */
  readonly paths: readonly string[];
  readonly visitors: number;
  /** Commit that the first release is built as; the second one's follows from it. */
  readonly commit: string;
  readonly steps: Pick<Steps, 'run' | 'update'>;
}

/** What visitors met, and how much a release changes. */
export interface ReleaseRehearsal extends VisitReport {
  /** Files of the first release, those of them that the second one has no more, and of these those that pages named. */
  readonly files: { readonly former: number; readonly gone: number; readonly goneFromPages: number };
}

const tasks = 2;
const pauseMs = 100;
const scaleLimitMs = 120_000;

/**
 * Releases twice with the deployed pipeline on this machine, and loads pages while the second release goes on.
 * @throws CliError `release-failed` when a pipeline stops, `nothing-changed` when both releases have the same files
 */
export async function rehearseRelease(context: Context, options: RehearseReleaseOptions): Promise<ReleaseRehearsal> {
  const { stage, system, steps, deployments, runtime, commit } = options;
  const pipeline = findPipeline(deployments, `${system}-${stage}`);
  const endpointUrl = endpointsOf(runtime, deployments)[pipeline.place.id];
  if (endpointUrl === undefined) {
    throw new CliError('no-endpoint', `${pipeline.name}: nothing stands in for AWS in ${pipeline.place.id}`);
  }
  const clients = connectRelease({ endpointUrl, region: pipeline.place.region });
  const client = new PageClient(targetOf(options));
  const release = (version: string, source: string) =>
    releaseBy(context, { pipeline, endpointUrl, clients, version, source }, steps);
  try {
    await steps.run(`release ${idOf(commit)}`, () => release(commit, context.project.directory));
    await steps.run(`run ${tasks} tasks`, () => scale(context, clients, stage, system));
    const next = createHash('sha1').update(`${commit} and the next`).digest('hex');
    const source = homeDirectory(context.project, 'pipelines', pipeline.name, 'next-source');
    await steps.run('change the site', () => changedSource(context.project, source, idOf(next)));
    const visits = await steps.run(`release ${idOf(next)} while ${options.visitors} visitors load pages`, () =>
      visitDuring(() => release(next, source), {
        client,
        paths: options.paths,
        concurrency: options.visitors,
        pauseMs,
      }),
    );
    const files = await changeOf(visits, [commit, next], { endpointUrl, pipeline, stage, system });
    if (files.goneFromPages > 0) return { ...visits, files };
    throw new CliError(
      'nothing-changed',
      'pages name the same files in both releases, so the rehearsal proves nothing',
      {
        remedy: 'let the names of files depend on their content',
      },
    );
  } finally {
    client.close();
    clients.close();
  }
}

const idOf = (commit: string): string => commit.slice(0, 12);

interface Execution {
  readonly pipeline: Pipeline;
  readonly endpointUrl: string;
  readonly clients: ReleaseClients;
  readonly version: string;
  /** Directory of the source. */
  readonly source: string;
}

/** How the second release's files differ from the first one's, as the builds have written them down. */
async function changeOf(
  { formerAssets }: VisitReport,
  commits: readonly [string, string],
  place: Pick<Execution, 'endpointUrl' | 'pipeline'> & Pick<RehearseReleaseOptions, 'stage' | 'system'>,
): Promise<ReleaseRehearsal['files']> {
  const { endpointUrl, pipeline, stage, system } = place;
  const assets = connectAssets({ endpointUrl, region: pipeline.place.region });
  try {
    const { bucket } = await findAssetPlace(assets.ssm, stage, system);
    const [former = [], latter = []] = await Promise.all(
      commits.map(async (commit) => (await readManifest(assets.s3, bucket, manifestKey(releaseOf(commit))))?.files),
    );
    const gone = former.filter((key) => !latter.includes(key));
    const named = gone.filter((key) => formerAssets.includes(`/${key}`));
    return { former: former.length, gone: gone.length, goneFromPages: named.length };
  } finally {
    assets.close();
  }
}

/** Release id that the buildspec makes of a commit. */
const releaseOf = (commit: string): string => `build-${idOf(commit)}`;

async function releaseBy(
  { project, env, interrupts }: Context,
  { pipeline, endpointUrl, clients, version, source }: Execution,
  steps: Pick<Steps, 'update'>,
): Promise<void> {
  const execution = randomUUID();
  const report = await runPipeline({
    pipeline,
    sourceDirectory: source,
    sourceVersion: version,
    execution,
    workDirectory: homeDirectory(project, 'pipelines', pipeline.name, execution),
    endpointUrl,
    // Wherever the source is, images and state are those of this project.
    environment: { ...env, TRISTAGE_HOME: project.home },
    clients,
    interrupts,
    approve: () => Promise.resolve(true),
    say: (line) => steps.update(line.trim()),
  });
  const reason = failureOf(report);
  if (reason !== undefined) throw new CliError('release-failed', `${pipeline.name}: stopped at ${reason}`);
}

async function scale({ interrupts }: Context, clients: ReleaseClients, stage: string, service: string): Promise<void> {
  const parameter = await findReleaseParameter(clients.ssm, stage, service);
  const target = { cluster: parameter.cluster, service: parameter.service };
  await clients.ecs.send(new UpdateServiceCommand({ ...target, desiredCount: tasks }));
  const deadline = performance.now() + scaleLimitMs;
  while (((await describeService(clients, target)).runningCount ?? 0) < tasks) {
    interrupts.throwIfInterrupted();
    if (performance.now() > deadline) {
      throw new CliError('release-failed', `${target.service}: not ${tasks} tasks within ${scaleLimitMs / 1000} s`);
    }
    await delay(100);
  }
}

const distribution = z.object({
  id: z.string(),
  ordered_cache_behavior: z.array(z.object({ path_pattern: z.string() })).nullish(),
});

/** Where visitors ask for the site. */
function targetOf({ runtime, deployments, scheme, stage, system }: RehearseReleaseOptions): PageTarget {
  const sites = deployments.flatMap(({ resources }) =>
    resources
      .filter(({ type }) => type === 'aws_cloudfront_distribution')
      .map(({ attributes }) => distribution.parse(attributes))
      .filter(({ ordered_cache_behavior: behaviors }) =>
        (behaviors ?? []).some(({ path_pattern: pattern }) => pattern.replace(/^\//, '').startsWith('_nuxt/')),
      ),
  );
  const site = runtime.find(edges)?.distributions.find(({ id }) => sites.some((one) => one.id === id));
  const [name] = site?.aliases ?? [];
  if (site === undefined || name === undefined) {
    throw new CliError('no-site', `${system}-${stage}: no distribution with a name and a rule for /_nuxt/ runs here`);
  }
  if (scheme === 's3') return { protocol: 'http', ...site.address, name };
  const balancers = runtime.find(loadBalancers);
  const listener = balancers?.listeners.find(
    ({ loadBalancerName, protocol }) => loadBalancerName === `${system}-${stage}` && protocol === 'HTTPS',
  );
  if (balancers === undefined || listener === undefined) {
    throw new CliError('no-load-balancer', `${system}-${stage}: no load balancer with HTTPS runs here`);
  }
  return { protocol: 'https', ...listener.address, name, ca: readFileSync(balancers.caFile, 'utf8') };
}
