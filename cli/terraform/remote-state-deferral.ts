import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../cli-error';

const configuration = z.object({
  data: z
    .object({ terraform_remote_state: z.record(z.string(), z.object({ config: z.record(z.string(), z.unknown()) })) })
    .optional(),
});

const diagnosticLine = z.object({
  diagnostic: z.object({ summary: z.string(), address: z.string().optional() }),
});

const address = /^data\.terraform_remote_state\.([\w-]+)$/;

/** Names of the remote states that `terraform plan -json` found to be missing. */
export function missingRemoteStates(planLines: string): readonly string[] {
  return planLines.split('\n').flatMap((line) => {
    if (!line.includes('Unable to find remote state')) return [];
    const { diagnostic } = diagnosticLine.parse(JSON.parse(line));
    const name = address.exec(diagnostic.address ?? '')?.[1];
    return name === undefined ? [] : [name];
  });
}

/** Address of the resource that keeps remote state `name` unknown. */
export function deferralAddress(name: string): string {
  return `terraform_data.tristage_deferred_${name}`;
}

/**
 * Makes a working copy plannable although the stacks behind the remote states `names` have no state yet: the place
 * of each state comes from a resource that is still to be created, so Terraform puts off reading it and takes its
 * outputs as unknown. Such a copy must never be applied.
 */
export function deferRemoteStates(directory: string, names: readonly string[]): void {
  const base = configuration.parse(JSON.parse(readFileSync(join(directory, 'cdk.tf.json'), 'utf8')));
  const deferred = names.map((name) => {
    const config = base.data?.terraform_remote_state[name]?.config;
    const attribute = ['key', 'path'].find((candidate) => config?.[candidate] !== undefined);
    if (config === undefined || attribute === undefined) {
      throw new CliError('cannot-defer', `${directory}: data.terraform_remote_state.${name} has neither key nor path`, {
        remedy: 'deploy the stack it reads from first',
      });
    }
    return {
      name,
      place: config[attribute],
      config: { ...config, [attribute]: `\${${deferralAddress(name)}.output}` },
    };
  });
  const resources = deferred.map(({ name, place }): [string, object] => [
    `tristage_deferred_${name}`,
    { input: place },
  ]);
  const overrides = deferred.map(({ name, config }): [string, object] => [name, { config }]);
  // Terraform refuses a new resource in an override file, and a second definition in any other.
  writeJson(join(directory, 'tristage-deferred.tf.json'), {
    resource: { terraform_data: Object.fromEntries<object>(resources) },
  });
  writeJson(join(directory, 'tristage_override.tf.json'), {
    data: { terraform_remote_state: Object.fromEntries<object>(overrides) },
  });
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, JSON.stringify(value, undefined, 2));
}
