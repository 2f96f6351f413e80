import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type MeshEndpoint } from './mesh-client';

interface Ready {
  readonly services: readonly (MeshEndpoint & { readonly system: string })[];
}

/** Mesh of prod, whose groups live for 25 minutes and so outlast a long load, in a process of its own, started as a person starts it. */
export class MeshServer {
  readonly endpoint: MeshEndpoint;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, endpoint: MeshEndpoint) {
    this.#process = child;
    this.endpoint = endpoint;
  }

  static async start(home: string): Promise<MeshServer> {
    const child = spawn(
      'node',
      ['cli/tristage.cjs', 'start', 'mesh', '--stage', 'prod', '--json', '--no-console', '--port', '0'],
      {
        cwd: join(__dirname, '../..'),
        env: { ...process.env, TRISTAGE_HOME: home },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) {
      const { services } = JSON.parse(line) as Ready;
      const mesh = services.find(({ system }) => system === 'mesh');
      if (!mesh) throw new Error(`the server runs no mesh: ${line}`);
      return new MeshServer(child, mesh);
    }
    throw new Error('the server ended before it was ready');
  }

  /** Resident memory of the server, in MB. */
  residentMb(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }
}
