import { type LogEntry, type LogLevel } from '../../protocol';

/** What a log line says on one line. */
export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  /** Fields beside the message on one line, empty where the line is plain text. */
  readonly rest: string;
}

const levels: Readonly<Record<string, LogLevel>> = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'error',
  FATAL: 'error',
};
/** Said by the columns of the line, or the same in every line of a source. */
const known = new Set(['level', 'message', 'timestamp', 'time', 'service', 'sampling_rate', 'xray_trace_id']);

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    // An object that JSON.parse made of text with a brace in front has string keys only.
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    // Plain text may begin with a brace, and a long line is cut.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The filter asks for each line again whenever another one comes. */
const records = new WeakMap<LogEntry, LogRecord>();

/** Takes a line of structured logging apart; any other line is its own message. */
export function readLogRecord(entry: LogEntry): LogRecord {
  const record = records.get(entry) ?? read(entry);
  records.set(entry, record);
  return record;
}

function read({ level, message }: LogEntry): LogRecord {
  const fields = parseObject(message);
  if (!fields) return { level, message: message.replaceAll(/\s*\n\s*/g, ' '), rest: '' };
  const others = Object.entries(fields)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => `${name}=${word(value)}`)
    .join(' ');
  const said = typeof fields.message === 'string' ? fields.message : '';
  return {
    level: (typeof fields.level === 'string' ? levels[fields.level.toUpperCase()] : undefined) ?? level,
    message: said || others,
    rest: said ? others : '',
  };
}

/** The whole of a line, JSON over several. */
export function wholeText({ message }: LogEntry): string {
  const fields = parseObject(message);
  return fields ? JSON.stringify(fields, undefined, 2) : message;
}
