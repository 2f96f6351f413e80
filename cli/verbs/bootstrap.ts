import { type ArgumentsCamelCase, type CommandModule } from 'yargs';
import { synthesize } from '../cdktf/cdktf';
import { readStacks, selectStacks } from '../cdktf/manifest';
import { CliError } from '../cli-error';
import { type Context } from '../context';
import { bootstrap } from '../terraform/bootstrap';
import { prepareTerraform } from '../terraform/real-run';
import { type GlobalOptions, runVerb } from './global-options';

interface BootstrapVerbOptions extends GlobalOptions {
  readonly stage: string;
  readonly 'auto-approve': boolean;
  readonly 'skip-synth': boolean;
  readonly json: boolean;
}

async function run(given: Context, options: ArgumentsCamelCase<BootstrapVerbOptions>): Promise<undefined> {
  const { context, isRehearsal } = await prepareTerraform(given);
  if (!options.skipSynth) await synthesize(context);
  const id = `state-${options.stage}`;
  const [stack] = selectStacks(readStacks(context.project.outputDirectory), [id]);
  if (stack === undefined) throw new CliError('no-stack', `${id}: not among the synthesized stacks`);
  const result = await bootstrap(context, stack, { autoApprove: options.autoApprove, isRehearsal });
  const place = `s3://${result.bucket}/${result.key}`;
  const words = result.outcome === 'bootstrapped' ? 'bootstrapped' : 'already bootstrapped';
  context.say(`${id}: ${words}; ${result.resources} resources, state in ${place}`);
  if (options.json) context.print(JSON.stringify({ stack: id, ...result }));
  return undefined;
}

export const bootstrapVerb: CommandModule<GlobalOptions, BootstrapVerbOptions> = {
  command: 'bootstrap <stage>',
  describe: 'Create the bucket that holds all state of a stage and move its own state into it',
  builder: (yargs) =>
    yargs
      .positional('stage', { type: 'string', demandOption: true, describe: 'Stage: deploys the stack state-<stage>' })
      .option('auto-approve', { type: 'boolean', default: false, describe: 'Do not ask before applying' })
      .option('skip-synth', { type: 'boolean', default: false, describe: 'Use what the last synth wrote' })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout' })
      .epilogue(
        'Goes on where an interrupted run stopped; does nothing when the stage is bootstrapped.\n' +
          'Exit codes: 0 bootstrapped, 1 failed, 2 wrong usage or bad input.',
      ),
  handler: (options) => runVerb(options, (context) => run(context, options)),
};
