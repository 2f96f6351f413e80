import { FrontError } from '../../local/runtime/front/front-error';
import { type Runtime, startRuntime } from '../../local/runtime/runtime';
import { readDeployment, type ReadDeploymentOptions } from '../../local/runtime/state/read-deployment';
import { StateError } from '../../local/runtime/state/state-error';
import { type Stack } from '../cdktf/manifest';
import { badInput, CliError } from '../cli-error';
import { type Context } from '../context';
import { homeDirectory } from '../project';
import { markRunning } from '../rehearsal/running-marker';
import { startConsole } from './console';
import { describeReady, readyJson } from './ready';
import { type Steps } from './steps';

export interface ServeOptions {
  readonly stacks: readonly Stack[];
  readonly stage: string;
  /** Where the states of the stacks are. */
  readonly state: ReadDeploymentOptions['state'];
  readonly port: number;
  readonly host: string;
  readonly allowHost: readonly string[];
  readonly console: boolean;
  readonly keepTables: boolean;
  readonly json: boolean;
  readonly showKeys: boolean;
}

/** Everything must have ended this long after the signal. */
const closeLimitMs = 4500;

/** Brings deployed stacks to life and serves them until a signal asks this process to end. */
export async function serve(context: Context, options: ServeOptions, steps: Steps): Promise<void> {
  const { project, interrupts } = context;
  const mark = markRunning(project, 'rehearsal', `tristage start ${options.stacks.map(({ id }) => id).join(' ')}`);
  const closers: (() => unknown)[] = [() => mark.remove()];
  try {
    const deployments = await steps.run('read the state', () => readDeployments(options));
    interrupts.throwIfInterrupted();
    const runtime = await steps.run('start the services', () => start(context, options, deployments));
    closers.push(() => runtime.close());
    interrupts.throwIfInterrupted();
    if (options.console) {
      const page = await steps.run('build the console', () =>
        startConsole({
          runtime,
          deployments,
          stage: options.stage,
          cacheDirectory: homeDirectory(project, 'cache'),
          allowedHosts: options.allowHost,
        }),
      );
      closers.push(() => page.close());
    }
    interrupts.throwIfInterrupted();
    const ready = {
      runtime,
      stage: options.stage,
      ...(options.console ? { console: `${runtime.front.origin}/` } : {}),
    };
    for (const line of describeReady(ready, options.showKeys)) context.say(line);
    if (options.json) context.print(readyJson(ready));
    await new Promise<void>((resolve) => interrupts.listen(() => resolve()));
    context.say('ending');
  } finally {
    await closeAll(closers);
  }
}

async function readDeployments({ stacks, state }: ServeOptions) {
  try {
    return await Promise.all(
      stacks.map(({ id, directory }) => readDeployment({ stackId: id, stackDirectory: directory, state })),
    );
  } catch (cause) {
    throw cause instanceof StateError ? new CliError(cause.code, cause.message, { cause }) : cause;
  }
}

async function start(
  { project, env }: Context,
  { port, host, allowHost, keepTables }: ServeOptions,
  deployments: Awaited<ReturnType<typeof readDeployments>>,
): Promise<Runtime> {
  try {
    return await startRuntime({
      deployments,
      dataDirectory: homeDirectory(project, 'runtime'),
      certificateDirectory: homeDirectory(project, 'tls'),
      projectDirectory: project.directory,
      keepTables,
      port,
      host,
      allowedHosts: allowHost,
      environment: env,
    });
  } catch (cause) {
    if (cause instanceof FrontError) throw new CliError(cause.code, cause.message, { cause });
    if (cause instanceof RangeError) throw badInput('bad-option', cause.message, 'correct the option', { cause });
    throw cause;
  }
}

/** Ends what was started, the last first; whatever takes too long is left to the end of the process. */
async function closeAll(closers: (() => unknown)[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new CliError('close-timeout', `start: not all services ended within ${closeLimitMs} ms; they are killed`));
    }, closeLimitMs);
  });
  const closing = (async () => {
    const failures: unknown[] = [];
    for (const close of closers.reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `start: did not end cleanly: ${failures.join('; ')}`);
  })();
  try {
    await Promise.race([closing, late]);
  } finally {
    clearTimeout(timer);
  }
}
