import { type Clock } from './clock';
import { type LineWriter } from './line-writer';

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

const order: Readonly<Record<LogLevel, number>> = { DEBUG: 0, INFO: 1, WARNING: 2, ERROR: 3 };

/** The program's log: one JSON object a line, `time`, `level` and `message` first. */
export class Log {
  readonly #writer: LineWriter;
  readonly #clock: Clock;
  readonly #threshold: number;

  constructor(writer: LineWriter, clock: Clock, level: LogLevel) {
    this.#writer = writer;
    this.#clock = clock;
    this.#threshold = order[level];
  }

  isOn(level: LogLevel): boolean {
    return order[level] >= this.#threshold;
  }

  write(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (!this.isOn(level)) return;
    const time = new Date(this.#clock.nowMs()).toISOString();
    this.#writer.write(JSON.stringify({ time, level, message, ...fields }));
  }
}
