import { type HeaderList } from '../header-list';
import { type Freshness } from './freshness';

/** A response in the cache. */
export interface CacheEntry {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** Headers of a hit, ready to be sent but for those that differ each time. */
  readonly head: readonly string[];
  /** When the response came, in epoch milliseconds, less the age that it had then. */
  readonly bornMs: number;
  readonly freshUntilMs: number;
  readonly freshness: Freshness;
  readonly etag?: string;
  /** Epoch milliseconds, of a whole second. */
  readonly lastModifiedMs?: number;
}

/** Whether it may be served though it is stale, while the origin is asked. */
export function mayServeWhileRevalidating({ freshUntilMs, freshness }: CacheEntry, nowMs: number): boolean {
  return nowMs < freshUntilMs + freshness.staleWhileRevalidateSeconds * 1000;
}

/** Whether it may be served though it is stale, because the origin failed. */
export function mayServeOnError({ freshUntilMs, freshness, status }: CacheEntry, nowMs: number): boolean {
  return status < 400 && nowMs < freshUntilMs + freshness.staleIfErrorSeconds * 1000;
}
