import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { errorCode } from '../error-code';
import { readLines } from './log-lines';
import { isNginx, nginxProblem, withParent } from './nginx-program';
import { type LocalNames } from '../load-balancing/load-balancers';

export interface ProcessOptions {
  /**
   * Program and arguments. A program named `node`, in whatever folder, is the Node that runs this process; arguments that
   * name `nginx` mean the one on this machine.
   */
  readonly command: readonly string[];
  readonly directory: string;
  /** All that the program gets of its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names that lead elsewhere for a Node program. */
  readonly names: LocalNames;
  readonly onLine: (line: string) => void;
}

export interface ProcessExit {
  /** As a shell gives it: 128 and the signal's number when a signal ended it. */
  readonly code: number;
  /** Why it could not be started. */
  readonly failure?: string;
}

const preload = join(__dirname, 'task-preload.cjs');
const parentFd = 3;
const signalNumbers: Partial<Record<NodeJS.Signals, number>> = {
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/** A program with all that it starts. It runs in a process group of its own, so that Ctrl-C reaches only its parent. */
export class ContainerProcess {
  readonly pid: number | undefined;
  readonly exited: Promise<ProcessExit>;

  constructor(options: ProcessOptions) {
    const { command, directory, environment, names, onLine } = options;
    const problem = nginxProblem(command, environment.PATH ?? '');
    if (problem !== undefined) {
      this.exited = Promise.resolve({ code: 127, failure: problem });
      return;
    }
    const [program = '', ...args] = isNginx(command) ? withParent(command, parentFd) : command;
    const isNode = /(^|\/)node$/.test(program);
    const task = JSON.stringify({ names, parentFd });
    const child = spawn(isNode ? process.execPath : program, isNode ? ['--require', preload, ...args] : args, {
      cwd: directory,
      // The preload takes its variable away before the program sees it.
      env: isNode ? { ...environment, TRISTAGE_TASK: task } : { ...environment },
      detached: true,
      // The last pipe is never written to: it ends when this process does.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.pid = child.pid;
    for (const stream of [child.stdout, child.stderr]) if (stream !== null) readLines(stream, onLine);
    this.exited = exitOf(child);
    void this.exited.then(() => this.signal('SIGKILL'));
  }

  /** Sends a signal to the program and what it started. */
  signal(signal: NodeJS.Signals): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, signal);
    } catch (error) {
      // Nothing is left of the group, or only what has ended and is not yet collected.
      if (errorCode(error) !== 'ESRCH' && errorCode(error) !== 'EPERM') throw error;
    }
  }
}

/** Never rejects: a program that cannot be started has exited with 127 or 126, as in a shell. */
function exitOf(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve({ code: errorCode(error) === 'ENOENT' ? 127 : 126, failure: error.message });
    });
    // Not 'exit': what it wrote last is read by then too. A grandchild may hold the pipes, so that waits are bounded.
    child.once('exit', (code, signal) => {
      const exit = { code: signal === null ? (code ?? 1) : 128 + (signalNumbers[signal] ?? 0) };
      const timer = setTimeout(() => resolve(exit), 200);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(exit);
      });
    });
  });
}
