import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type ProjectCopy } from './project-copy';

/** What `tristage start --json` writes when all is ready. */
export interface StartedReady {
  readonly services: readonly Readonly<Record<string, unknown>>[];
  readonly console?: string;
  readonly ca: string;
}

/** A `tristage start` in a copy of the project, ready to be used. */
export class StartedProject {
  private constructor(
    readonly ready: StartedReady,
    readonly child: ChildProcess,
    readonly progress: () => string,
  ) {}

  /** Starts `tristage start <args>` on free ports; fails with all it wrote when it ends before it is ready. */
  static async start(project: ProjectCopy, args: readonly string[]): Promise<StartedProject> {
    const ports = ['--port', '0', '--load-balancer-port', '0', '--json'];
    const child = spawn(process.execPath, ['cli/tristage.cjs', 'start', ...args, ...ports], {
      cwd: project.directory,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const line = once(createInterface({ input: child.stdout }), 'line');
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`tristage start ended with ${String(code)}:\n${said}`);
    });
    // A later end is no fault of who started it.
    ended.catch(() => undefined);
    const [text] = (await Promise.race([line, ended])) as [string];
    return new StartedProject(JSON.parse(text) as StartedReady, child, () => said);
  }

  /** The address of the first service of `system`, such as `http://127.0.0.1:8000`. */
  url(system: string): string {
    const url = this.ready.services.find(
      (service) => service.system === system && typeof service.url === 'string',
    )?.url;
    if (typeof url !== 'string') throw new Error(`no address of ${system} in ${JSON.stringify(this.ready)}`);
    return url;
  }

  /** Ends it as Ctrl-C does and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGINT');
    await gone;
  }
}
