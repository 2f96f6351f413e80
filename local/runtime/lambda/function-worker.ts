import { Worker } from 'node:worker_threads';
import { type Clock } from '../clock';
import { watchMemory } from './memory-watch';
import {
  type FunctionError,
  type InvokeMessage,
  type LogLevel,
  type WorkerMessage,
  type WorkerSettings,
} from './worker-protocol';
import { workerProgram } from './worker-program';

/** Lambda gives a package this long to load. */
const initTimeoutMs = 10_000;

export interface FunctionWorkerOptions {
  readonly settings: Omit<WorkerSettings, 'heartbeat'>;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly onLog: (level: LogLevel, line: string, requestId: string | undefined) => void;
  /** Called once, when the thread has ended for whatever reason. */
  readonly onExit: () => void;
}

/** What an invocation came to, with the most memory that the worker has used so far. */
export interface InvocationOutcome {
  readonly status: 'success' | 'error' | 'timeout';
  readonly answer: { readonly payload: string } | { readonly error: FunctionError };
  readonly memoryBytes: number;
  /** Whether the worker can take another event. */
  readonly reusable: boolean;
}

/** One execution environment of a function: a thread that loads the package once and takes one event at a time. */
export class FunctionWorker {
  readonly #options: FunctionWorkerOptions;
  readonly #worker: Worker;
  #settleStart: ((error: FunctionError | undefined) => void) | undefined;
  #settleRun: ((outcome: InvocationOutcome) => void) | undefined;
  readonly #heartbeat = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #requestId = '';
  #outOfMemory = false;
  #usable = true;
  #memoryBytes = 0;

  /** Begins to load the package; `ready` tells how that ended. */
  readonly ready: Promise<FunctionError | undefined>;

  constructor(options: FunctionWorkerOptions) {
    this.#options = options;
    const { settings, environment, clock } = options;
    this.#worker = new Worker(workerProgram(), {
      eval: true,
      name: settings.functionName,
      workerData: { ...settings, heartbeat: this.#heartbeat } satisfies WorkerSettings,
      env: { ...environment },
      argv: [],
      execArgv: [],
      // What the program does not catch itself must not reach the streams of the host.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: settings.memorySizeMiB },
    });
    this.ready = new Promise((resolve) => {
      const cancel = clock.after(initTimeoutMs, () => {
        this.#started({
          errorType: 'Sandbox.Timedout',
          errorMessage: `Init timed out after ${(initTimeoutMs / 1000).toFixed(2)} seconds`,
        });
        void this.terminate();
      });
      this.#settleStart = (error) => {
        cancel();
        resolve(error);
      };
    });
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message));
    this.#worker.on('error', (error) => {
      this.#outOfMemory ||= 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (!this.#outOfMemory) options.onLog('error', error.stack ?? String(error), undefined);
    });
    this.#worker.on('exit', (code) => this.#exited(code));
    for (const [stream, level] of [[this.#worker.stdout, 'info'] as const, [this.#worker.stderr, 'error'] as const]) {
      stream.setEncoding('utf8').on('data', (text: string) => options.onLog(level, text.trimEnd(), undefined));
    }
  }

  /** False from when it is to end. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Runs the handler once. The worker must be ready and have no other event. */
  run(message: InvokeMessage): Promise<InvocationOutcome> {
    this.#requestId = message.requestId;
    const { clock, settings } = this.#options;
    return new Promise((resolve) => {
      const endWatch = watchMemory({
        clock,
        memorySizeMiB: settings.memorySizeMiB,
        heartbeat: this.#heartbeat,
        onExceeded: () => {
          this.#outOfMemory = true;
          void this.terminate();
        },
      });
      const cancel = clock.after(message.timeoutMs, () => {
        const seconds = (message.timeoutMs / 1000).toFixed(2);
        this.#finish('timeout', {
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${message.requestId} Error: Task timed out after ${seconds} seconds`,
        });
        void this.terminate();
      });
      this.#settleRun = (outcome) => {
        cancel();
        endWatch();
        resolve(outcome);
      };
      this.#worker.postMessage(message);
    });
  }

  /** Ends the thread, in the middle of whatever it does; resolves when it is gone. */
  async terminate(): Promise<void> {
    this.#usable = false;
    await this.#worker.terminate();
  }

  #receive(message: WorkerMessage): void {
    switch (message.kind) {
      case 'ready':
        return this.#started(undefined);
      case 'init-error':
        this.#started(message.error);
        return void this.terminate();
      case 'log':
        return this.#options.onLog(message.level, message.line, message.requestId);
      case 'result':
        this.#memoryBytes = message.memoryBytes;
        return this.#settle({
          status: 'success',
          answer: { payload: message.payload },
          memoryBytes: this.#memoryBytes,
          reusable: true,
        });
      case 'error':
        this.#memoryBytes = message.memoryBytes;
        this.#started(message.error);
        this.#finish('error', message.error, !message.fatal);
        if (message.fatal) void this.terminate();
    }
  }

  #exited(code: number): void {
    this.#usable = false;
    const reason = this.#outOfMemory
      ? 'Runtime exited with error: signal: killed'
      : code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${code}`;
    if (this.#outOfMemory) this.#memoryBytes = this.#options.settings.memorySizeMiB * 1024 * 1024;
    const errorType = this.#outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
    this.#started({ errorType, errorMessage: `Error: ${reason}` });
    this.#finish('error', { errorType, errorMessage: `RequestId: ${this.#requestId} Error: ${reason}` });
    this.#options.onExit();
  }

  #finish(status: 'error' | 'timeout', error: FunctionError, reusable = false): void {
    this.#settle({ status, answer: { error }, memoryBytes: this.#memoryBytes, reusable });
  }

  #started(error: FunctionError | undefined): void {
    const settle = this.#settleStart;
    this.#settleStart = undefined;
    settle?.(error);
  }

  #settle(outcome: InvocationOutcome): void {
    const settle = this.#settleRun;
    this.#settleRun = undefined;
    settle?.(outcome);
  }
}
