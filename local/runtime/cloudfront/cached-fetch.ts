import { type Clock } from '../clock';
import { type BehaviorRuntime } from './behavior-runtime';
import { type CacheEntry, mayServeOnError, mayServeWhileRevalidating } from './cache/cache-entry';
import { type EdgeCache } from './cache/edge-cache';
import { errorFreshness, freshnessOf } from './cache/freshness';
import { PendingFetches, type Settle } from './cache/pending-fetches';
import { ResponseKeeper } from './cache/response-keeper';
import { conditionsOf, heldOn } from './cache/stale-entry';
import { type DistributionDefinition, type ErrorResponse } from './definition/definitions';
import { type EdgeRequest, type EdgeResponse } from './edge-message';
import { type FunctionContext } from './functions/function-event';
import { type Fetched, type OriginFetch } from './origins/origin-fetch';
import { compressed } from './response/compression';
import { discardBody } from './response/discard-body';
import { cleanOriginHeaders } from './response/viewer-headers';

export interface CachedFetchOptions {
  readonly definition: DistributionDefinition;
  readonly cache: EdgeCache;
  readonly origins: OriginFetch;
  readonly clock: Clock;
  /** The behaviour of a path. */
  readonly behaviorOf: (path: string) => BehaviorRuntime;
  /** Called with what failed while nobody waited for it. */
  readonly onError: (error: unknown) => void;
}

/** How a response was got. */
export interface Served {
  readonly result: 'Hit' | 'Miss' | 'RefreshHit' | 'Error';
  /** From the cache; else `response` is set. */
  readonly entry?: CacheEntry;
  readonly response?: EdgeResponse;
  readonly origin?: string;
}

interface Exchange {
  readonly runtime: BehaviorRuntime;
  readonly request: EdgeRequest;
  readonly context: FunctionContext;
  readonly signal?: AbortSignal;
  /** Whether this fetches an error page. */
  readonly isErrorPage?: boolean;
}

const defaultError: ErrorResponse = { cachingMinTtlSeconds: 10 };
/** Failures of an origin that a stale copy may hide. */
const failures = new Set([500, 502, 503, 504]);

/** Answers requests from the cache of one distribution, and from its origins what the cache has not. */
export class CachedFetch {
  readonly #options: CachedFetchOptions;
  readonly #pending = new PendingFetches();
  readonly #keeper: ResponseKeeper;

  constructor(options: CachedFetchOptions) {
    this.#options = options;
    const { cache, clock, definition } = options;
    this.#keeper = new ResponseKeeper({ cache, clock, domainName: definition.domainName });
  }

  /** @throws FunctionFault when a function at an origin event failed */
  async get(exchange: Exchange): Promise<Served> {
    const { runtime, request } = exchange;
    if (!runtime.isCached(request.method)) return this.#passThrough(exchange);
    const key = this.keyOf(runtime, request);
    const nowMs = this.#options.clock.nowMs();
    const entry = this.#options.cache.get(key);
    if (entry !== undefined && nowMs < entry.freshUntilMs) return hit(entry);
    if (entry !== undefined && mayServeWhileRevalidating(entry, nowMs)) {
      if (this.#pending.get(key) === undefined) {
        this.#collapsed(key, exchange, entry).then(discard, this.#options.onError);
      }
      return hit(entry);
    }
    // Parts of what is not cached, and headers alone, are not kept.
    const isPartial = request.method === 'HEAD' || request.headers.has('range');
    if (entry === undefined && isPartial) return this.#passThrough(exchange);
    const other = this.#pending.get(key);
    if (other === undefined) return this.#collapsed(key, exchange, entry);
    const shared = await other;
    return shared === undefined ? this.#load(key, exchange, entry, () => undefined) : hit(shared);
  }

  keyOf(runtime: BehaviorRuntime, { method, uri, query, headers }: EdgeRequest): string {
    return runtime.key({ method, uri, query, header: (name) => headers.get(name) });
  }

