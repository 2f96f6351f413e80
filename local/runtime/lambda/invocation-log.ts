import { type Clock } from '../clock';
import { type RuntimeEvents } from '../events';
import { lambdaLogLevels, type LambdaDefinition } from './lambda-definition';
import { type LogLevel } from './worker-protocol';

export interface InvocationReport {
  readonly requestId: string;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string;
  /** What ended the worker from outside, such as a timeout; its own errors are in its lines already. */
  readonly errorMessage?: string;
  readonly durationMs: number;
  /** Only for the first invocation of a worker. */
  readonly initMs?: number;
  readonly memoryBytes: number;
}

/** Writes the lines that Lambda itself adds to a function's log, and passes on the function's own. */
export class InvocationLog {
  readonly #definition: LambdaDefinition;
  readonly #clock: Clock;
  readonly #events: RuntimeEvents;

  constructor(definition: LambdaDefinition, clock: Clock, events: RuntimeEvents) {
    this.#definition = definition;
    this.#clock = clock;
    this.#events = events;
  }

  line(level: LogLevel, message: string, requestId?: string): void {
    const { logFormat, applicationLogLevel } = this.#definition;
    if (logFormat === 'JSON' && applicationLogLevel !== undefined) {
      if (lambdaLogLevels.indexOf(levelNames[level]) < lambdaLogLevels.indexOf(applicationLogLevel)) return;
    }
    this.#emit(level, message, requestId);
  }

  start(requestId: string): void {
    if (this.#definition.logFormat === 'JSON') return this.#platform('start', requestId, { version: '$LATEST' });
    this.#emit('info', `START RequestId: ${requestId} Version: $LATEST`, requestId);
  }

  end(report: InvocationReport): void {
    const { requestId, status, errorType, errorMessage, durationMs, initMs, memoryBytes } = report;
    const memorySizeMB = this.#definition.memorySizeMiB;
    const maxMemoryUsedMB = Math.min(memorySizeMB, Math.ceil(memoryBytes / 1024 / 1024));
    const billedDurationMs = Math.ceil(durationMs + (initMs ?? 0));
    if (this.#definition.logFormat === 'JSON') {
      const init = initMs === undefined ? {} : { initDurationMs: initMs };
      const metrics = { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, ...init };
      return this.#platform('report', requestId, { metrics, status, ...(errorType && { errorType }) });
    }
    const parts = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${billedDurationMs} ms`,
      `Memory Size: ${memorySizeMB} MB`,
      `Max Memory Used: ${maxMemoryUsedMB} MB`,
      ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
      ...(status === 'success' ? [] : [`Status: ${status}`]),
      ...(errorType === undefined ? [] : [`Error Type: ${errorType}`]),
    ];
    if (errorMessage !== undefined) this.#emit('error', errorMessage, requestId);
    this.#emit('info', `END RequestId: ${requestId}`, requestId);
    this.#emit('info', parts.join('\t'), requestId);
  }

  #platform(event: 'start' | 'report', requestId: string, record: Readonly<Record<string, unknown>>): void {
    const { systemLogLevel = 'INFO' } = this.#definition;
    if (lambdaLogLevels.indexOf(systemLogLevel) > lambdaLogLevels.indexOf('INFO')) return;
    const time = new Date(this.#clock.nowMs()).toISOString();
    this.#emit(
      'info',
      JSON.stringify({ time, type: `platform.${event}`, record: { requestId, ...record } }),
      requestId,
    );
  }

  #emit(level: LogLevel, message: string, requestId: string | undefined): void {
    const source = this.#definition.logGroup;
    const at = this.#clock.nowMs();
    this.#events.emit({ at, kind: 'log', source, level, message, ...(requestId === undefined ? {} : { requestId }) });
  }
}

const levelNames = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;
