import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';

export const accountId = '111122223333';
export const bucket = 'tristage-tfstate-stg-111122223333-ap-northeast-1';

/** Collects what a test opens and ends it, the last first. */
export class Cleanup {
  readonly #actions: (() => Promise<unknown> | void)[] = [];

  add(action: () => Promise<unknown> | void): void {
    this.#actions.push(action);
  }

  async run(): Promise<void> {
    for (const action of this.#actions.splice(0).reverse()) await action();
  }

  async directory(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'tristage-state-store-'));
    this.add(() => rm(path, { recursive: true, force: true }));
    return path;
  }
}

const credentials = { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' };

/** Speaks to the server itself, in path style. */
export function directClient(url: string): S3Client {
  return new S3Client({ endpoint: url, forcePathStyle: true, region: 'ap-northeast-1', credentials, maxAttempts: 1 });
}

/** Speaks to `s3.rehearsal.invalid` in virtual-host style by absolute-form requests to the server, its proxy. */
export function proxiedClient(url: string): S3Client {
  const endpoint = 'http://s3.rehearsal.invalid';
  const client = new S3Client({ endpoint, region: 'ap-northeast-1', credentials, maxAttempts: 1 });
  const proxy = new URL(url);
  const { requestHandler } = client.config;
  const send = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request: { hostname: string; port?: number; path: string }, options) => {
    request.path = `http://${request.hostname}${request.path}`;
    request.hostname = proxy.hostname;
    request.port = Number(proxy.port);
    return send(request, options);
  };
  return client;
}

/** Sends `text` on a new connection and returns all that comes back until the server closes it. */
export function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.setEncoding('utf8').on('data', (part: string) => (received += part));
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}

export interface StoreProcess {
  readonly url: string;
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
}

/** Starts a store in a process of its own. */
export async function startStoreProcess(directory: string, cleanup: Cleanup): Promise<StoreProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'serve.ts'), directory, accountId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  cleanup.add(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', (line: string) => resolve(line.trim()));
    child.once('exit', (code) => reject(new Error(`the store ended with ${code} before it listened`)));
  });
  return { url, child, exited };
}

/** All files below `directory`, relative, sorted. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}
