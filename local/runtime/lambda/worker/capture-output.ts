import { format } from 'node:util';
import { type LogLevel } from '../worker-protocol';

const consoleMethods = [
  ['trace', 'TRACE', 'debug'],
  ['debug', 'DEBUG', 'debug'],
  ['info', 'INFO', 'info'],
  ['log', 'INFO', 'info'],
  ['warn', 'WARN', 'warn'],
  ['error', 'ERROR', 'error'],
] as const;

export interface CapturedOutput {
  /** Hands over what was written without a line's end. */
  flush(): void;
}

/**
 * Sends what the function writes to the console, stdout and stderr to `send`, at once and in order: the worker's own
 * streams hand over later, and lose what they hold when the worker is ended.
 */
export function captureOutput(
  logFormat: 'Text' | 'JSON',
  requestId: () => string | undefined,
  send: (level: LogLevel, line: string) => void,
): CapturedOutput {
  for (const [method, name, level] of consoleMethods) {
    console[method] = (...args: unknown[]) => {
      const timestamp = new Date().toISOString();
      const id = requestId();
      const message = format(...args);
      send(
        level,
        logFormat === 'JSON'
          ? JSON.stringify({ timestamp, level: name, requestId: id, message })
          : `${timestamp}\t${id ?? 'undefined'}\t${name}\t${message}`,
      );
    };
  }
  // Node's own listener writes past this process's streams, to those of the host.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => console.error(warning.stack ?? warning.message));
  const flushes = [process.stdout, process.stderr].map((stream) => captureStream(stream, send));
  return { flush: () => flushes.forEach((flush) => flush()) };
}

type WriteDone = (error?: Error | null) => void;

function captureStream(stream: NodeJS.WriteStream, send: (level: LogLevel, line: string) => void): () => void {
  const decoder = new TextDecoder();
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) send(levelOf(line), line);
  };
  stream.write = (chunk: Uint8Array | string, encodingOrDone?: BufferEncoding | WriteDone, done?: WriteDone) => {
    take(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
    const callback = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    if (callback) queueMicrotask(callback);
    return true;
  };
  return () => {
    if (rest !== '') take('\n');
  };
}

/** Loggers that write JSON lines name the level in them. */
function levelOf(line: string): LogLevel {
  const level = line.startsWith('{') ? /"level":\s*"(\w+)"/.exec(line)?.[1]?.toUpperCase() : undefined;
  if (level === 'ERROR' || level === 'FATAL' || level === 'CRITICAL') return 'error';
  if (level === 'WARN' || level === 'WARNING') return 'warn';
  return level === 'DEBUG' || level === 'TRACE' ? 'debug' : 'info';
}
