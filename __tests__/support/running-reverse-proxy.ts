import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { compressFiles } from '../../cli/release/builders/compress-files';
import { TemporaryDirectory } from './deployed-state';
import { eventually } from './eventually';
import { freePort } from './free-port';

const configuration = join(__dirname, '../../services/web/reverse-proxy');

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface ReverseProxyOptions {
  /** Public files by path. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly app: RequestListener;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunningReverseProxy {
  readonly port: number;
  readonly appPort: number;
  /** Folder for what nginx writes. */
  readonly temporary: string;
  /** Entries of the access log so far. */
  log(): readonly Readonly<Record<string, unknown>>[];
  errors(): string;
  /** All connections that the app has taken. */
  connections(): number;
  get(
    path: string,
    options?: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: Buffer },
  ): Promise<Answer>;
  /** Sends bytes as they are; the answer is all that comes until the connection ends. */
  raw(bytes: string): Promise<string>;
  /** Whether it takes new connections. */
  accepts(): Promise<boolean>;
  signal(signal: NodeJS.Signals): void;
  /** Exit code of nginx. */
  readonly exited: Promise<number | null>;
  close(): Promise<void>;
}

/** Starts nginx with the configuration of the web system, in front of `app`. */
export async function startReverseProxy(options: ReverseProxyOptions): Promise<RunningReverseProxy> {
  const directory = new TemporaryDirectory();
  const image = join(directory.path, 'image');
  const temporary = join(directory.path, 'temporary');
  mkdirSync(temporary);
  cpSync(configuration, image, { recursive: true });
  const files = new Map(Object.entries(options.files).map(([path, content]) => [path, Buffer.from(content)]));
  for (const [path, content] of await compressFiles(files)) {
    const file = join(image, 'files', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    utimesSync(file, 315_532_800, 315_532_800);
  }
  let connections = 0;
  const app = createServer(options.app).on('connection', () => void (connections += 1));
  app.keepAliveTimeout = 5000;
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  const address = app.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
  const port = await freePort();
  const environment = {
    PATH: process.env.PATH ?? '',
    TMPDIR: temporary,
    HOST: '127.0.0.1',
    PORT: String(port),
    APP_PORT: String(address.port),
    ...options.environment,
  };
  const child = spawn('sh', ['entrypoint.sh', 'nginx'], { cwd: image, env: environment, detached: true });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exited = once(child, 'exit').then(([code]) => code as number | null); // as Node documents it
  const running: RunningReverseProxy = {
    port,
    appPort: address.port,
    temporary,
    log: () => {
      const lines = output.split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>); // an object by its format
    },
    errors: () => errors,
    connections: () => connections,
    get: (path, { method = 'GET', headers = {}, body } = {}) => ask(port, path, method, headers, body),
    raw: (bytes) => exchange(port, bytes),
    accepts: () => accepts(port),
    signal: (signal) => send(child, signal),
    exited,
    close: async () => {
      send(child, 'SIGKILL');
      await exited;
      app.closeAllConnections();
      app.close();
      directory.remove();
    },
  };
  await eventually(
    async () => child.exitCode !== null || (await accepts(port)),
    () => `nginx takes connections: ${errors}`,
  );
  if (child.exitCode !== null) {
    app.close();
    rmSync(directory.path, { recursive: true, force: true });
    throw new Error(`nginx ended with ${child.exitCode}: ${errors}`);
  }
  return running;
}

function send(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, signal);
}

function ask(
  port: number,
  path: string,
  method: string,
  headers: Record<string, string>,
  body: Buffer | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => void socket.write(bytes));
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
