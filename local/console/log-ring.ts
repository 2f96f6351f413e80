import { type RuntimeEvent } from '../runtime/events';
import { type LogEntry } from './protocol';

const maxMessageLength = 8192;

function shorten(message: string): string {
  const rest = message.length - maxMessageLength;
  return rest <= 0 ? message : `${message.slice(0, maxMessageLength)}… (${rest} more characters)`;
}

/** The newest log entries, numbered from 1. */
export class LogRing {
  readonly #entries: LogEntry[] = [];
  #lastId = 0;

  /** @param capacity entries kept */
  constructor(private readonly capacity: number) {}

  get lastId(): number {
    return this.#lastId;
  }

  add({ at, source, level, message, requestId }: Extract<RuntimeEvent, { kind: 'log' }>): void {
    const id = ++this.#lastId;
    const entry = { id, at, source, level, message: shorten(message) };
    this.#entries.push(requestId === undefined ? entry : { ...entry, requestId });
    if (this.#entries.length > this.capacity) this.#entries.shift();
  }

  /** The entries after `id`, and how many after it are no longer kept. */
  since(id: number): { readonly entries: readonly LogEntry[]; readonly skipped: number } {
    const first = this.#entries[0]?.id ?? this.#lastId + 1;
    const entries = id < first ? [...this.#entries] : this.#entries.slice(id - first + 1);
    return { entries, skipped: Math.max(0, this.#lastId - id - entries.length) };
  }
}
