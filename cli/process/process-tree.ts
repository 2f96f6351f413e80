import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError, exitCodes, hasCode } from '../cli-error';
import { findTree, type ProcessEntry, treeVariable } from './process-table';

/** How long each step of ending a tree may take, in milliseconds. */
export interface StopTimeouts {
  /** Terraform ends its current step, saves the state and releases the lock. @default 60000 */
  readonly terraformStopTimeoutMs: number;
  /** Every other process, after SIGTERM. @default 5000 */
  readonly stopTimeoutMs: number;
  /** The kernel removes what was killed. @default 5000 */
  readonly killTimeoutMs: number;
}

export const defaultStopTimeouts: StopTimeouts = {
  terraformStopTimeoutMs: 60_000,
  stopTimeoutMs: 5_000,
  killTimeoutMs: 5_000,
};

export interface ProcessTreeOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** @default 'inherit' */
  readonly stdio?: StdioOptions;
  readonly timeouts?: Partial<StopTimeouts>;
}

/** `code` is what a shell would give: the exit code, or 128 and the number of the signal that ended the process. */
export interface ProcessExit {
  readonly code: number;
}

const pollIntervalMs = 50;

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** The exit code a shell gives for a process that a signal ended. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + (signalNumbers[signal] ?? 0);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/**
 * A command with all its descendants, ended as one. It runs in a session of its own: Ctrl-C in the terminal reaches
 * only this process, which passes Terraform the single interrupt that makes it save its state and release its lock.
 */
export class ProcessTree {
  readonly child: ChildProcess;
  readonly exited: Promise<ProcessExit>;
  readonly #token = randomUUID();
  readonly #timeouts: StopTimeouts;
  readonly #terraformName: string;
  #stopping: Promise<void> | undefined;

  /** Starts `command`. `exited` is rejected with a CliError when the program cannot be started. */
  constructor(command: readonly [string, ...string[]], options: ProcessTreeOptions) {
    const [program, ...args] = command;
    this.#timeouts = { ...defaultStopTimeouts, ...options.timeouts };
    this.#terraformName = basename(options.env.TERRAFORM_BINARY_NAME ?? 'terraform').slice(0, 15);
    const outer = options.env[treeVariable];
    const env = { ...options.env, [treeVariable]: outer === undefined ? this.#token : `${outer}:${this.#token}` };
    const child = spawn(program, args, { cwd: options.cwd, env, stdio: options.stdio ?? 'inherit', detached: true });
    this.child = child;
    this.exited = new Promise((resolve, reject) => {
      child.once('error', (cause) => {
        reject(
          new CliError('command-not-started', `${program}: the command cannot be started: ${cause.message}`, {
            cause,
            remedy: 'check that the program is installed and on the PATH',
            exitCode: hasCode(cause, 'ENOENT') ? 127 : exitCodes.failed,
          }),
        );
      });
      child.once('exit', (code, signal) => {
        resolve({ code: signal === null ? (code ?? exitCodes.failed) : signalExitCode(signal) });
      });
    });
    // Whoever stops the tree may never ask how it ended.
    this.exited.catch(() => undefined);
  }

  /** What still runs of this tree. */
  alive(): readonly ProcessEntry[] {
    return this.child.pid === undefined ? [] : findTree(this.child.pid, this.#token);
  }

  /**
   * Ends every process of the tree: one SIGINT to each Terraform, SIGTERM to the others once no Terraform is left,
   * SIGKILL to what outlasts its timeout.
   * @throws CliError `processes-left` when a process survives SIGKILL.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Kills every process of the tree now; Terraform leaves its lock behind. */
  kill(): void {
    for (const { pid } of this.alive()) send(pid, 'SIGKILL');
  }

  async #stop(): Promise<void> {
    const { terraformStopTimeoutMs, stopTimeoutMs, killTimeoutMs } = this.#timeouts;
    const isTerraform = ({ name }: ProcessEntry) => name === this.#terraformName;
    const interrupted = new Set<number>();
    // CDKTF may start the next Terraform while the first one ends; a second interrupt to the same one would make
    // it give up its lock unreleased.
    await this.#until(terraformStopTimeoutMs, () => {
      const running = this.alive().filter(isTerraform);
      for (const { pid } of running) if (!interrupted.has(pid)) send(pid, 'SIGINT');
      for (const { pid } of running) interrupted.add(pid);
      return running.length === 0;
    });
    for (const { pid } of this.alive()) send(pid, 'SIGTERM');
    await this.#until(stopTimeoutMs, () => this.alive().length === 0);
    const gone = await this.#until(killTimeoutMs, () => {
      this.kill();
      return this.alive().length === 0;
    });
    if (gone) return;
    const left = this.alive().map(({ pid, name }) => `${name} (${pid})`);
    throw new CliError('processes-left', `these processes did not end: ${left.join(', ')}`, {
      remedy: 'end them by hand',
    });
  }

  async #until(timeoutMs: number, isDone: () => boolean): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      if (isDone()) return true;
      if (performance.now() > deadline) return false;
      await delay(pollIntervalMs);
    }
  }
}
