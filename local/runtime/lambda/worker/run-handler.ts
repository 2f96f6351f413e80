import { type Handler } from './load-handler';

export interface HandlerSettings {
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySizeMiB: number;
  readonly logGroup: string;
  readonly logStream: string;
}

export interface Invocation {
  readonly requestId: string;
  readonly timeoutMs: number;
  readonly event: unknown;
}

/**
 * Runs the handler once and settles as Lambda does: with the promise that it returned, else with its callback (by
 * default only when nothing is left to do, see `callbackWaitsForEmptyEventLoop`), else with null when nothing is left
 * to do. `onIdle` registers what is called when the event loop is empty.
 */
export function runHandler(
  handler: Handler,
  settings: HandlerSettings,
  { requestId, timeoutMs, event }: Invocation,
  onIdle: (callback: () => void) => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const callback = (error?: unknown, result?: unknown): void => {
      // As on Lambda, null and undefined are success; any other first argument is the error.
      const settle = error === undefined || error === null ? () => resolve(result) : () => rejectWith(reject, error);
      if (context.callbackWaitsForEmptyEventLoop) onIdle(settle);
      else settle();
    };
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      functionName: settings.functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: settings.functionArn,
      memoryLimitInMB: String(settings.memorySizeMiB),
      awsRequestId: requestId,
      logGroupName: settings.logGroup,
      logStreamName: settings.logStream,
      getRemainingTimeInMillis: () => Math.max(0, Math.round(timeoutMs - (performance.now() - startedMs))),
      done: callback,
      fail: (error: unknown) => callback(error ?? new Error('handled')),
      succeed: (result: unknown) => callback(null, result),
    };
    onIdle(() => resolve(null));
    const returned = handler(event, context, callback);
    if (isPromise(returned)) returned.then(resolve, (error: unknown) => rejectWith(reject, error));
  });
}

/** Handlers may reject with anything; it is passed on as it came. */
function rejectWith(reject: (reason: unknown) => void, reason: unknown): void {
  reject(reason);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
