export interface LoggedLine {
  readonly atMs: number;
  readonly message: string;
}

/** Streams and lines that are kept. */
const kept = { streams: 200, lines: 1000 };

/** The last lines of each container of each task, by log group and stream. */
export class TaskLogs {
  readonly #streams = new Map<string, LoggedLine[]>();

  append(group: string, stream: string, line: LoggedLine): void {
    const key = keyOf(group, stream);
    const lines = this.#streams.get(key) ?? [];
    lines.push(line);
    if (lines.length > kept.lines) lines.shift();
    this.#streams.set(key, lines);
    const [oldest] = this.#streams.keys();
    if (this.#streams.size > kept.streams && oldest !== undefined) this.#streams.delete(oldest);
  }

  /** Oldest first; undefined for a stream that nothing was written to. */
  lines(group: string, stream: string): readonly LoggedLine[] | undefined {
    return this.#streams.get(keyOf(group, stream));
  }
}

const keyOf = (group: string, stream: string): string => `${group}\n${stream}`;
