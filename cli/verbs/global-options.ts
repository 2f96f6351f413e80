import { createInterface } from 'node:readline/promises';
import { type Argv } from 'yargs';
import { CliError } from '../cli-error';
import { type Context } from '../context';
import { Interrupts } from '../process/interrupts';
import { nearestProject, openProject } from '../project';

/** Options that every verb takes. */
export interface GlobalOptions {
  readonly project?: string | undefined;
  readonly debug: boolean;
}

export function withGlobalOptions<T>(yargs: Argv<T>): Argv<T & GlobalOptions> {
  return yargs
    .option('project', {
      type: 'string',
      describe: 'Directory that holds cdktf.json [default: the nearest one upwards]',
      global: true,
    })
    .option('debug', { type: 'boolean', default: false, describe: 'Print the stack of a failure', global: true });
}

async function askOnTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // readline takes Ctrl-C for itself while it asks.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const onSignal = () => terminal.close();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await Promise.race([terminal.question(question), closed]);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    terminal.close();
  }
}

/** What the AWS SDK throws where it finds no credentials, with a remedy; undefined for another error. */
function withoutCredentials(error: unknown): CliError | undefined {
  if (!(error instanceof Error) || error.name !== 'CredentialsProviderError') return undefined;
  return new CliError('no-credentials', `AWS credentials: ${error.message}`, {
    cause: error,
    remedy:
      'have those of the account in the shell; for what "npm start" runs on this machine, docs/web.md, section 4, has the variables',
  });
}

/** Runs a verb with the project, environment, signals and terminal of this process; the result is its exit code. */
export async function runVerb(
  options: GlobalOptions,
  verb: (context: Context) => Promise<number | undefined>,
): Promise<void> {
  const interrupts = new Interrupts(process.env.npm_lifecycle_event !== undefined);
  try {
    const context: Context = {
      project: openProject(options.project ?? nearestProject(process.cwd()), process.env),
      env: process.env,
      interrupts,
      say: (line) => process.stderr.write(`${line}\n`),
      print: (text) => process.stdout.write(`${text}\n`),
      ask: process.stdin.isTTY && process.stderr.isTTY ? askOnTerminal : undefined,
    };
    process.exitCode = (await verb(context)) ?? 0;
  } catch (error) {
    throw withoutCredentials(error) ?? error;
  } finally {
    interrupts.dispose();
  }
}
