import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nuxtOutput } from '../../cli/release/builders/nuxt-output';
import { ContainerProcess } from '../../local/runtime/ecs/container-process';
import { freePort } from '../support/program';
import { isServed } from './fetch-answer';
import { type SystemAddresses } from './system-addresses';

const root = join(__dirname, '../..');
const application = 'services/web/app';
const nuxt = join(root, 'node_modules/nuxt/bin/nuxt.mjs');
/** What builds leave in the folder of the application. */
const generated = new Set(['.nuxt', '.output', '.data', 'node_modules']);
const startTimeoutMs = 120_000;

export interface NuxtPreview {
  readonly host: string;
  readonly port: number;
  /** Process of the command, whose child is the server. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts `nuxt preview` of the build that the images hold, with the variables of the container, in a copy of the
 * application: the command wants the sources beside the build. Its log is read as that of a container is.
 * @throws Error with what it wrote when it does not answer within two minutes
 */
export async function startNuxtPreview(addresses: SystemAddresses): Promise<NuxtPreview> {
  const output = await nuxtOutput('web-app', { projectDirectory: root, application });
  // Below the project, whose packages the sources import.
  const parent = join(root, '.tristage/cache');
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(join(parent, 'preview-'));
  cpSync(join(root, application), directory, { recursive: true, filter: (path) => !generated.has(basename(path)) });
  cpSync(output, join(directory, '.output'), { recursive: true });
  const [host, port] = ['127.0.0.1', await freePort()];
  const app = addresses.containers.find(({ name }) => name === 'app');
  const variables = (app?.environment ?? []).map(({ name, value }): [string, string] => [name, value ?? '']);
  let said = '';
  const program = new ContainerProcess({
    command: ['node', nuxt, 'preview', directory, '--port', String(port)],
    directory,
    environment: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      NODE_ENV: 'production',
      AWS_REGION: addresses.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: addresses.awsEndpointUrl,
      ...Object.fromEntries(variables),
      HOST: host,
      PORT: String(port),
    },
    names: {},
    onLine: (line) => void (said = `${said}${line}\n`.slice(-4000)),
  });
  const stop = async (): Promise<void> => {
    program.signal('SIGTERM');
    await program.exited;
    rmSync(directory, { recursive: true, force: true });
  };
  let failure: string | undefined;
  void program.exited.then(({ code, failure: reason }) => (failure ??= reason ?? `it ended with ${code}`));
  const started = performance.now();
  while (!(await isServed({ host, port, path: '/healthz' }))) {
    if (performance.now() - started > startTimeoutMs) failure ??= `no answer within ${startTimeoutMs} ms`;
    if (failure !== undefined || program.pid === undefined) {
      await stop();
      throw new Error(`nuxt preview: not started: ${failure ?? 'it has no process'}\n${said}`);
    }
    await sleep(50);
  }
  if (program.pid === undefined) throw new Error('nuxt preview: it has no process');
  return { host, port, pid: program.pid, stop };
}
