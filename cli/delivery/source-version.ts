import { badInput } from '../cli-error';
import { type Interrupts } from '../process/interrupts';
import { captureCommand } from '../process/run-command';

/**
 * The commit that a source is of.
 * @param given 40 hexadecimal digits, instead of that of the working copy
 * @throws CliError `bad-commit`, or `no-commit` where git knows none
 */
export async function sourceVersion(
  directory: string,
  given: string | undefined,
  { env, interrupts }: { readonly env: NodeJS.ProcessEnv; readonly interrupts: Interrupts },
): Promise<string> {
  if (given !== undefined) {
    if (/^[0-9a-f]{40}$/.test(given)) return given;
    throw badInput('bad-commit', `--commit must be 40 hexadecimal digits, got ${given}`, 'correct it, or leave it out');
  }
  const { code, stdout, stderr } = await captureCommand(['git', 'rev-parse', '--verify', 'HEAD'], {
    cwd: directory,
    env,
    interrupts,
  });
  if (code === 0) return stdout.trim();
  throw badInput('no-commit', `${directory}: git tells no commit: ${stderr.trim()}`, 'name one with --commit');
}
