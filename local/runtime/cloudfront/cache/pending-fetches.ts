import { type CacheEntry } from './cache-entry';

/** Tells those who wait for a key what there is for them: an entry, or nothing that may be shared. */
export type Settle = (entry: CacheEntry | undefined) => void;

/** The keys that are being fetched. Requests for the same key wait for the first one, as far as its response may be shared. */
export class PendingFetches {
  readonly #pending = new Map<string, Promise<CacheEntry | undefined>>();

  /** What the fetch of a key comes to; undefined when there is no fetch. */
  get(key: string): Promise<CacheEntry | undefined> | undefined {
    return this.#pending.get(key);
  }

  /** Fetches a key; others wait until `load` calls `settle` or fails. */
  async run<T>(key: string, load: (settle: Settle) => Promise<T>): Promise<T> {
    let settle: Settle = () => undefined;
    const promise = new Promise<CacheEntry | undefined>((resolve) => (settle = resolve));
    this.#pending.set(key, promise);
    const settled: Settle = (entry) => {
      if (this.#pending.get(key) === promise) this.#pending.delete(key);
      settle(entry);
    };
    try {
      return await load(settled);
    } catch (error) {
      settled(undefined);
      throw error;
    }
  }
}