  #collapsed(key: string, exchange: Exchange, stale: CacheEntry | undefined): Promise<Served> {
    return this.#pending.run(key, (settle) => this.#load(key, exchange, stale, settle));
  }

  async #load(key: string, exchange: Exchange, stale: CacheEntry | undefined, settle: Settle): Promise<Served> {
    const { cache, clock, origins } = this.#options;
    const { runtime, context } = exchange;
    // A HEAD for a stale copy renews the whole of it.
    const request = exchange.request.method === 'HEAD' ? { ...exchange.request, method: 'GET' } : exchange.request;
    const conditions = stale === undefined ? [] : conditionsOf(stale);
    const fetched = await origins.fetch(runtime, request, context, { conditions, isPassedThrough: false });
    const { response, origin } = fetched;
    const nowMs = clock.nowMs();
    if (response.status === 304 && stale !== undefined) {
      cleanOriginHeaders(response.headers, runtime.behavior);
      const entry = this.#keeper.confirm(key, runtime.behavior, stale, response.headers, settle);
      return { result: 'RefreshHit', entry, origin };
    }
    if (failures.has(response.status) && stale !== undefined && mayServeOnError(stale, nowMs)) {
      discardBody(response);
      const held = heldOn(stale, nowMs + this.#errorRule(response.status).cachingMinTtlSeconds * 1000);
      cache.set(key, held);
      settle(held);
      return { ...hit(held), origin };
    }
    if (response.status >= 400) return this.#error(key, exchange, fetched, settle);
    const freshness = freshnessOf(response.status, response.headers, runtime.behavior.cachePolicy, nowMs);
    const cleaned = this.#cleaned(exchange, response);
    const kept = this.#keeper.keep(key, runtime.behavior, cleaned, freshness, settle);
    return { result: 'Miss', response: kept, origin };
  }

  async #passThrough(exchange: Exchange): Promise<Served> {
    const { runtime, request, context, signal } = exchange;
    const options = { isPassedThrough: true, ...(signal === undefined ? {} : { signal }) };
    const fetched = await this.#options.origins.fetch(runtime, request, context, options);
    if (fetched.response.status >= 400) return this.#error(undefined, exchange, fetched, () => undefined);
    return { result: 'Miss', response: this.#cleaned(exchange, fetched.response), origin: fetched.origin };
  }

  async #error(key: string | undefined, exchange: Exchange, fetched: Fetched, settle: Settle): Promise<Served> {
    const { definition, clock } = this.#options;
    const { runtime } = exchange;
    const { status } = fetched.response;
    const rule = this.#errorRule(status);
    const isExplicit = definition.errorResponses.has(status);
    const { cachePolicy } = runtime.behavior;
    const freshness = errorFreshness(
      status,
      fetched.response.headers,
      cachePolicy,
      rule.cachingMinTtlSeconds,
      isExplicit,
      clock.nowMs(),
    );
    const page = rule.page === undefined ? undefined : await this.#errorPage(rule.page, exchange);
    if (page !== undefined) discardBody(fetched.response);
    const response = page ?? this.#cleaned(exchange, fetched.response);
    const kept = key === undefined ? response : this.#keeper.keep(key, runtime.behavior, response, freshness, settle);
    return { result: 'Error', response: kept, origin: fetched.origin };
  }

  /** The page that the distribution shows for an error; undefined when it cannot be had either. */
  async #errorPage(page: NonNullable<ErrorResponse['page']>, exchange: Exchange): Promise<EdgeResponse | undefined> {
    if (exchange.isErrorPage === true) return undefined;
    const { request, context } = exchange;
    const runtime = this.#options.behaviorOf(page.path);
    const headers = request.headers.clone();
    headers.removeWhere((name) => name.startsWith('if-') || name.startsWith('content-') || name === 'range');
    const { clientIp, clientPort } = request;
    const asked: EdgeRequest = { method: 'GET', uri: page.path, query: '', headers, clientIp, clientPort };
    const served = await this.get({ runtime, request: asked, context, isErrorPage: true });
    const response = served.entry ?? served.response;
    if (response === undefined || response.status >= 400) {
      if (served.response !== undefined) discardBody(served.response);
      return undefined;
    }
    const own = response.headers.clone();
    own.removeWhere((name) => name === 'etag' || name === 'last-modified' || name === 'accept-ranges');
    return { status: page.status, headers: own, ...(response.body === undefined ? {} : { body: response.body }) };
  }

  #cleaned({ runtime, request }: Exchange, response: EdgeResponse): EdgeResponse {
    cleanOriginHeaders(response.headers, runtime.behavior);
    return compressed(response, runtime.behavior, request.headers.get('accept-encoding'));
  }

  #errorRule(status: number): ErrorResponse {
    return this.#options.definition.errorResponses.get(status) ?? defaultError;
  }
}

function hit(entry: CacheEntry): Served {
  return { result: entry.status >= 400 ? 'Error' : 'Hit', entry };
}

/** A response that was fetched for the cache alone: a copy is made of what is read. */
function discard({ response }: Served): void {
  const body = response?.body;
  if (body !== undefined && !Buffer.isBuffer(body)) body.on('error', () => undefined).resume();
}
