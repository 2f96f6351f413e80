import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Stack } from '../cdktf/manifest';
import { badInput, CliError } from '../cli-error';

const configuration = z.object({
  provider: z.object({ aws: z.array(z.object({ region: z.string(), alias: z.string().optional() })) }),
});

/**
 * The region in which the stacks of a stage are deployed, as their providers say.
 * @throws CliError `unknown-stage` naming the stages that there are
 */
export function regionOfStage(stacks: readonly Stack[], stage: string): string {
  const stack = stacks.find(({ id }) => id.endsWith(`-${stage}`));
  if (stack === undefined) {
    const stages = [...new Set(stacks.map(({ id }) => id.replace(/^.*-/, '')))];
    throw badInput('unknown-stage', `stage must be one of ${stages.join(', ')}, got ${stage}`, 'name one of these');
  }
  const file = join(stack.directory, 'cdk.tf.json');
  const { provider } = configuration.parse(JSON.parse(readFileSync(file, 'utf8')));
  const main = provider.aws.find(({ alias }) => alias === undefined);
  if (main === undefined) throw new CliError('no-region', `${file}: no provider without an alias tells the region`);
  return main.region;
}
