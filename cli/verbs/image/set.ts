import { createRequire } from 'node:module';
import { type CommandModule } from 'yargs';
import { type Context } from '../../context';
import { parseDigestArguments } from '../../release/image-digests';
import type * as ReleaseModule from '../../release/release';
import type * as ClientsModule from '../../release/release-clients';
import { type GlobalOptions, runVerb } from '../global-options';
import { type PlaceOptions, placeOfStage, timeoutMsOf, withPlaceOptions } from '../stage-place';

interface ImageSetOptions extends PlaceOptions {
  readonly stage: string;
  readonly service: string;
  readonly digests: readonly string[];
  readonly 'timeout-minutes': number;
  readonly json: boolean;
}

/** Loads what only a release needs: the SDK takes longer to load than most verbs to run. */
const load = createRequire(__filename);

async function set(context: Context, options: ImageSetOptions): Promise<undefined> {
  const { stage, service } = options;
  const deadlineMs = timeoutMsOf(options['timeout-minutes']);
  const digests = parseDigestArguments(options.digests);
  const place = await placeOfStage(context, { ...options, verb: 'image set' });
  const { releaseImage } = load('../../release/release') as typeof ReleaseModule; // the module at that path
  const { connectRelease } = load('../../release/release-clients') as typeof ClientsModule; // likewise
  const clients = connectRelease(place);
  try {
    const result = await releaseImage({ stage, service, digests }, clients, {
      interrupts: context.interrupts,
      progress: (text) => context.say(`${service}: ${text}`),
      deadlineMs,
      ...(place.isLocal ? { pollMs: 200 } : {}),
    });
    if (options.json) context.print(JSON.stringify(result));
    else {
      const images = Object.values(result.images).join(', ');
      context.print(`${service}: ${result.desiredCount} tasks of ${result.taskDefinition} run ${images}`);
    }
    return undefined;
  } finally {
    clients.close();
  }
}

export const imageSetVerb: CommandModule<GlobalOptions, ImageSetOptions> = {
  command: 'set <stage> <service> <digests...>',
  describe: 'Run images of their repositories in a deployed service, and wait until it is stable',
  builder: (yargs) =>
    withPlaceOptions(yargs)
      .positional('stage', { type: 'string', demandOption: true, describe: 'Stage: stg, stg2 or prod' })
      .positional('service', { type: 'string', demandOption: true, describe: 'Service, such as users' })
      .positional('digests', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Digest that the push printed, sha256:…; of several containers <container>=sha256:… each',
      })
      .option('timeout-minutes', { type: 'number', default: 20, describe: 'How long the service may take' })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout when it runs' })
      .epilogue('Exit codes: 0 it runs, 1 failed or rolled back, 2 wrong usage or bad input.'),
  handler: (options) => runVerb(options, (context) => set(context, options)),
};
