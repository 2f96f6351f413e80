import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { cpuSeconds } from '../support/program';
import { type SystemAddresses, systemAddresses } from './system-addresses';

const root = join(__dirname, '../..');

/** The web system of stg, rehearsed afresh, with its released images; all that is not a container is one process. */
export class WebSystem {
  readonly #process: ChildProcess;

  private constructor(
    child: ChildProcess,
    readonly addresses: SystemAddresses,
    /** Images of its containers. */
    readonly imagesDirectory: string,
  ) {
    this.#process = child;
  }

  /**
   * Deploys it on this machine into an empty folder, and starts it.
   * @throws Error with what was said when the deployment fails, or when it ends before it is ready
   */
  static async start(home: string): Promise<WebSystem> {
    // An output folder of its own: somebody may deploy the project at the same time.
    const env = { ...process.env, TRISTAGE_HOME: home, CDKTF_OUTPUT: join(home, 'cdktf.out') };
    const command = ['cli/tristage.cjs', 'start', 'web', '--stage', 'stg', '--deploy-only'];
    await promisify(execFile)(process.execPath, command, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 });
    const child = spawn(
      process.execPath,
      ['--require', require.resolve('tsx/cjs'), join(__dirname, 'system-program.ts')],
      { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    for await (const line of createInterface({ input: child.stdout })) {
      return new WebSystem(child, systemAddresses.parse(JSON.parse(line)), join(home, 'images'));
    }
    throw new Error(`web system: it ended before it was ready:\n${said}`);
  }

  /** Processor time of the edge's process so far, without the containers, in seconds. */
  cpuSeconds(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error('web system: it has not been started');
    return cpuSeconds(pid);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }
}
