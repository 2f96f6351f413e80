import { type CacheEntry } from './cache-entry';

/** What an entry takes beside its body and its key, roughly. */
const overheadBytes = 1024;

/** The entries of one distribution, bounded in bytes: the one that was not used for longest goes first. */
export class EdgeCache {
  readonly #entries = new Map<string, CacheEntry>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Largest body that is kept. */
  get maxBodyBytes(): number {
    return Math.floor(this.#maxBytes / 4);
  }

  /** The entry, which is then the one used last. */
  get(key: string): CacheEntry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  set(key: string, entry: CacheEntry): void {
    this.delete(key);
    this.#entries.set(key, entry);
    this.#bytes += sizeOf(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= sizeOf(key, entry);
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}

function sizeOf(key: string, { body }: CacheEntry): number {
  return overheadBytes + 2 * key.length + body.length;
}
