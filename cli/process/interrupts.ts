import { CliError } from '../cli-error';
import { watchParent } from './parent-watch';
import { signalExitCode } from './process-tree';

const watched = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The signals that ask this process to end. While one of these objects lives they no longer end the process: it
 * ends what it started first. `throwIfInterrupted` stands between the steps of a verb.
 */
export class Interrupts {
  #received: NodeJS.Signals | undefined;
  #count = 0;
  readonly #listeners = new Set<(count: number) => void>();
  readonly #handle = (signal: NodeJS.Signals): void => {
    this.#received ??= signal;
    this.#count += 1;
    for (const listener of this.#listeners) listener(this.#count);
  };

  readonly #endWatch: () => void;

  /** @param runByNpm whether the end of the parent counts as SIGTERM: of a killed `npm start` this process hears nothing else */
  constructor(runByNpm = false) {
    for (const signal of watched) process.on(signal, this.#handle);
    this.#endWatch = runByNpm ? watchParent(() => this.#handle('SIGTERM')) : () => undefined;
  }

  /** The first signal that came. */
  get received(): NodeJS.Signals | undefined {
    return this.#received;
  }

  /** Calls `listener` with 1 for the first signal (at once when it came already), 2 for the second; returns its end. */
  listen(listener: (count: number) => void): () => void {
    this.#listeners.add(listener);
    if (this.#count > 0) listener(this.#count);
    return () => this.#listeners.delete(listener);
  }

  /** @throws CliError `interrupted`, exit code 128 and the signal's number, once a signal came. */
  throwIfInterrupted(): void {
    if (this.#received === undefined) return;
    throw new CliError('interrupted', `stopped by ${this.#received}`, { exitCode: signalExitCode(this.#received) });
  }

  /** Gives the signals back their usual effect. */
  dispose(): void {
    this.#endWatch();
    for (const signal of watched) process.off(signal, this.#handle);
  }
}
