import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import {
  maxResponseBytes,
  type FunctionError,
  type InvokeMessage,
  type WorkerMessage,
  type WorkerSettings,
} from '../worker-protocol';
import { captureOutput } from './capture-output';
import { functionErrorOf, RuntimeError } from './function-error';
import { loadHandler, type Handler } from './load-handler';
import { runHandler } from './run-handler';

/** Twice as often as the heartbeat is looked at. */
const memoryCheckMs = 50;

/** The program of a worker: loads the handler and runs it for each message. */
async function main(port: MessagePort, settings: WorkerSettings): Promise<void> {
  let current: InvokeMessage | undefined;
  let whenIdle: (() => void) | undefined;
  let maxMemoryBytes = 0;
  const send = (message: WorkerMessage): void => port.postMessage(message);
  const output = captureOutput(
    settings.logFormat,
    () => current?.requestId,
    (level, line) => send({ kind: 'log', level, line, ...(current && { requestId: current.requestId }) }),
  );
  const measure = (): number => {
    const { used_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics();
    maxMemoryBytes = Math.max(maxMemoryBytes, heapBytes + externalBytes);
    return heapBytes + externalBytes;
  };
  const finish = (message: WorkerMessage): void => {
    output.flush();
    current = undefined;
    whenIdle = undefined;
    port.ref();
    send(message);
  };
  const fail = (error: FunctionError, fatal: boolean): void => {
    console.error(fatal ? 'Uncaught Exception' : 'Invoke Error', JSON.stringify(error));
    measure();
    finish({ kind: 'error', error, fatal, memoryBytes: maxMemoryBytes });
  };

  process.on('uncaughtException', (error) => fail(functionErrorOf(error), true));
  process.on('unhandledRejection', (reason) => {
    const { errorType, errorMessage, trace } = functionErrorOf(reason);
    const message = reason instanceof Error ? `${errorType}: ${errorMessage}` : errorMessage;
    fail({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: message, ...(trace && { trace }) }, true);
  });
  process.on('beforeExit', () => {
    const callback = whenIdle;
    whenIdle = undefined;
    // Without the port's reference the worker would end here.
    port.ref();
    callback?.();
  });
  // The heap has a limit of its own; this holds Buffers and other memory outside of it to the same size.
  setInterval(() => {
    Atomics.add(settings.heartbeat, 0, 1);
    if (measure() <= settings.memorySizeMiB * 1024 * 1024 || current === undefined) return;
    fail(outOfMemory(current.requestId), true);
  }, memoryCheckMs).unref();

  let handler: Handler;
  try {
    handler = await loadHandler(settings.taskRoot, settings.handler);
  } catch (error) {
    console.error('Uncaught Exception', JSON.stringify(functionErrorOf(error)));
    output.flush();
    send({ kind: 'init-error', error: functionErrorOf(error) });
    return;
  }
  output.flush();

  const invoke = async (message: InvokeMessage): Promise<void> => {
    current = message;
    process.env._X_AMZN_TRACE_ID = message.traceId;
    // While the handler runs only its own work keeps the event loop alive, so that its end can be seen.
    port.unref();
    let payload: string;
    try {
      const event: unknown = JSON.parse(message.payload);
      const value = await runHandler(handler, settings, { ...message, event }, (callback) => {
        // A callback of an earlier invocation may come as late as this.
        if (current === message) whenIdle = callback;
      });
      payload = serialize(value);
    } catch (error) {
      if (current === message) fail(functionErrorOf(error), false);
      return;
    }
    // A fatal error has been answered already when this one came too late.
    if (current !== message) return;
    measure();
    finish({ kind: 'result', payload, memoryBytes: maxMemoryBytes });
  };
  port.on('message', (message: InvokeMessage) => void invoke(message));
  send({ kind: 'ready' });
}

function serialize(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    throw new Error('Unable to stringify response body');
  }
  const bytes = Buffer.byteLength(text ?? '');
  if (bytes > maxResponseBytes) {
    throw new RuntimeError(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
    );
  }
  return text ?? 'null';
}

function outOfMemory(requestId: string): FunctionError {
  return {
    errorType: 'Runtime.OutOfMemory',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  };
}

if (parentPort) {
  // The parent starts this program with these settings and nothing else.
  void main(parentPort, workerData as WorkerSettings);
}
