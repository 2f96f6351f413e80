import { type Deployment } from '../../local/runtime/state/deployment';
import { type Stack } from '../cdktf/manifest';
import { badInput, CliError } from '../cli-error';
import { type Context } from '../context';
import { homeDirectory } from '../project';
import { markRunning } from '../rehearsal/running-marker';
import { releaseLocally } from '../release/release-local';
import { startConsole } from './console';
import { type DeployedRuntimeOptions, readDeployments, startDeployed } from './deployed-runtime';
import { endpointsOf } from './endpoints-of';
import { describeReady, readyJson } from './ready';
import { publishEndpoints } from './running-endpoints';
import { type Steps } from './steps';

export interface ServeOptions extends DeployedRuntimeOptions {
  readonly stacks: readonly Stack[];
  /** The systems that were asked for. */
  readonly systems: readonly string[];
  readonly stage: string;
  readonly console: boolean;
  readonly json: boolean;
  readonly showKeys: boolean;
  /** Called once the states are read: what deploys may then change them. */
  readonly onStateRead: () => void;
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Everything must have ended this long after the signal. */
const closeLimitMs = 4500;

/** Brings deployed stacks to life and serves them until a signal asks this process to end. */
export async function serve(context: Context, options: ServeOptions, steps: Steps): Promise<void> {
  const { project, interrupts } = context;
  const mark = markRunning(project, 'rehearsal', `tristage start ${options.stacks.map(({ id }) => id).join(' ')}`);
  const closers: (() => unknown)[] = [() => mark.remove()];
  try {
    const deployments = await steps.run('read the state', () => readDeployments(options.stacks, options.state));
    options.onStateRead();
    requireStage(deployments, options.stage);
    interrupts.throwIfInterrupted();
    const runtime = await steps.run('start the services', () => startDeployed(context, deployments, options));
    closers.push(() => runtime.close());
    const aws = endpointsOf(runtime, deployments);
    closers.push(publishEndpoints(project, { stacks: options.stacks.map(({ id }) => id), endpoints: aws }));
    interrupts.throwIfInterrupted();
    await releaseLocally({
      runtime,
      deployments,
      stage: options.stage,
      projectDirectory: project.directory,
      imagesDirectory: homeDirectory(project, 'images'),
      steps,
      interrupts,
    });
    if (options.console) {
      const page = await steps.run('build the console', () =>
        startConsole({
          runtime,
          deployments,
          systems: options.systems,
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
      systems: options.systems,
      stage: options.stage,
      ...(options.console ? { console: `${runtime.front.origin}/` } : {}),
      aws,
    };
    for (const line of describeReady(ready, options.showKeys)) context.say(line);
    if (!loopback.has(options.host) && options.allowHost.length === 0) {
      context.say('Other machines are answered by no name yet: add --allow-host <the name or address that they call>.');
    }
    if (options.json) context.print(readyJson(ready));
    await new Promise<void>((resolve) => interrupts.listen(() => resolve()));
    context.say('ending');
  } finally {
    await closeAll(closers);
  }
}

/** @throws CliError `other-stage` when a resource carries the tag of another stage than the one that was asked for. */
function requireStage(deployments: readonly Deployment[], stage: string): void {
  for (const { resources } of deployments) {
    for (const { address, attributes } of resources) {
      const tags = attributes.tags_all;
      const found: unknown = typeof tags === 'object' && tags !== null ? Reflect.get(tags, 'Stage') : undefined;
      if (typeof found === 'string' && found !== stage) {
        throw badInput(
          'other-stage',
          `the state is of stage ${found} (tag Stage of ${address}), asked for was ${stage}`,
          `add --stage ${found}, or name another state`,
        );
      }
    }
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
