import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { buildImage } from '../../cli/release/build-image';
import { loadEnvironments } from '../../environments/load';
import { imageDirectory } from '../../local/runtime/ecs/image-store';
import { freePort, Program } from '../support/program';
import { preparePython } from '../support/python';

const root = join(__dirname, '../..');
const tsx = ['--require', require.resolve('tsx/cjs')];

/** Something to measure, or why it is not on this machine. */
export type Measured<T> = T | { readonly name: string; readonly absent: string };

export interface RunningUpstream {
  readonly name: string;
  /** What share of nginx's requests a second the proxy is to reach before it, in percent. */
  readonly leastShareOfNginx: number;
  readonly port: number;
  readonly programs: readonly Program[];
}

export interface RunningContender {
  readonly name: string;
  /** Where the upstream's `/users` is found through it. */
  readonly url: string;
  readonly port: number;
  readonly program: Program;
}

/** Builds the image of a program as a release does. @returns the folder of its files */
export async function buildProgram(image: string, imagesDirectory: string): Promise<string> {
  return imageDirectory(imagesDirectory, await buildImage(image, { projectDirectory: root, imagesDirectory }));
}

/** The services that the gateway of stg leads to, as the deployed variable `SERVICES` has them. */
export function deployedServices() {
  const [environment] = loadEnvironments({ shell: { STAGE: 'stg' } });
  if (environment === undefined) throw new Error('gateway benchmark: there is no environment stg');
  return environment.gateway.services;
}

/** nginx that answers 1 KB of JSON to everything. */
export async function startStub(directory: string): Promise<Measured<RunningUpstream>> {
  const name = 'an nginx stub';
  const body = JSON.stringify({ data: 'x'.repeat(1013) });
  const started = await startNginx(name, 'stub', directory, { body });
  return 'absent' in started
    ? started
    : { name, leastShareOfNginx: 20, port: started.port, programs: [started.program] };
}

/** The users service as it is deployed, with ten records, before a table in a process of its own. */
export async function startUsersService(imagesDirectory: string): Promise<RunningUpstream> {
  const [tablePort, port] = [await freePort(), await freePort()];
  const tableName = 'gateway-users-benchmark';
  const table = await Program.start({
    name: 'table',
    command: process.execPath,
    args: [...tsx, join(__dirname, 'table-server.ts')],
    port: tablePort,
    env: { PORT: String(tablePort), TABLE_NAME: tableName },
  });
  const users = deployedServices().find(({ name }) => name === 'users');
  if (users === undefined) throw new Error('gateway benchmark: the environment stg has no service users');
  const examples = Array.from({ length: 8 }, (_, index) => ({
    name: `user ${index}`,
    email: `user${index}@example.com`,
  }));
  const service = await Program.start({
    name: 'users service',
    command: process.execPath,
    args: [join(await buildProgram('gateway-microservice', imagesDirectory), 'server.cjs')],
    port,
    env: {
      NODE_ENV: 'production',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${tablePort}`,
      AWS_REGION: 'ap-northeast-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      SERVICE_NAME: users.name,
      SERVICE_TITLE: users.title,
      SERVICE_PATH: users.path,
      SERVICE_VERSION: users.version,
      HOST: '127.0.0.1',
      PORT: String(port),
      TABLE_NAME: tableName,
      FIELDS: JSON.stringify(users.fields),
      EXAMPLES: JSON.stringify(examples),
    },
  });
  return { name: 'the users service', leastShareOfNginx: 45, port, programs: [service, table] };
}

/** This repository's proxy: the program of its image, its variables as deployed. */
export async function startGatewayProxy(upstreamPort: number, imagesDirectory: string): Promise<RunningContender> {
  const port = await freePort();
  const program = await Program.start({
    name: 'gateway proxy',
    command: process.execPath,
    args: [join(await buildProgram('gateway-proxy', imagesDirectory), 'server.cjs')],
    port,
    env: { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...proxyVariables(upstreamPort) },
  });
  return { name: 'this proxy', url: `http://127.0.0.1:${port}/api/users`, port, program };
}

export function proxyVariables(upstreamPort: number): Readonly<Record<string, string>> {
  const users = deployedServices()
    .filter(({ name }) => name === 'users')
    .map(({ name, title, path, port, version }) => ({ name, title, path, port, version, healthEndpoint: '/health' }));
  return {
    LOG_LEVEL: 'INFO',
    VPC_ENDPOINT_DNS: `127.0.0.1:${upstreamPort}`,
    UPSTREAM_PROTOCOL: 'http',
    SERVICES: JSON.stringify(users),
    HEALTH_CHECK_INTERVAL: '30',
    REQUEST_TIMEOUT: '30',
    STOP_TIMEOUT_SECONDS: '30',
  };
}

export async function startPlainHttpProxy(upstreamPort: number): Promise<RunningContender> {
  const port = await freePort();
  const program = await Program.start({
    name: 'plain @fastify/http-proxy',
    command: process.execPath,
    args: [...tsx, join(__dirname, 'plain-http-proxy.ts')],
    port,
    env: { NODE_ENV: 'production', PORT: String(port), UPSTREAM: `http://127.0.0.1:${upstreamPort}` },
  });
  return { name: '@fastify/http-proxy', url: `http://127.0.0.1:${port}/api/users`, port, program };
}

export async function startFastApi(upstreamPort: number): Promise<Measured<RunningContender>> {
  const name = 'FastAPI and httpx';
  const folder = join(__dirname, 'fastapi-proxy');
  const python = preparePython(join(folder, 'requirements.txt'));
  if ('absent' in python) return { name, absent: python.absent };
  const port = await freePort();
  const program = await Program.start({
    name,
    command: python.program,
    args: ['-m', 'uvicorn', 'main:app', '--app-dir', folder, '--host', '127.0.0.1', '--port', String(port)],
    port,
    env: { UPSTREAM: `http://127.0.0.1:${upstreamPort}`, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return { name, url: `http://127.0.0.1:${port}/api/users/users`, port, program };
}

export async function startNginxProxy(upstreamPort: number, directory: string): Promise<Measured<RunningContender>> {
  const started = await startNginx('nginx', 'proxy', directory, { upstreamPort: String(upstreamPort) });
  return 'absent' in started ? started : { ...started, url: `http://127.0.0.1:${started.port}/api/users` };
}

async function startNginx(
  name: string,
  template: 'stub' | 'proxy',
  parent: string,
  values: Readonly<Record<string, string>>,
): Promise<Measured<{ readonly name: string; readonly port: number; readonly program: Program }>> {
  if (spawnSync('nginx', ['-v']).error !== undefined) {
    return { name, absent: 'nginx is not installed; on Debian: apt-get install nginx-light' };
  }
  const directory = mkdtempSync(join(parent, 'nginx-'));
  for (const part of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(directory, part));
  const port = await freePort();
  const text = readFileSync(join(__dirname, `nginx/${template}.conf.template`), 'utf8');
  const all: Readonly<Record<string, string>> = { ...values, directory, port: String(port) };
  const file = join(directory, 'nginx.conf');
  writeFileSync(
    file,
    text.replace(/\{([a-zA-Z]+)\}/g, (whole, key: string) => all[key] ?? whole),
  );
  const program = await Program.start({ name, command: 'nginx', args: ['-c', file, '-p', directory], port });
  return { name, port, program };
}
