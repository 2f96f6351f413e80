import { type Clock } from '../clock';
import { type RuntimeEvents } from '../events';
import { type RunningLambda } from '../lambda/lambda-runtime';

/** Lambda tries twice again after an error of the function, one and two minutes later. */
const retryDelaysMs = [60_000, 120_000];

/** Invocations nobody waits for. An error of the function is tried again twice; the last is written to its log. */
export class AsyncInvocations {
  readonly #clock: Clock;
  readonly #events: RuntimeEvents;
  readonly #cancelRetries = new Set<() => void>();
  #closed = false;

  constructor(clock: Clock, events: RuntimeEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  add(lambda: RunningLambda, event: unknown): void {
    void this.#try(lambda, event, 0);
  }

  /** Drops what would be tried again. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancelRetries) cancel();
    this.#cancelRetries.clear();
  }

  async #try(lambda: RunningLambda, event: unknown, attempt: number): Promise<void> {
    const failure = await this.#failure(lambda, event);
    if (failure === undefined || this.#closed) return;
    const delayMs = retryDelaysMs[attempt];
    if (delayMs === undefined) {
      this.#events.emit({
        at: this.#clock.nowMs(),
        kind: 'log',
        source: lambda.definition.logGroup,
        level: 'error',
        message: `asynchronous invocation dropped after ${attempt + 1} attempts: ${failure}`,
      });
      return;
    }
    const cancel = this.#clock.after(delayMs, () => {
      this.#cancelRetries.delete(cancel);
      void this.#try(lambda, event, attempt + 1);
    });
    this.#cancelRetries.add(cancel);
  }

  async #failure(lambda: RunningLambda, event: unknown): Promise<string | undefined> {
    try {
      const result = await lambda.invoke(event);
      return 'payload' in result ? undefined : `${result.errorType}: ${result.errorMessage}`;
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
  }
}
