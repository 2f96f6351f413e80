import { createRequire } from 'node:module';
import { type CommandModule } from 'yargs';
import { synthesize } from '../cdktf/cdktf';
import { readStacks } from '../cdktf/manifest';
import { badInput, CliError } from '../cli-error';
import { type Context } from '../context';
import type * as ReleaseModule from '../release/release';
import type * as ClientsModule from '../release/release-clients';
import { isInsideRehearsal } from '../rehearsal/nested';
import { regionOfStage } from '../release/region-of-stage';
import { type GlobalOptions, runVerb } from './global-options';

interface ImageSetOptions extends GlobalOptions {
  readonly stage: string;
  readonly service: string;
  readonly digest: string;
  readonly 'endpoint-url'?: string;
  readonly region?: string;
  readonly 'timeout-minutes': number;
  readonly 'skip-synth': boolean;
  readonly json: boolean;
}

/** Loads what only a release needs: the SDK takes longer to load than most verbs to run. */
const load = createRequire(__filename);

async function set(context: Context, options: ImageSetOptions): Promise<undefined> {
  const { stage, service, digest, 'endpoint-url': endpointUrl, region } = options;
  if (endpointUrl !== undefined && !/^https?:/.test(endpointUrl)) {
    throw badInput('bad-endpoint', `--endpoint-url must be a URL of http or https, got ${endpointUrl}`, 'correct it');
  }
  if (!(options['timeout-minutes'] > 0)) {
    throw badInput(
      'bad-timeout',
      `--timeout-minutes must be more than 0, got ${options['timeout-minutes']}`,
      'correct it',
    );
  }
  if (await isInsideRehearsal(context.env)) {
    throw new CliError(
      'nothing-runs',
      'image set: nothing runs inside a rehearsal, so there is nothing to release to',
      {
        remedy: 'leave "tristage rehearse --" out, or run "npm start -- gateway", which releases by itself',
      },
    );
  }
  const { releaseImage, requireDigest } = load('../release/release') as typeof ReleaseModule; // the module at that path
  requireDigest(digest);
  if (!options['skip-synth']) await synthesize(context);
  const stageRegion = regionOfStage(readStacks(context.project.outputDirectory), stage);
  const { connectRelease, isLoopback } = load('../release/release-clients') as typeof ClientsModule; // likewise
  const isLocal = endpointUrl !== undefined && isLoopback(endpointUrl);
  const place = region ?? stageRegion;
  const clients = connectRelease({
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    region: place,
  });
  try {
    const result = await releaseImage({ stage, service, digest }, clients, {
      interrupts: context.interrupts,
      progress: (text) => context.say(`${service}: ${text}`),
      deadlineMs: options['timeout-minutes'] * 60_000,
      ...(isLocal ? { pollMs: 200 } : {}),
    });
    if (options.json) context.print(JSON.stringify(result));
    else context.print(`${service}: ${result.desiredCount} tasks of ${result.taskDefinition} run ${result.image}`);
    return undefined;
  } finally {
    clients.close();
  }
}

const setCommand: CommandModule<GlobalOptions, ImageSetOptions> = {
  command: 'set <stage> <service> <digest>',
  describe: 'Run an image of its repository in a deployed service, and wait until it is stable',
  builder: (yargs) =>
    yargs
      .positional('stage', { type: 'string', demandOption: true, describe: 'Stage: stg, stg2 or prod' })
      .positional('service', { type: 'string', demandOption: true, describe: 'Service, such as users' })
      .positional('digest', { type: 'string', demandOption: true, describe: 'Digest that the push printed, sha256:…' })
      .option('endpoint-url', { type: 'string', describe: 'Call this instead of AWS' })
      .option('region', { type: 'string', describe: 'Region [default: that of the stage]' })
      .option('skip-synth', { type: 'boolean', default: false, describe: 'Use what the last synth wrote' })
      .option('timeout-minutes', { type: 'number', default: 20, describe: 'How long the service may take' })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout when it runs' })
      .epilogue('Exit codes: 0 it runs, 1 failed or rolled back, 2 wrong usage or bad input.'),
  handler: (options) => runVerb(options, (context) => set(context, options)),
};

export const imageVerb: CommandModule<GlobalOptions, GlobalOptions> = {
  command: 'image',
  describe: 'Release images to deployed services',
  builder: (yargs) =>
    yargs
      .command(setCommand)
      .demandCommand(1, 'name what to do with the image: set')
      .strict()
      .epilogue('Exit codes: 0 done, 1 failed or rolled back, 2 wrong usage or bad input.'),
  // yargs runs a command of this one, or says that one is needed.
  handler: () => undefined,
};
