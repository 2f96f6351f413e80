import { type CachePolicy } from '../definition/definitions';
import { type HeaderList } from '../header-list';
import { type CacheControl, parseCacheControl } from './cache-control';

/** How long a response may be used. */
export interface Freshness {
  /** Seconds for which it is served without asking the origin; 0: each use asks first. */
  readonly ttlSeconds: number;
  /** Seconds after that for which it is served while the origin is asked. */
  readonly staleWhileRevalidateSeconds: number;
  /** Seconds after that for which it is served when the origin fails; infinite unless the response says otherwise. */
  readonly staleIfErrorSeconds: number;
}

type Ttls = Pick<CachePolicy, 'minTtlSeconds' | 'defaultTtlSeconds' | 'maxTtlSeconds'>;

/** Statuses below 400 that are cached. */
const cachedStatuses = new Set([200, 203, 204, 206, 300, 301, 302, 303, 304, 307, 308]);
/** Error statuses that are always cached; the others of `cachedIfSaid` when their response says for how long. */
const cachedErrors = new Set([404, 410, 414, 500, 501, 502, 503, 504]);
const cachedIfSaid = new Set([400, 403, 405, 412, 415]);
/** Errors that directives of their response keep out of the cache; those of other errors have no effect. */
const directedErrors = new Set([404, 410, 414, 501]);

/**
 * How long a response of the origin may be kept, by "Manage how long content stays in the cache" of the CloudFront
 * developer guide. A minimum above 0 holds even for `no-cache`, `no-store` and `private`: "CachePolicyConfig" of the API
 * reference warns of that.
 * @returns undefined when it must not be kept
 */
export function freshnessOf(status: number, headers: HeaderList, ttls: Ttls, nowMs: number): Freshness | undefined {
  if (ttls.maxTtlSeconds === 0 || status >= 400 || !cachedStatuses.has(status)) return undefined;
  const control = parseCacheControl(headers.get('cache-control'));
  if (ttls.minTtlSeconds === 0 && (control.noStore || control.isPrivate)) return undefined;
  // Vary: * with a minimum of 0 means that every request asks the origin.
  const isUnique = headers.get('vary')?.trim() === '*';
  const ttlSeconds = isUnique && ttls.minTtlSeconds === 0 ? 0 : ttlOf(control, headers, ttls, nowMs);
  return { ttlSeconds, ...staleness(control, ttls) };
}

/**
 * How long an error of the origin may be kept, by "Control how long CloudFront caches errors" of the developer guide:
 * `no-store`, `no-cache` and `private` keep 404, 410, 414 and 501 out of the cache; every other error is kept for the
 * minimum of its status whatever they say, and 416 never.
 * @param minTtlSeconds the distribution's minimum for this status; `isExplicit` when it names the status itself
 */
export function errorFreshness(
  status: number,
  headers: HeaderList,
  ttls: Ttls,
  minTtlSeconds: number,
  isExplicit: boolean,
  nowMs: number,
): Freshness | undefined {
  if (ttls.maxTtlSeconds === 0) return undefined;
  const control = parseCacheControl(headers.get('cache-control'));
  const isForbidden = control.noStore || control.noCache || control.isPrivate;
  if (isForbidden && directedErrors.has(status)) return undefined;
  const saidSeconds = lifetimeOf(control, headers, nowMs);
  const isCached = cachedErrors.has(status) || (cachedIfSaid.has(status) && (saidSeconds !== undefined || isExplicit));
  if (!isCached) return undefined;
  const ttlSeconds = Math.max(minTtlSeconds, Math.min(saidSeconds ?? 0, ttls.maxTtlSeconds));
  return ttlSeconds === 0 ? undefined : { ttlSeconds, staleWhileRevalidateSeconds: 0, staleIfErrorSeconds: 0 };
}

function ttlOf(control: CacheControl, headers: HeaderList, ttls: Ttls, nowMs: number): number {
  const { minTtlSeconds: min, defaultTtlSeconds, maxTtlSeconds: max } = ttls;
  if (control.noCache || control.noStore || control.isPrivate) return min;
  const said = lifetimeOf(control, headers, nowMs);
  if (said === undefined) return Math.min(Math.max(min, defaultTtlSeconds), max);
  return Math.min(Math.max(min, said), max);
}

/** Seconds that the response itself names: `s-maxage` before `max-age` before `Expires`. */
function lifetimeOf(control: CacheControl, headers: HeaderList, nowMs: number): number | undefined {
  const age = control.sMaxAge ?? control.maxAge;
  if (age !== undefined) return age;
  const expires = headers.get('expires');
  if (expires === undefined) return undefined;
  const atMs = Date.parse(expires);
  // A date that is none, such as 0, is one in the past.
  return Number.isNaN(atMs) ? 0 : Math.max(0, Math.floor((atMs - nowMs) / 1000));
}

function staleness(control: CacheControl, { maxTtlSeconds: max }: Ttls): Omit<Freshness, 'ttlSeconds'> {
  if (control.mustRevalidate) return { staleWhileRevalidateSeconds: 0, staleIfErrorSeconds: 0 };
  return {
    staleWhileRevalidateSeconds: Math.min(control.staleWhileRevalidate ?? 0, max),
    staleIfErrorSeconds: control.staleIfError === undefined ? Infinity : Math.min(control.staleIfError, max),
  };
}
