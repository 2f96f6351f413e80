import { type Context } from '../context';
import { CliError } from '../cli-error';
import { captureCommand, type CommandResult } from '../process/run-command';

const lockHint =
  'wait until the other run ends; if none runs, "terraform -chdir=cdktf.out/stacks/<stack> force-unlock <ID>" with the ID above ' +
  '(in a rehearsal with "npx tristage rehearse --" in front)';

/** Failures that Terraform words for itself and that have a remedy here. */
const known = [
  { pattern: /Error acquiring the state lock/, code: 'state-locked', remedy: lockHint },
  {
    pattern: /No valid credential sources found/,
    code: 'no-credentials',
    remedy: 'configure AWS credentials ("aws configure"), or rehearse: "npx tristage rehearse -- <command>"',
  },
  {
    pattern: /Backend configuration changed/,
    code: 'backend-changed',
    remedy:
      'account, region or stage of this stack changed since it was last used here. To work with the state of the new place: ' +
      '"terraform -chdir=cdktf.out/stacks/<stack> init -reconfigure". The old state stays where it is; -migrate-state would copy it over the new one',
  },
  {
    pattern: /Saved plan is stale/,
    code: 'stale-plan',
    remedy: 'the state changed after the plan was made: run the command again and look at the new plan',
  },
  {
    pattern: /Unable to find remote state/,
    code: 'upstream-missing',
    remedy: 'deploy the stack it reads from first, or in the same command',
  },
  {
    pattern: /S3 bucket "[^"]*" does not exist|NoSuchBucket/,
    code: 'state-bucket-missing',
    remedy: 'the bucket that holds the state comes first: "tristage bootstrap <stage>"',
  },
] as const;

export interface TerraformRunOptions {
  /** Lines of Terraform's progress, as they come. */
  readonly onLine?: (line: string) => void;
  /** Exit codes that are no failure. @default [0] */
  readonly accept?: readonly number[];
}

/** Terraform in one directory. No command asks for input; each failure becomes a CliError with Terraform's own words. */
export class Terraform {
  readonly directory: string;
  readonly #context: Context;
  readonly #env: NodeJS.ProcessEnv;

  constructor(directory: string, context: Context, env: NodeJS.ProcessEnv = context.env) {
    this.directory = directory;
    this.#context = context;
    this.#env = env;
  }

  /**
   * Runs `terraform <args>`.
   * @throws CliError with a code of its own for a held lock, a stale plan or a missing upstream state, else
   *   `terraform-failed`.
   */
  async run(args: readonly string[], options: TerraformRunOptions = {}): Promise<CommandResult> {
    const { accept = [0], onLine } = options;
    const result = await this.attempt(args, onLine);
    if (accept.includes(result.code)) return result;
    const diagnostics = (result.stderr.trim() === '' ? result.stdout : result.stderr).trim();
    const match = known.find(({ pattern }) => pattern.test(diagnostics));
    throw new CliError(
      match?.code ?? 'terraform-failed',
      `${this.directory}: terraform ${args[0] ?? ''} failed with exit code ${result.code}\n${diagnostics}`,
      match === undefined ? {} : { remedy: match.remedy },
    );
  }

  /** As `run`, for a caller who judges the exit code. */
  attempt(args: readonly string[], onLine?: (line: string) => void): Promise<CommandResult> {
    return captureCommand([terraformBinary(this.#env), ...args], {
      cwd: this.directory,
      env: { ...this.#env, TF_INPUT: '0', TF_IN_AUTOMATION: '1' },
      interrupts: this.#context.interrupts,
      ...(onLine === undefined ? {} : { onLine }),
    });
  }

  /** Prepares the directory; `args` are added. */
  async init(...args: readonly string[]): Promise<void> {
    await this.run(['init', '-input=false', '-no-color', ...args]);
  }
}

/** The program that CDKTF runs too. */
export function terraformBinary(env: NodeJS.ProcessEnv): string {
  return env.TERRAFORM_BINARY_NAME ?? 'terraform';
}
