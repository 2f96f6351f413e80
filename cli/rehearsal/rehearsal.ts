import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProvider } from '../../local/provider/provider';
import { startStateStore } from '../../local/state-store/state-store';
import { badInput, CliError, hasCode } from '../cli-error';
import { homeDirectory, type Project } from '../project';
import { configurationDirectories, stackDirectories } from './configuration-directories';
import { rehearsalEnvironment } from './environment';
import { removePlanFiles } from './plan-files';
import { markRunning } from './running-marker';
import { releaseStaleLocks } from './stale-locks';

export interface RehearsalOptions {
  readonly project: Project;
  /** The command that is rehearsed; it may name directories that hold configurations. */
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly env: NodeJS.ProcessEnv;
  /** TCP port of the state server. @default a free port */
  readonly port?: number;
}

export interface Rehearsal {
  /** Environment for the rehearsed command. */
  readonly env: NodeJS.ProcessEnv;
  readonly stateDirectory: string;
  /** Locks of a killed rehearsal that were released, as `<bucket>/<key>`. */
  readonly releasedLocks: readonly string[];
  close(): Promise<void>;
}

/** The S3 behind a rehearsal has an account of its own; nothing in a configuration refers to it. */
const defaultAccountId = '000000000000';

function upstreamOf(env: NodeJS.ProcessEnv): URL | undefined {
  const value = env.TRISTAGE_STATE_S3;
  if (value === undefined) return undefined;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return new URL(value);
  throw badInput(
    'bad-state-s3',
    `TRISTAGE_STATE_S3 must be the http or https URL of an S3 endpoint, got ${value}`,
    'correct it, or unset it to keep state in .tristage/state',
  );
}

function accountOf(env: NodeJS.ProcessEnv): string | undefined {
  const value = env.TRISTAGE_ACCOUNT_ID;
  if (value === undefined || /^\d{12}$/.test(value)) return value;
  throw badInput(
    'bad-account',
    `TRISTAGE_ACCOUNT_ID must be twelve digits, got ${value}`,
    'correct it, or unset it to use the account of each provider block',
  );
}

/**
 * Starts the state server and the stand-in provider of a rehearsal.
 * @throws CliError when a setting is wrong, the port is taken or a reset runs; nothing is left running then.
 */
export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const { project, command, workingDirectory, env, port = 0 } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw badInput('bad-port', `--port must be an integer from 0 to 65535, got ${port}`, 'correct it, or leave it out');
  }
  const upstream = upstreamOf(env);
  const accountId = accountOf(env);
  const startedMs = Date.now();
  const mark = markRunning(project, 'rehearsal', command.join(' '));
  const closers: (() => void | Promise<void>)[] = [() => mark.remove()];
  const close = async () => {
    const failures: unknown[] = [];
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      try {
        await closer();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `the rehearsal did not end cleanly: ${String(failures[0])}`);
  };
  try {
    const emptyFile = join(homeDirectory(project), 'empty');
    writeFileSync(emptyFile, '');
    const stateDirectory = homeDirectory(project, 'state');
    const store = await startStateStore({
      directory: stateDirectory,
      accountId: accountId ?? defaultAccountId,
      port,
      ...(upstream === undefined ? {} : { upstream }),
    }).catch((cause: unknown) => {
      const origin = cause instanceof Error ? cause.cause : undefined;
      throw hasCode(origin, 'EADDRINUSE') ? portTaken(port, cause) : cause;
    });
    closers.push(() => store.close());
    const releasedLocks =
      mark.isAlone && upstream === undefined ? await releaseStaleLocks(stateDirectory, store.url) : [];
    const provider = await startProvider({
      objectsDirectory: homeDirectory(project, 'objects'),
      cacheDirectory: homeDirectory(project, 'cache'),
      configurationDirectories: () => configurationDirectories(project, command, workingDirectory),
      ...(accountId === undefined ? {} : { accountId }),
    });
    closers.push(() => provider.close());
    closers.push(() => removePlanFiles(stackDirectories(project.outputDirectory), startedMs));
    const servers = { stateUrl: store.url, reattach: provider.reattach, emptyFile };
    return { env: rehearsalEnvironment(env, servers), stateDirectory, releasedLocks, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function portTaken(port: number, cause: unknown): CliError {
  return new CliError('port-taken', `--port ${port}: another process listens on it`, {
    cause,
    remedy: 'choose another port, or leave --port out to take a free one',
  });
}
