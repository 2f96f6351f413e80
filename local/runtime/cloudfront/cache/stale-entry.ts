import { type CacheEntry } from './cache-entry';

/** What asks the origin whether an entry still holds. */
export function conditionsOf({ etag, headers }: CacheEntry): readonly (readonly [string, string])[] {
  // Such a response is fetched whole each time.
  if (headers.get('vary')?.trim() === '*') return [];
  const modified = headers.get('last-modified');
  return [
    ...(etag === undefined ? [] : [['If-None-Match', etag] as const]),
    ...(modified === undefined ? [] : [['If-Modified-Since', modified] as const]),
  ];
}

/** A stale entry that is served until the origin is asked again; how long it may hide failures does not change. */
export function heldOn(entry: CacheEntry, untilMs: number): CacheEntry {
  const lastMs = entry.freshUntilMs + entry.freshness.staleIfErrorSeconds * 1000;
  const staleIfErrorSeconds = Math.max(0, (lastMs - untilMs) / 1000);
  return {
    ...entry,
    freshUntilMs: Math.min(untilMs, lastMs),
    freshness: { ...entry.freshness, staleWhileRevalidateSeconds: 0, staleIfErrorSeconds },
  };
}
