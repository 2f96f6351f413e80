import { type LogLevel, logLevels } from './configuration';

type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes JSON lines `{"level", "time", "service", "event", …}` of the given level and above. */
export interface Log {
  write(level: LogLevel, event: string, fields?: LogFields): void;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** @default standard output */
  readonly output?: { write(line: string): unknown };
  /** @default the system's clock */
  readonly now?: () => Date;
}

export function createLog({ level, output = process.stdout, now = () => new Date() }: LogOptions): Log {
  const least = logLevels.indexOf(level);
  return {
    write: (lineLevel, event, fields = {}) => {
      if (logLevels.indexOf(lineLevel) < least) return;
      const line = { level: lineLevel, time: now().toISOString(), service: 'web-app', event, ...fields };
      output.write(`${JSON.stringify(line)}\n`);
    },
  };
}
