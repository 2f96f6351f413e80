import { dirname, join } from 'node:path';
import { CliError } from '../cli-error';
import { type Context } from '../context';
import { captureCommand } from '../process/run-command';
import { cdktfError } from './cdktf-error';

/** The command line of the CDKTF that is installed with this project, without a shell or npx in between. */
export function cdktfCommand(...args: readonly string[]): [string, ...string[]] {
  const root = dirname(require.resolve('cdktf-cli/package.json'));
  return [process.execPath, join(root, 'bundle', 'bin', 'cdktf'), ...args];
}

/**
 * Synthesizes every stack of the project.
 * @throws CliError `synth-failed` with the app's own message.
 */
export async function synthesize(context: Context): Promise<void> {
  const { project, env, interrupts } = context;
  const result = await captureCommand(cdktfCommand('synth'), {
    cwd: project.directory,
    env: { ...env, CHECKPOINT_DISABLE: '1', CDKTF_DISABLE_PLUGIN_CACHE_ENV: 'true' },
    interrupts,
  });
  if (result.code === 0) return;
  const reason = cdktfError(result) ?? result.stderr.trim();
  throw new CliError('synth-failed', `cdktf synth failed with exit code ${result.code}\n${reason}`);
}
