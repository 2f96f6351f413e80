import { z } from 'zod';
import { badInput, CliError } from '../cli-error';
import { type Context } from '../context';
import { captureCommand } from '../process/run-command';
import { terraformBinary } from './terraform';

const versionOutput = z.object({ terraform_version: z.string() });

const minimumTerraform = '1.11.0';
const minimumNode = '20.19.0';
const remedy = 'install Terraform 1.11 or later: https://developer.hashicorp.com/terraform/install';

/** Whether dotted version `found` is `minimum` or later; a pre-release counts as its release. */
export function isAtLeast(found: string, minimum: string): boolean {
  const parts = (version: string) => version.replace(/^v/, '').split(/[.+-]/, 3).map(Number);
  const [have, need] = [parts(found), parts(minimum)];
  for (let index = 0; index < 3; index += 1) {
    const difference = (have[index] ?? 0) - (need[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * The version of Terraform on the PATH.
 * @throws CliError `terraform-missing` or `terraform-too-old`.
 */
export async function requireTerraform(context: Context): Promise<string> {
  const program = terraformBinary(context.env);
  const { project, env, interrupts } = context;
  const options = { cwd: project.directory, env: { ...env, CHECKPOINT_DISABLE: '1' }, interrupts };
  const result = await captureCommand([program, 'version', '-json'], options).catch((cause: unknown) => {
    if (!(cause instanceof CliError) || cause.code !== 'command-not-started') throw cause;
    throw badInput(
      'terraform-missing',
      `${program}: not found on the PATH; Terraform 1.11 or later is needed`,
      remedy,
      {
        cause,
      },
    );
  });
  const version = result.code === 0 ? versionOutput.parse(JSON.parse(result.stdout)).terraform_version : undefined;
  if (version === undefined) {
    throw badInput('terraform-missing', `${program}: does not run: ${result.stderr.trim()}`, remedy);
  }
  if (isAtLeast(version, minimumTerraform)) return version;
  throw badInput(
    'terraform-too-old',
    `${program}: Terraform 1.11 or later is needed for the lock of the state bucket, got ${version}`,
    remedy,
  );
}

/**
 * Refuses a Node that is too old for the tools used here.
 * @throws CliError `node-too-old`.
 */
export function requireNode(version: string): void {
  if (isAtLeast(version, minimumNode)) return;
  throw badInput(
    'node-too-old',
    `node: version ${minimumNode} or later is needed, got ${version}`,
    'install Node 20 LTS',
  );
}
