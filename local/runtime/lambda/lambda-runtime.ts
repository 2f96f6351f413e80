import { randomBytes as systemRandomBytes } from 'node:crypto';
import { AwsError } from '../aws-endpoint/aws-error';
import { type Clock } from '../clock';
import { type RuntimeEvents } from '../events';
import { unpackDeploymentPackage } from './deployment-package';
import { functionEnvironment } from './function-environment';
import { FunctionWorker, type InvocationOutcome } from './function-worker';
import { InvocationLog } from './invocation-log';
import { type LambdaDefinition } from './lambda-definition';
import { requestId, traceId } from './request-ids';
import { type BorrowedWorker, WorkerPool } from './worker-pool';
import { type FunctionError, maxRequestBytes } from './worker-protocol';

export interface LambdaRuntimeOptions {
  readonly clock: Clock;
  readonly events: RuntimeEvents;
  /** Folder for unpacked packages, kept between starts: one subfolder a package. */
  readonly workDirectory: string;
  /** `AWS_ENDPOINT_URL` of the function. */
  readonly endpointUrl: string;
  /** Workers of the function at once, 1 or more; further invocations wait their turn. @default 8 */
  readonly maxConcurrency?: number;
  /** Invocations that may wait for a worker. @default 10000 */
  readonly maxWaiting?: number;
  /** How long a worker may have nothing to do before it ends. @default 60000 */
  readonly idleMs?: number;
  /** @default randomBytes of node:crypto */
  readonly randomBytes?: (count: number) => Uint8Array;
}

/** What an invocation that reached the function came to. */
export type LambdaResult =
  | { readonly payload: unknown }
  | {
      readonly functionError: 'Unhandled';
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace?: readonly string[];
    };

export interface RunningLambda {
  readonly definition: LambdaDefinition;
  /**
   * Runs the function once with a JSON value.
   * @throws AwsError when it does not come to that: `InvalidRequestContentException` (no JSON value),
   * `RequestTooLargeException` (over 6 MiB), `TooManyRequestsException` (too many wait), `ServiceException` (closed).
   */
  invoke(payload: unknown): Promise<LambdaResult>;
  /** Workers that exist now. */
  workers(): number;
  /** Ends all workers, also those in the middle of an invocation. */
  close(): Promise<void>;
}

/**
 * Unpacks a deployed function and makes it callable. No worker runs before the first invocation.
 * @throws Error when its package is not the deployed one (see `unpackDeploymentPackage`).
 */
export async function startLambda(definition: LambdaDefinition, options: LambdaRuntimeOptions): Promise<RunningLambda> {
  const { clock, events, endpointUrl, maxConcurrency = 8, maxWaiting = 10_000, idleMs = 60_000 } = options;
  const { randomBytes = systemRandomBytes } = options;
  const { functionName } = definition;
  const taskRoot = await unpackDeploymentPackage(definition, options.workDirectory);
  const log = new InvocationLog(definition, clock, events);
  let closed = false;

  const pool = new WorkerPool<FunctionWorker>({
    maxWorkers: maxConcurrency,
    idleMs,
    clock,
    create: (onExit) => {
      const logStream = logStreamName(clock.nowMs(), randomBytes);
      return new FunctionWorker({
        settings: {
          taskRoot,
          handler: definition.handler,
          functionName,
          functionArn: definition.arn,
          memorySizeMiB: definition.memorySizeMiB,
          logGroup: definition.logGroup,
          logStream,
          logFormat: definition.logFormat ?? 'Text',
        },
        environment: functionEnvironment(definition, { endpointUrl, taskRoot, logStream }),
        clock,
        onLog: (level, line, id) => log.line(level, line, id),
        onExit,
      });
    },
  });

  async function run(
    { worker, initMs, release }: BorrowedWorker<FunctionWorker>,
    id: string,
    payload: string,
  ): Promise<LambdaResult> {
    const startedMs = clock.nowMs();
    log.start(id);
    const outcome = await worker.run({
      requestId: id,
      payload,
      timeoutMs: definition.timeoutSeconds * 1000,
      traceId: traceId(startedMs, randomBytes),
    });
    const error = 'error' in outcome.answer ? outcome.answer.error : undefined;
    log.end({
      requestId: id,
      status: outcome.status,
      durationMs: clock.nowMs() - startedMs,
      memoryBytes: outcome.memoryBytes,
      ...(initMs === undefined ? {} : { initMs }),
      ...(error && { errorType: error.errorType }),
      ...(error?.trace ? {} : error && { errorMessage: error.errorMessage }),
    });
    release(outcome.reusable);
    return resultOf(outcome);
  }

  return {
    definition,
    workers: () => pool.size,
    invoke: async (payload) => {
      const text = requestText(payload);
      if (closed) throw new AwsError('ServiceException', `${functionName}: the function has been stopped`, 500);
      if (pool.waiting >= maxWaiting) {
        throw new AwsError(
          'TooManyRequestsException',
          `${functionName}: at most ${maxWaiting} invocations may wait for a worker; call it again later`,
          429,
        );
      }
      const id = requestId(randomBytes);
      const borrowed = await pool.borrow();
      return 'worker' in borrowed ? run(borrowed, id, text) : unhandled(borrowed);
    },
    close: async () => {
      closed = true;
      await pool.close();
    },
  };
}

function requestText(payload: unknown): string {
  // Typed as text, but undefined, functions and symbols have none.
  const text: string | undefined = JSON.stringify(payload);
  if (text === undefined) {
    throw new AwsError('InvalidRequestContentException', `payload must be a JSON value, got ${typeof payload}`);
  }
  if (Buffer.byteLength(text) > maxRequestBytes) {
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${maxRequestBytes} bytes for the InvokeFunction operation`,
      413,
    );
  }
  return text;
}

function resultOf({ answer }: InvocationOutcome): LambdaResult {
  if ('error' in answer) return unhandled(answer.error);
  const payload: unknown = JSON.parse(answer.payload);
  return { payload };
}

function unhandled(error: FunctionError): LambdaResult {
  return { functionError: 'Unhandled', ...error };
}

/** `2026/01/31/[$LATEST]<32 hex digits>`, one for each worker. */
function logStreamName(nowMs: number, randomBytes: (count: number) => Uint8Array): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${Buffer.from(randomBytes(16)).toString('hex')}`;
}
