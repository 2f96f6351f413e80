import { type Behavior } from '../definition/definitions';
import { type EdgeResponse } from '../edge-message';
import { type HeaderList } from '../header-list';
import { applyPolicy } from '../response/viewer-headers';
import { edgeHeaders } from '../response/edge-headers';
import { type CacheEntry } from './cache-entry';
import { type Freshness } from './freshness';

export interface StoredAt {
  readonly behavior: Behavior;
  /** Domain name of the distribution. */
  readonly domainName: string;
  readonly nowMs: number;
}

/** An entry from a response of the origin and its whole body. */
export function storedEntry(
  { status, headers: given }: Pick<EdgeResponse, 'status' | 'headers'>,
  body: Buffer,
  freshness: Freshness,
  { behavior, domainName, nowMs }: StoredAt,
): CacheEntry {
  const headers = given.clone();
  const ageSeconds = Number(headers.get('age') ?? 0);
  headers.delete('age');
  if (status !== 204) headers.set('Content-Length', String(body.length));
  if (!headers.has('date')) headers.set('Date', new Date(nowMs).toUTCString());
  const etag = headers.get('etag');
  const lastModifiedMs = Date.parse(headers.get('last-modified') ?? '');
  return {
    status,
    headers,
    body,
    head: headOf(headers, behavior, domainName, status),
    bornMs: nowMs - (Number.isFinite(ageSeconds) && ageSeconds > 0 ? ageSeconds * 1000 : 0),
    freshUntilMs: nowMs + freshness.ttlSeconds * 1000,
    freshness,
    ...(etag === undefined ? {} : { etag }),
    ...(Number.isNaN(lastModifiedMs) ? {} : { lastModifiedMs }),
  };
}

/** An entry that the origin has confirmed, with the headers that it sent along. */
export function confirmedEntry(
  entry: CacheEntry,
  confirmed: HeaderList,
  freshness: Freshness,
  at: StoredAt,
): CacheEntry {
  const headers = mergedHeaders(entry.headers, confirmed);
  return storedEntry({ status: entry.status, headers }, entry.body, freshness, at);
}

/** The headers of an entry with those of a 304 in the place of its own; what describes the body stays. */
export function mergedHeaders(stored: HeaderList, confirmed: HeaderList): HeaderList {
  const headers = stored.clone();
  const isKept = (name: string): boolean => name.startsWith('content-') || name === 'etag' || name === 'vary';
  for (const [name] of confirmed.entries()) if (!isKept(name.toLowerCase())) headers.delete(name.toLowerCase());
  for (const [name, value] of confirmed.entries()) if (!isKept(name.toLowerCase())) headers.append(name, value);
  return headers;
}

function headOf(stored: HeaderList, behavior: Behavior, domainName: string, status: number): readonly string[] {
  const headers = stored.clone();
  applyPolicy(headers, behavior.responseHeadersPolicy);
  edgeHeaders(headers, domainName, status >= 400 ? 'Error' : 'Hit');
  return headers.toRaw();
}
