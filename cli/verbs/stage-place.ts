import { type Argv } from 'yargs';
import { synthesize } from '../cdktf/cdktf';
import { readStacks } from '../cdktf/manifest';
import { badInput, CliError } from '../cli-error';
import { type Context } from '../context';
import { isInsideRehearsal } from '../rehearsal/nested';
import { isLoopback } from '../release/client-config';
import { regionOfStage } from '../release/region-of-stage';
import { type GlobalOptions } from './global-options';

/** Options of the verbs that call what is deployed. */
export interface PlaceOptions extends GlobalOptions {
  readonly 'endpoint-url'?: string | undefined;
  readonly region?: string | undefined;
  readonly 'skip-synth': boolean;
}

/** Where the calls of a verb go. */
export interface StagePlace {
  /** Instead of AWS. */
  readonly endpointUrl?: string;
  readonly region: string;
  /** Whether this machine answers. */
  readonly isLocal: boolean;
}

export function withPlaceOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('endpoint-url', { type: 'string', describe: 'Call this instead of AWS [default: AWS_ENDPOINT_URL]' })
    .option('region', { type: 'string', describe: 'Region [default: that of the build or of the stage]' })
    .option('skip-synth', { type: 'boolean', default: false, describe: 'Use what the last synth wrote' });
}

/**
 * The endpoint and the region for a stage: in a build those of the build, elsewhere those that the project's stacks tell.
 * @param verb names who asks, in the refusal inside a rehearsal
 * @throws CliError `bad-endpoint`, `nothing-runs` inside a rehearsal, or `unknown-stage`
 */
export async function placeOfStage(
  context: Context,
  { stage, verb, ...options }: Omit<PlaceOptions, 'debug'> & { readonly stage: string; readonly verb: string },
): Promise<StagePlace> {
  const { env } = context;
  const endpointUrl = options['endpoint-url'] ?? env.AWS_ENDPOINT_URL;
  if (endpointUrl !== undefined && !(/^https?:/.test(endpointUrl) && URL.canParse(endpointUrl))) {
    throw badInput('bad-endpoint', `--endpoint-url must be a URL of http or https, got ${endpointUrl}`, 'correct it');
  }
  if (await isInsideRehearsal(env)) {
    throw new CliError('nothing-runs', `${verb}: nothing runs inside a rehearsal, so there is nothing to call`, {
      remedy: 'leave "tristage rehearse --" out, or run "npm start -- <system>", which releases by itself',
    });
  }
  const isLocal = endpointUrl !== undefined && isLoopback(endpointUrl);
  const place = { isLocal, ...(endpointUrl === undefined ? {} : { endpointUrl }) };
  const ofBuild = env.CODEBUILD_BUILD_ID === undefined ? undefined : env.AWS_REGION;
  const given = options.region ?? ofBuild;
  if (given !== undefined) return { ...place, region: given };
  if (!options['skip-synth']) await synthesize(context);
  return { ...place, region: regionOfStage(readStacks(context.project.outputDirectory), stage) };
}

/** @throws CliError `bad-timeout` */
export function timeoutMsOf(minutes: number): number {
  if (minutes > 0) return minutes * 60_000;
  throw badInput('bad-timeout', `--timeout-minutes must be more than 0, got ${minutes}`, 'correct it');
}
