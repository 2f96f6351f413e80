/** Exit codes of every verb. `plan --detailed-exitcode` uses 2 for "there are changes", as Terraform does. */
export const exitCodes = { ok: 0, failed: 1, badInput: 2 } as const;

export interface CliErrorOptions extends ErrorOptions {
  /** What the person does next, as one sentence. */
  readonly remedy?: string;
  /** @default 1 */
  readonly exitCode?: number;
}

/**
 * A failure with a stable `code` for programs and one message for people. The command prints it without a stack
 * unless `--debug` is given.
 */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly remedy: string | undefined;
  readonly exitCode: number;

  constructor(code: string, message: string, options: CliErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.remedy = options.remedy;
    this.exitCode = options.exitCode ?? exitCodes.failed;
  }
}

/** A wrong argument, variable or file of the caller: exit code 2. */
export function badInput(code: string, message: string, remedy: string, options: ErrorOptions = {}): CliError {
  return new CliError(code, message, { ...options, remedy, exitCode: exitCodes.badInput });
}

/** True for an error of Node's own with this `code`, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
