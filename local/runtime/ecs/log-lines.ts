import { type Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Longer lines become several events, as the log driver of containers does. */
export const maxLineCharacters = 256 * 1024 - 26;

/** Calls back with each line of a stream, without its end, in pieces of at most `maxLineCharacters`. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) inPieces(line.replace(/\r$/, ''), onLine);
    for (; rest.length >= maxLineCharacters; rest = rest.slice(maxLineCharacters)) {
      onLine(rest.slice(0, maxLineCharacters));
    }
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
    rest = '';
  });
}

function inPieces(line: string, onLine: (line: string) => void): void {
  for (let start = 0; start < line.length; start += maxLineCharacters) {
    onLine(line.slice(start, start + maxLineCharacters));
  }
}

const names: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  critical: 'error',
  fatal: 'error',
};

const jsonLine = z.looseObject({
  level: z.union([z.string(), z.number()]).optional(),
  severity: z.string().optional(),
  _aws: z.looseObject({ CloudWatchMetrics: z.array(z.unknown()) }).optional(),
});

/**
 * The level of a line: that of a structured one, by name or by Pino's number; `debug` for metrics in CloudWatch's
 * embedded format, which are no message to anyone; else `info`.
 */
export function levelOf(line: string): LogLevel {
  if (!line.startsWith('{')) return 'info';
  const parsed = jsonLine.safeParse(parseJson(line));
  if (!parsed.success) return 'info';
  const { level, severity, _aws: metrics } = parsed.data;
  if (metrics !== undefined) return 'debug';
  if (typeof level === 'number') return level < 30 ? 'debug' : level < 40 ? 'info' : level < 50 ? 'warn' : 'error';
  return names[(level ?? severity ?? '').toLowerCase()] ?? 'info';
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // A program may write lines that only look like JSON.
    return undefined;
  }
}
