import { type ArgumentsCamelCase, type CommandModule } from 'yargs';
import { synthesize } from '../cdktf/cdktf';
import { readStacks, selectStacks, type Stack } from '../cdktf/manifest';
import { badInput } from '../cli-error';
import { type Context } from '../context';
import { planGuardApply } from '../terraform/guarded-apply';
import { prepareTerraform } from '../terraform/real-run';
import { Terraform } from '../terraform/terraform';
import { type GlobalOptions, runVerb } from './global-options';

interface DeployOptions extends GlobalOptions {
  readonly stacks: readonly string[];
  readonly 'allow-destroy': readonly string[];
  readonly 'auto-approve': boolean;
  readonly 'skip-synth': boolean;
  readonly json: boolean;
}

/**
 * The allowed addresses of each stack. Of several stacks, one is applied before the next can be planned, so an
 * address must say whose it is: a typing error would else show only after the first apply.
 */
function allowedByStack(stacks: readonly Stack[], allowed: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const [only] = stacks;
  const pairs = allowed.map((entry): [string, string] => {
    const stack = stacks.find(({ id }) => entry.startsWith(`${id}/`));
    if (stack !== undefined) return [stack.id, entry.slice(stack.id.length + 1)];
    if (only !== undefined && stacks.length === 1) return [only.id, entry];
    throw badInput(
      'ambiguous-address',
      `--allow-destroy ${entry}: of several stacks, each address needs its stack in front`,
      `write it as <stack>/<address>, with one of: ${stacks.map(({ id }) => id).join(', ')}`,
    );
  });
  return new Map(stacks.map(({ id }) => [id, pairs.filter(([stack]) => stack === id).map(([, address]) => address)]));
}

async function deploy(given: Context, options: ArgumentsCamelCase<DeployOptions>): Promise<undefined> {
  const { context } = await prepareTerraform(given);
  if (!options.skipSynth) await synthesize(context);
  const selected = selectStacks(readStacks(context.project.outputDirectory), options.stacks);
  const allowed = allowedByStack(selected, options.allowDestroy);
  const reports = [];
  for (const stack of selected) {
    const terraform = new Terraform(stack.directory, context);
    await terraform.init();
    reports.push(
      await planGuardApply(context, terraform, {
        stack: stack.id,
        allowDestroy: allowed.get(stack.id) ?? [],
        autoApprove: options.autoApprove,
      }),
    );
  }
  if (options.json) context.print(JSON.stringify({ stacks: reports }));
  return undefined;
}

const nowhere: string[] = [];

export const deployVerb: CommandModule<GlobalOptions, DeployOptions> = {
  command: 'deploy <stacks...>',
  describe: 'Deploy stacks in dependency order, refusing a plan that loses data or a domain',
  builder: (yargs) =>
    yargs
      .positional('stacks', { type: 'string', array: true, demandOption: true, describe: 'Stack ids; * matches any' })
      .option('allow-destroy', {
        type: 'string',
        array: true,
        nargs: 1,
        default: nowhere,
        describe: 'Address of a protected resource that may go; of several stacks <stack>/<address>',
      })
      .option('auto-approve', { type: 'boolean', default: false, describe: 'Do not ask before applying' })
      .option('skip-synth', { type: 'boolean', default: false, describe: 'Deploy what the last synth wrote' })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout when all is done' })
      .epilogue(
        'A bare "cdktf deploy" is not guarded.\nExit codes: 0 deployed, 1 failed or refused, 2 wrong usage or bad input.',
      ),
  handler: (options) => runVerb(options, (context) => deploy(context, options)),
};
