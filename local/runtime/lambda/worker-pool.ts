import { type Clock } from '../clock';
import { type FunctionError } from './worker-protocol';

/** What a pool holds; see `FunctionWorker`. */
export interface PooledWorker {
  /** Settles when it can take work, or with the error of its start. */
  readonly ready: Promise<FunctionError | undefined>;
  /** False from when it is to end. */
  readonly usable: boolean;
  terminate(): Promise<void>;
}

/** A worker while it has work, with how long its start took. */
export interface BorrowedWorker<W extends PooledWorker> {
  readonly worker: W;
  /** Only for the first use. */
  readonly initMs?: number;
  /** Gives the worker back; one that cannot be used again is not kept. */
  readonly release: (reusable: boolean) => void;
}

export interface WorkerPoolOptions<W extends PooledWorker> {
  readonly maxWorkers: number;
  readonly idleMs: number;
  readonly clock: Clock;
  /** Makes a worker and begins to start it; `onExit` must be called when it is gone. */
  readonly create: (onExit: () => void) => W;
}

/**
 * The execution environments of one function. An invocation takes an idle worker; while some wait, workers are started
 * one after the other, so that a burst of short ones does not start more than it needs. Idle workers end after a while.
 */
export class WorkerPool<W extends PooledWorker> {
  readonly #options: WorkerPoolOptions<W>;
  readonly #workers = new Set<W>();
  /** With what cancels their end; the last was used last, and is used first. */
  readonly #idle = new Map<W, () => void>();
  readonly #waiting: ((answer: BorrowedWorker<W> | FunctionError) => void)[] = [];
  #starting = false;
  #closed = false;

  constructor(options: WorkerPoolOptions<W>) {
    this.#options = options;
  }

  /** Workers that exist now. */
  get size(): number {
    return this.#workers.size;
  }

  /** Invocations that wait for a worker. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @returns a worker, or the error with which its start failed; the next call tries a new start. */
  borrow(): Promise<BorrowedWorker<W> | FunctionError> {
    if (this.#closed) return Promise.resolve(closing);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#dispatch();
    });
  }

  /** Ends all workers, and with an error what still waits. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const worker of [...this.#idle.keys()]) this.#forget(worker);
    for (const answer of this.#waiting.splice(0)) answer(closing);
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  #dispatch(): void {
    if (this.#closed) return;
    while (this.#waiting.length > 0) {
      const worker = [...this.#idle.keys()].findLast(({ usable }) => usable);
      if (worker === undefined) break;
      this.#forget(worker);
      this.#hand(worker);
    }
    if (this.#waiting.length > 0 && !this.#starting && this.#workers.size < this.#options.maxWorkers) {
      void this.#start();
    }
  }

  async #start(): Promise<void> {
    const { clock, create } = this.#options;
    this.#starting = true;
    const startedMs = clock.nowMs();
    const worker = create(() => {
      this.#forget(worker);
      this.#workers.delete(worker);
      this.#dispatch();
    });
    this.#workers.add(worker);
    const error = await worker.ready;
    this.#starting = false;
    if (this.#closed) return;
    if (error === undefined) {
      if (this.#waiting.length > 0) this.#hand(worker, clock.nowMs() - startedMs);
      else this.#keep(worker);
    } else {
      void worker.terminate();
      this.#waiting.shift()?.(error);
    }
    this.#dispatch();
  }

  #hand(worker: W, initMs?: number): void {
    this.#waiting.shift()?.({
      worker,
      ...(initMs === undefined ? {} : { initMs }),
      release: (reusable) => {
        if (reusable && worker.usable && !this.#closed) this.#keep(worker);
        else void worker.terminate();
        this.#dispatch();
      },
    });
  }

  #keep(worker: W): void {
    const { clock, idleMs } = this.#options;
    const cancel = clock.after(idleMs, () => {
      this.#forget(worker);
      void worker.terminate();
    });
    this.#idle.set(worker, cancel);
  }

  #forget(worker: W): void {
    this.#idle.get(worker)?.();
    this.#idle.delete(worker);
  }
}

const closing: FunctionError = { errorType: 'Runtime.Closed', errorMessage: 'the function is being stopped' };
