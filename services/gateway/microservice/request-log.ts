import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type FastifyInstance, type FastifyLoggerOptions } from 'fastify';
import { type LogLevel } from './configuration';

/** What log lines are written to: each call has one or more whole lines. */
export interface LogOutput {
  write(lines: string): void;
}

const loggerLevels = { DEBUG: 'debug', INFO: 'info', WARNING: 'warn', ERROR: 'error' } as const;
const levelNames: Readonly<Record<string, LogLevel>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
};
const requestId = /^[\w.:=-]{1,128}$/;
const traceparent = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** JSON lines `{"level", "time", "service", …}` with Python's names of levels. */
export function loggerOptions(service: string, level: LogLevel, output: LogOutput) {
  return {
    level: loggerLevels[level],
    base: { service },
    formatters: { level: (label: string) => ({ level: levelNames[label] ?? 'ERROR' }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    stream: output,
  } satisfies FastifyLoggerOptions & Record<string, unknown>;
}

/** The caller's id of a request when it is fit for a log, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && requestId.test(given) ? given : randomUUID();
}

/** Answers each request with its id and logs one line for it, at DEBUG for health checks. */
export function logRequests(app: FastifyInstance, level: LogLevel): void {
  const enabled = { debug: level === 'DEBUG', info: level === 'DEBUG' || level === 'INFO' };
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const [path = ''] = request.url.split('?', 1);
    const lineLevel = path.startsWith('/health') ? 'debug' : 'info';
    if (enabled[lineLevel]) {
      const trace = request.headers.traceparent;
      app.log[lineLevel]({
        requestId: request.id,
        ...(typeof trace === 'string' && traceparent.test(trace) && { traceparent: trace }),
        method: request.method,
        path,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
      });
    }
    done();
  });
}
