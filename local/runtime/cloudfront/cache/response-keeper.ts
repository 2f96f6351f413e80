import { type Clock } from '../../clock';
import { type Behavior } from '../definition/definitions';
import { type EdgeResponse } from '../edge-message';
import { type HeaderList } from '../header-list';
import { type CacheEntry } from './cache-entry';
import { type EdgeCache } from './edge-cache';
import { type Freshness, freshnessOf } from './freshness';
import { type Settle } from './pending-fetches';
import { recordBody } from './record-body';
import { confirmedEntry, mergedHeaders, storedEntry, type StoredAt } from './stored-entry';

export interface ResponseKeeperOptions {
  readonly cache: EdgeCache;
  readonly clock: Clock;
  /** Domain name of the distribution. */
  readonly domainName: string;
}

const notKept: Freshness = { ttlSeconds: 0, staleWhileRevalidateSeconds: 0, staleIfErrorSeconds: 0 };

/** Puts what the origins of one distribution answered into its cache. */
export class ResponseKeeper {
  readonly #options: ResponseKeeperOptions;

  constructor(options: ResponseKeeperOptions) {
    this.#options = options;
  }

  /** Keeps a copy of a response for `freshness`; the response to send on. */
  keep(
    key: string,
    behavior: Behavior,
    response: EdgeResponse,
    freshness: Freshness | undefined,
    settle: Settle,
  ): EdgeResponse {
    const { cache } = this.#options;
    const { body, headers } = response;
    const isTooLarge = Number(headers.get('content-length') ?? 0) > cache.maxBodyBytes;
    if (freshness === undefined || isTooLarge || response.status === 206) {
      cache.delete(key);
      settle(undefined);
      return response;
    }
    const at = this.#at(behavior);
    // What is sent to this viewer gets headers that are for it alone.
    const origin = { status: response.status, headers: headers.clone() };
    const keep = (copy: Buffer): void => {
      const entry = storedEntry(origin, copy, freshness, at);
      cache.set(key, entry);
      settle(freshness.ttlSeconds === 0 ? undefined : entry);
    };
    if (body === undefined || Buffer.isBuffer(body)) {
      keep(body ?? Buffer.alloc(0));
      return response;
    }
    // Each of those who wait has to ask the origin itself, so they need not wait for the body.
    if (freshness.ttlSeconds === 0) settle(undefined);
    const recorded = recordBody(body, cache.maxBodyBytes, (copy) => {
      if (copy !== undefined) return keep(copy);
      cache.delete(key);
      settle(undefined);
    });
    return { ...response, body: recorded };
  }

  /** Keeps a stale entry that the origin has confirmed, with the headers by which it did; the entry to send. */
  confirm(key: string, behavior: Behavior, stale: CacheEntry, headers: HeaderList, settle: Settle): CacheEntry {
    const { cache } = this.#options;
    const at = this.#at(behavior);
    const merged = mergedHeaders(stale.headers, headers);
    const freshness = freshnessOf(stale.status, merged, behavior.cachePolicy, at.nowMs);
    const entry = confirmedEntry(stale, headers, freshness ?? notKept, at);
    if (freshness === undefined) cache.delete(key);
    else cache.set(key, entry);
    settle(freshness === undefined ? undefined : entry);
    return entry;
  }

  #at(behavior: Behavior): StoredAt {
    return { behavior, domainName: this.#options.domainName, nowMs: this.#options.clock.nowMs() };
  }
}
