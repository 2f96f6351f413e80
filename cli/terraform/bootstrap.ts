import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Stack } from '../cdktf/manifest';
import { badInput, CliError } from '../cli-error';
import { type Context } from '../context';
import { homeDirectory } from '../project';
import { planGuardApply } from './guarded-apply';
import { countResources, parseState } from './state-json';
import { Terraform } from './terraform';
import { copyConfiguration, withWorkingCopy } from './working-copy';

const configuration = z.object({
  terraform: z.object({ backend: z.object({ s3: z.object({ bucket: z.string(), key: z.string() }) }) }),
});

export interface BootstrapOptions {
  readonly autoApprove: boolean;
  readonly isRehearsal: boolean;
}

export interface BootstrapResult {
  readonly outcome: 'bootstrapped' | 'already-bootstrapped';
  readonly bucket: string;
  readonly key: string;
  readonly resources: number;
}

const overrideName = 'tristage_override.tf.json';
const localState = 'terraform.tfstate';

function backendOf(stack: Stack): { readonly bucket: string; readonly key: string } {
  const file = join(stack.directory, 'cdk.tf.json');
  const parsed = configuration.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data.terraform.backend.s3;
  throw badInput('no-s3-backend', `${file}: the stack has no S3 backend to move into`, 'name a stack that has one', {
    cause: parsed.error,
  });
}

/** Resources in the bucket's state; none when there is no bucket yet. */
function resourcesInBucket(context: Context, stack: Stack): Promise<number> {
  return withWorkingCopy(context.project, stack.directory, async (directory) => {
    const terraform = new Terraform(directory, context);
    try {
      await terraform.init('-reconfigure');
    } catch (error) {
      if (error instanceof CliError && error.code === 'state-bucket-missing') return 0;
      throw error;
    }
    return countResources(parseState((await terraform.run(['state', 'pull'])).stdout));
  });
}

/** @throws CliError `bootstrap-differs` when the state in the bucket does not match the configuration. */
function requireEmptyPlan(context: Context, stack: Stack): Promise<void> {
  return withWorkingCopy(context.project, stack.directory, async (directory) => {
    const terraform = new Terraform(directory, context);
    await terraform.init('-reconfigure');
    const plan = ['plan', '-input=false', '-no-color', '-detailed-exitcode'];
    const { code, stdout } = await terraform.run(plan, { accept: [0, 2] });
    if (code === 0) return;
    throw new CliError('bootstrap-differs', `${stack.id}: the plan after the move is not empty\n${stdout.trim()}`, {
      remedy: `look at the plan above; "tristage deploy ${stack.id}" applies it`,
    });
  });
}

/**
 * Creates the stack that holds all state, and its own: applies it with local state in a working copy, moves that
 * state into the new bucket and checks that a second plan is empty. The working copy stays until then, so a run
 * after an interrupted one goes on where that one stopped.
 * @throws CliError when a step fails; the local state is kept.
 */
export async function bootstrap(context: Context, stack: Stack, options: BootstrapOptions): Promise<BootstrapResult> {
  const { autoApprove, isRehearsal } = options;
  const backend = backendOf(stack);
  const kind = isRehearsal ? 'bootstrap-rehearsal' : 'bootstrap';
  const copy = join(homeDirectory(context.project, kind), `${backend.bucket}-${stack.id}`);
  const isResumed = existsSync(join(copy, localState));

  const present = await resourcesInBucket(context, stack);
  if (present > 0) {
    if (isResumed) await finish(context, stack, copy);
    const outcome = isResumed ? 'bootstrapped' : 'already-bootstrapped';
    return { outcome, ...backend, resources: present };
  }

  context.say(
    isResumed ? `${stack.id}: resuming with the local state in ${copy}` : `${stack.id}: creating on local state`,
  );
  mkdirSync(copy, { recursive: true, mode: 0o700 });
  copyConfiguration(stack.directory, copy);
  const terraform = new Terraform(copy, context);
  const override = join(copy, overrideName);
  writeFileSync(override, JSON.stringify({ terraform: { backend: { local: { path: localState } } } }));
  // After an interrupted move Terraform may remember either backend; the local file is the one that counts.
  await terraform.init('-reconfigure');
  await planGuardApply(context, terraform, { stack: stack.id, allowDestroy: [], autoApprove });

  context.say(`${stack.id}: moving its state into s3://${backend.bucket}/${backend.key}`);
  rmSync(override);
  // A rehearsal's own flag for init excludes a move.
  const env = Object.entries(context.env).filter(([name]) => name !== 'TF_CLI_ARGS_init');
  await new Terraform(copy, context, Object.fromEntries(env)).init('-migrate-state', '-force-copy');
  await finish(context, stack, copy);
  return { outcome: 'bootstrapped', ...backend, resources: await resourcesInBucket(context, stack) };
}

async function finish(context: Context, stack: Stack, copy: string): Promise<void> {
  await requireEmptyPlan(context, stack);
  rmSync(copy, { recursive: true });
}
