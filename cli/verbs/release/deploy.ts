import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type CommandModule } from 'yargs';
import { type Context } from '../../context';
import type * as DeployModule from '../../release/deploy-release';
import type * as ClientsModule from '../../release/release-clients';
import { type GlobalOptions, runVerb } from '../global-options';
import { type PlaceOptions, placeOfStage, timeoutMsOf, withPlaceOptions } from '../stage-place';

interface DeployOptions extends PlaceOptions {
  readonly stage: string;
  readonly service: string;
  readonly from: string;
  readonly 'timeout-minutes': number;
  readonly json: boolean;
}

/** Loads what only a release needs: the SDK takes longer to load than most verbs to run. */
const load = createRequire(__filename);

async function deploy(context: Context, options: DeployOptions): Promise<undefined> {
  const { stage, service } = options;
  const deadlineMs = timeoutMsOf(options['timeout-minutes']);
  const place = await placeOfStage(context, { ...options, verb: 'release deploy' });
  const { deployRelease } = load('../../release/deploy-release') as typeof DeployModule; // the module at that path
  const { connectRelease } = load('../../release/release-clients') as typeof ClientsModule; // likewise
  const clients = connectRelease(place);
  try {
    const result = await deployRelease({ stage, service, directory: resolve(options.from) }, clients, {
      interrupts: context.interrupts,
      progress: (text) => context.say(`${service}: ${text}`),
      deadlineMs,
      ...(place.isLocal ? { pollMs: 200 } : {}),
    });
    if (options.json) context.print(JSON.stringify(result));
    else {
      const { release, desiredCount, taskDefinition } = result;
      context.print(`${service}: ${desiredCount} tasks of ${taskDefinition} run release ${release}`);
    }
    return undefined;
  } finally {
    clients.close();
  }
}

export const releaseDeployVerb: CommandModule<GlobalOptions, DeployOptions> = {
  command: 'deploy <stage> <service>',
  describe: 'Run a rendered release in its service, and wait until it is stable',
  builder: (yargs) =>
    withPlaceOptions(yargs)
      .positional('stage', { type: 'string', demandOption: true, describe: 'Stage: stg, stg2 or prod' })
      .positional('service', { type: 'string', demandOption: true, describe: 'Service, such as web' })
      .option('from', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Directory that "release render" wrote',
      })
      .option('timeout-minutes', { type: 'number', default: 20, describe: 'How long the service may take' })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout when it runs' })
      .epilogue('Exit codes: 0 it runs, 1 failed or rolled back, 2 wrong usage or bad input.'),
  handler: (options) => runVerb(options, (context) => deploy(context, options)),
};
