import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type CommandModule } from 'yargs';
import { badInput } from '../../cli-error';
import { type Context } from '../../context';
import { parseDigestArguments } from '../../release/image-digests';
import type * as ClientsModule from '../../release/release-clients';
import type * as RenderModule from '../../release/render-release';
import { type GlobalOptions, runVerb } from '../global-options';
import { type PlaceOptions, placeOfStage, withPlaceOptions } from '../stage-place';

interface RenderOptions extends PlaceOptions {
  readonly stage: string;
  readonly service: string;
  readonly images: readonly string[];
  readonly tests: string;
  readonly output: string;
  readonly release?: string | undefined;
}

/** Loads what only a release needs: the SDK takes longer to load than most verbs to run. */
const load = createRequire(__filename);

async function render(context: Context, options: RenderOptions): Promise<undefined> {
  const { stage, service } = options;
  const release = options.release ?? context.env.RELEASE_ID;
  if (release === undefined || !/^[A-Za-z0-9._-]{1,128}$/.test(release)) {
    throw badInput(
      'bad-release-id',
      `--release must be 1 to 128 letters, digits, dots, hyphens or underscores, got ${release ?? 'none'}`,
      'give the id that the images were built with, or set RELEASE_ID',
    );
  }
  const digests = parseDigestArguments(options.images);
  const place = await placeOfStage(context, { ...options, verb: 'release render' });
  const { renderRelease } = load('../../release/render-release') as typeof RenderModule; // the module at that path
  const { connectRelease } = load('../../release/release-clients') as typeof ClientsModule; // likewise
  const clients = connectRelease(place);
  try {
    const output = resolve(options.output);
    const request = { stage, service, release, digests, testsFile: resolve(options.tests), output };
    const { tests, images } = await renderRelease(request, clients);
    context.say(`${service}: ${tests.passed} tests passed; ${Object.values(images).join(', ')}`);
    context.print(output);
    return undefined;
  } finally {
    clients.close();
  }
}

export const releaseRenderVerb: CommandModule<GlobalOptions, RenderOptions> = {
  command: 'render <stage> <service>',
  describe: 'Write what deploys a tested build: taskdef.json, imagedefinitions.json and release.json',
  builder: (yargs) =>
    withPlaceOptions(yargs)
      .positional('stage', { type: 'string', demandOption: true, describe: 'Stage: stg, stg2 or prod' })
      .positional('service', { type: 'string', demandOption: true, describe: 'Service, such as web' })
      .option('images', {
        type: 'string',
        array: true,
        requiresArg: true,
        demandOption: true,
        describe: 'Pushed images, <container>=sha256:… each',
      })
      .option('tests', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'What "jest --json --outputFile <file>" wrote',
      })
      .option('output', { type: 'string', requiresArg: true, demandOption: true, describe: 'Directory to write to' })
      .option('release', { type: 'string', requiresArg: true, describe: 'Release id [default: RELEASE_ID]' })
      .epilogue('Exit codes: 0 written, 1 tests failed or were not run, 2 wrong usage or bad input.'),
  handler: (options) => runVerb(options, (context) => render(context, options)),
};
