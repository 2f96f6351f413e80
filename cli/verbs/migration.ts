import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type CommandModule } from 'yargs';
import { z } from 'zod';
import { badInput } from '../cli-error';
import { type Context } from '../context';
import type * as ClientsModule from '../release/release-clients';
import type * as MigrationModule from '../release/run-migration';
import { type GlobalOptions, runVerb } from './global-options';
import { type PlaceOptions, placeOfStage, timeoutMsOf, withPlaceOptions } from './stage-place';

interface MigrationOptions extends PlaceOptions {
  readonly stage: string;
  readonly service: string;
  readonly from: string;
  readonly 'timeout-minutes': number;
  readonly '--'?: readonly (string | number)[] | undefined;
}

/** Loads what only a release needs: the SDK takes longer to load than most verbs to run. */
const load = createRequire(__filename);

const words = z.array(z.string().min(1)).min(1);

/** The words after `--`, else those of the variable that the pipeline sets. */
function commandOf({ env }: Context, options: MigrationOptions): readonly string[] {
  // yargs makes numbers of some words.
  const given = (options['--'] ?? []).map(String);
  if (given.length > 0) return given;
  const text = env.MIGRATION_COMMAND;
  try {
    return words.parse(JSON.parse(text ?? ''));
  } catch (cause) {
    throw badInput(
      'no-command',
      `migration run: needs a command, MIGRATION_COMMAND must be a JSON array of words, got ${text ?? 'none'}`,
      'write the command after "--", or set the variable',
      { cause },
    );
  }
}

async function run(context: Context, options: MigrationOptions): Promise<undefined> {
  const { stage, service } = options;
  const deadlineMs = timeoutMsOf(options['timeout-minutes']);
  const command = commandOf(context, options);
  const place = await placeOfStage(context, { ...options, verb: 'migration run' });
  const { runMigration } = load('../release/run-migration') as typeof MigrationModule; // the module at that path
  const { connectRelease } = load('../release/release-clients') as typeof ClientsModule; // likewise
  const clients = connectRelease(place);
  try {
    const request = { stage, service, directory: resolve(options.from), command };
    const { release, task } = await runMigration(request, clients, {
      interrupts: context.interrupts,
      progress: (text) => context.say(`${service}: ${text}`),
      deadlineMs,
      ...(place.isLocal ? { pollMs: 100 } : {}),
    });
    context.print(`${service}: the migration of release ${release} ended with 0 as ${task}`);
    return undefined;
  } finally {
    clients.close();
  }
}

const runMigrationVerb: CommandModule<GlobalOptions, MigrationOptions> = {
  command: 'run <stage> <service>',
  describe: 'Run a command once in the image of a rendered release, in the network of its service',
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
      .option('timeout-minutes', { type: 'number', default: 20, describe: 'How long the migration may take' })
      .usage('tristage migration run <stage> <service> --from <directory> [-- <command…>]')
      .epilogue(
        'The command is that after "--", else MIGRATION_COMMAND, a JSON array.\nExit codes: 0 ended with 0, 1 failed or not started, 2 wrong usage or bad input.',
      ),
  handler: (options) => runVerb(options, (context) => run(context, options)),
};

export const migrationVerb: CommandModule<GlobalOptions, GlobalOptions> = {
  command: 'migration',
  describe: 'Run migrations with the image of a release',
  builder: (yargs) =>
    yargs
      .command(runMigrationVerb)
      .demandCommand(1, 'name what to do with the migration: run')
      .strict()
      .epilogue('Exit codes: 0 done, 1 failed, 2 wrong usage or bad input.'),
  // yargs runs a command of this one, or says that one is needed.
  handler: () => undefined,
};
