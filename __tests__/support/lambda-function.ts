import { type Clock, systemClock } from '../../local/runtime/clock';
import { createRuntimeEvents, type RuntimeEvent } from '../../local/runtime/events';
import { type LambdaDefinition } from '../../local/runtime/lambda/lambda-definition';
import { type LambdaRuntimeOptions, type RunningLambda, startLambda } from '../../local/runtime/lambda/lambda-runtime';
import { TemporaryDirectory } from './deployed-state';
import { writeLambdaZip } from './lambda-zip';

export type LogEvent = Extract<RuntimeEvent, { kind: 'log' }>;

export interface FunctionSource {
  /** Files of the package by name, or the one `index.js`. */
  readonly code: string | Readonly<Record<string, string>>;
  readonly definition?: Partial<LambdaDefinition>;
  readonly options?: Partial<LambdaRuntimeOptions>;
}

/** Starts functions of source text in a directory of their own, and ends them. */
export class LambdaFunctions {
  readonly events = createRuntimeEvents();
  readonly logs: LogEvent[] = [];
  readonly #directory = new TemporaryDirectory();
  readonly #started: RunningLambda[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
    this.events.subscribe((event) => {
      if (event.kind === 'log') this.logs.push(event);
    });
  }

  get directory(): string {
    return this.#directory.path;
  }

  definition(source: FunctionSource): LambdaDefinition {
    const { path, sha256 } = writeLambdaZip(
      this.#directory.path,
      typeof source.code === 'string' ? { 'index.js': source.code } : source.code,
    );
    return {
      functionName: 'work',
      arn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:work',
      region: 'ap-northeast-1',
      accountId: '111122223333',
      zipPath: path,
      sourceCodeHash: sha256,
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      environment: {},
      timeoutSeconds: 20,
      memorySizeMiB: 128,
      logGroup: '/aws/lambda/work',
      ...source.definition,
    };
  }

  async start(source: FunctionSource): Promise<RunningLambda> {
    const lambda = await startLambda(this.definition(source), {
      clock: this.#clock,
      events: this.events,
      workDirectory: `${this.#directory.path}/packages`,
      endpointUrl: 'http://127.0.0.1:9',
      ...source.options,
    });
    this.#started.push(lambda);
    return lambda;
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.map((lambda) => lambda.close()));
    this.#directory.remove();
  }
}

/** Waits until `condition` holds. */
export async function eventually(condition: () => boolean, deadlineMs = 10_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`condition did not hold within ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
