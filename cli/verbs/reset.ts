import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandModule } from 'yargs';
import { CliError } from '../cli-error';
import { type Context } from '../context';
import { markRunning } from '../rehearsal/running-marker';
import { type GlobalOptions, runVerb } from './global-options';

interface ResetOptions extends GlobalOptions {
  readonly yes: boolean;
}

/** What rehearsals wrote. The schema cache and the certificates stay: they hold nothing of a rehearsal. */
const cleared = ['state', 'objects', 'runtime', 'bootstrap-rehearsal'] as const;

async function reset(context: Context, { yes }: ResetOptions): Promise<undefined> {
  const { home } = context.project;
  const present = cleared.map((name) => join(home, name)).filter((path) => existsSync(path));
  if (present.length === 0) {
    context.say(`${home}: nothing to clear`);
    return undefined;
  }
  const mark = markRunning(context.project, 'reset', 'tristage reset');
  try {
    if (!yes) await confirm(context, present);
    for (const path of present) rmSync(path, { recursive: true, force: true });
    context.say(`cleared ${present.join(', ')}`);
    return undefined;
  } finally {
    mark.remove();
  }
}

async function confirm(context: Context, present: readonly string[]): Promise<void> {
  if (context.ask === undefined) {
    throw new CliError('no-terminal', 'reset: needs a confirmation, and there is no terminal to ask on', {
      remedy: 'add --yes',
    });
  }
  const answer = await context.ask(`delete ${present.join(', ')}? Only "yes" is accepted: `);
  if (answer.trim() !== 'yes') throw new CliError('not-approved', 'reset: not confirmed; nothing is deleted');
}

export const resetVerb: CommandModule<GlobalOptions, ResetOptions> = {
  command: 'reset',
  describe: 'Delete the state and the objects of all rehearsals',
  builder: (yargs) =>
    yargs
      .option('yes', { type: 'boolean', default: false, describe: 'Do not ask' })
      .epilogue('Refuses while a rehearsal runs. Exit codes: 0 cleared, 1 refused, 2 wrong usage.'),
  handler: (options) => runVerb(options, (context) => reset(context, options)),
};
