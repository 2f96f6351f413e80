export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a worker is told when it starts. */
export interface WorkerSettings {
  /** Folder of the unpacked package. */
  readonly taskRoot: string;
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySizeMiB: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Shared memory of one counter that the worker moves while its event loop turns. */
  readonly heartbeat: Int32Array;
}

/** To the worker: run the handler once. A worker has one event at a time. */
export interface InvokeMessage {
  readonly requestId: string;
  /** The event as JSON text. */
  readonly payload: string;
  readonly timeoutMs: number;
  readonly traceId: string;
}

/** An error in the shape that Lambda answers. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** From the worker. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-error'; readonly error: FunctionError }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly line: string; readonly requestId?: string }
  | {
      readonly kind: 'result';
      /** The answer as JSON text. */
      readonly payload: string;
      readonly memoryBytes: number;
    }
  | {
      readonly kind: 'error';
      readonly error: FunctionError;
      readonly memoryBytes: number;
      /** Whether the process would have ended with this error, so that the worker must not be used again. */
      readonly fatal: boolean;
    };

/** Bytes of JSON text that Lambda takes as an event. */
export const maxRequestBytes = 6 * 1024 * 1024;
/** Bytes of JSON text that Lambda lets a function answer. */
export const maxResponseBytes = maxRequestBytes + 100;
