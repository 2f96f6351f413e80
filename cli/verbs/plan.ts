import { type ArgumentsCamelCase, type CommandModule } from 'yargs';
import { readStacks, selectStacks } from '../cdktf/manifest';
import { synthesize } from '../cdktf/cdktf';
import { type Context } from '../context';
import { findLosses } from '../guard/guard';
import { formatReport, hasChanges } from '../terraform/plan-report';
import { planReadOnly } from '../terraform/read-only-plan';
import { prepareTerraform } from '../terraform/real-run';
import { type GlobalOptions, runVerb } from './global-options';

interface PlanOptions extends GlobalOptions {
  readonly stacks: readonly string[];
  readonly json: boolean;
  readonly full: boolean;
  readonly 'detailed-exitcode': boolean;
  readonly 'skip-synth': boolean;
}

async function plan(given: Context, options: ArgumentsCamelCase<PlanOptions>): Promise<number> {
  const { context } = await prepareTerraform(given);
  if (!options.skipSynth) await synthesize(context);
  const selected = selectStacks(readStacks(context.project.outputDirectory), options.stacks);
  const reports = [];
  for (const stack of selected) {
    const { report, plan: parsed, text } = await planReadOnly(context, stack);
    const losses = findLosses(parsed);
    reports.push({ ...report, losses });
    if (options.json) continue;
    if (options.full) context.print(text);
    for (const line of formatReport(report)) context.print(line);
    for (const { address, action, loses } of losses) {
      context.print(`  deploy would refuse this: ${address} (${action}) loses ${loses}`);
    }
  }
  if (options.json) context.print(JSON.stringify({ stacks: reports }));
  return options.detailedExitcode && reports.some(hasChanges) ? 2 : 0;
}

export const planVerb: CommandModule<GlobalOptions, PlanOptions> = {
  command: 'plan <stacks...>',
  describe: 'Show what a deployment would change; nothing of it can be applied',
  builder: (yargs) =>
    yargs
      .positional('stacks', { type: 'string', array: true, demandOption: true, describe: 'Stack ids; * matches any' })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout, without values' })
      .option('full', { type: 'boolean', default: false, describe: "Terraform's own text too" })
      .option('detailed-exitcode', { type: 'boolean', default: false, describe: 'Exit 2 when there are changes' })
      .option('skip-synth', { type: 'boolean', default: false, describe: 'Plan what the last synth wrote' })
      .epilogue(
        'A stack whose upstream is not deployed yet is planned too: what the upstream would give is unknown.\n' +
          'Exit codes: 0 planned, 1 failed, 2 wrong usage or bad input. With --detailed-exitcode as Terraform: ' +
          '0 no changes, 1 any failure, 2 changes.',
      ),
  handler: (options) => runVerb(options, (context) => plan(context, options)),
};
