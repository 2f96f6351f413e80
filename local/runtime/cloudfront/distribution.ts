import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';
import { type Clock } from '../clock';
import { type RuntimeEvents } from '../events';
import { behaviorRuntime, type BehaviorRuntime } from './behavior-runtime';
import { EdgeCache } from './cache/edge-cache';
import { CachedFetch, type Served } from './cached-fetch';
import { type DistributionDefinition, type OriginDefinition } from './definition/definitions';
import { type DeployedFunctions } from './functions/edge-functions';
import { type FunctionContext } from './functions/function-event';
import { type Origin } from './origins/origin';
import { OriginFetch } from './origins/origin-fetch';
import { refusalOf } from './refusal';
import { requestIds } from './request-ids';
import { sendEntry, sendResponse } from './response/send';
import { deployedHost, maxUrlBytes, pathOf, viewerRequest } from './viewer-request';
import { ViewerAnswers } from './viewer-answers';
import { passUpgrade } from './upgrade';

export interface DistributionOptions {
  readonly definition: DistributionDefinition;
  readonly origin: (definition: OriginDefinition) => Origin;
  readonly functions: DeployedFunctions;
  readonly clock: Clock;
  readonly events: RuntimeEvents;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Most that the cache holds. @default 256 MiB */
  readonly cacheBytes?: number;
}

/** One distribution: answers viewers from its cache and its origins. */
export class Distribution {
  readonly #options: DistributionOptions;
  readonly #behaviors: readonly BehaviorRuntime[];
  readonly #origins: ReadonlyMap<string, Origin>;
  readonly #originFetch: OriginFetch;
  readonly #cache: EdgeCache;
  readonly #answers: ViewerAnswers;
  readonly #newId: () => string;

  constructor(options: DistributionOptions) {
    const { definition, functions, clock, randomBytes, cacheBytes = 256 * 1024 * 1024 } = options;
    this.#options = options;
    this.#behaviors = definition.behaviors.map((behavior) => behaviorRuntime(behavior, functions));
    this.#origins = new Map([...definition.origins].map(([id, origin]) => [id, options.origin(origin)]));
    this.#originFetch = new OriginFetch(definition, this.#origins);
    this.#cache = new EdgeCache(cacheBytes);
    const fetch = new CachedFetch({
      definition,
      cache: this.#cache,
      origins: this.#originFetch,
      clock,
      behaviorOf: (path) => this.#behaviorOf(path),
      onError: (error) => this.#log('error', error),
    });
    this.#answers = new ViewerAnswers({ definition, fetch, clock, onFault: (fault) => this.#log('error', fault) });
    this.#newId = requestIds(randomBytes);
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { url = '/' } = request;
    const requestId = this.#newId();
    const startMs = this.#options.clock.nowMs();
    const runtime = this.#behaviorOf(pathOf(url, this.#options.definition));
    if (this.#sendHit(runtime, request, response, requestId, startMs)) return;
    const context = this.#context(requestId);
    const asked = viewerRequest(request, this.#options.definition, response);
    const viewer = new AbortController();
    response.once('close', () => viewer.abort());
    this.#answers
      .answer({ runtime, asked, url, context, signal: viewer.signal })
      .then(async (answer) => {
        const status = await sendResponse(asked, response, answer.response);
        this.#emit(answer.result, status, startMs, answer.origin);
      })
      .catch((error: unknown) => {
        if (viewer.signal.aborted) return;
        this.#log('error', error);
        if (response.headersSent) response.destroy();
        else response.writeHead(502, { 'content-length': 0 }).end();
        this.#emit('Error', response.statusCode, startMs);
      });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { definition } = this.#options;
    const startMs = this.#options.clock.nowMs();
    const runtime = this.#behaviorOf(pathOf(request.url ?? '/', definition));
    const context = this.#context(this.#newId());
    const origin = this.#originFetch.primary(runtime);
    const identity = { domainName: definition.domainName, requestId: context.requestId };
    const asked = viewerRequest(request, definition);
    const refusal = refusalOf(definition, runtime.behavior, asked, request.url ?? '/');
    passUpgrade(socket, head, async () => {
      if (refusal !== undefined) return refusal;
      const answer = await runtime.functions.onRequest('viewer-request', context, asked);
      if ('response' in answer) return answer.response;
      return origin.upgrade(runtime.toOrigin(answer.request, origin.definition, identity, true));
    })
      .then((status) => this.#emit(status < 400 ? 'Miss' : 'Error', status, startMs, origin.definition.id))
      .catch((error: unknown) => this.#log('error', error));
  }

  invalidate(): void {
    this.#cache.clear();
  }

  async close(): Promise<void> {
    this.#cache.clear();
    await Promise.all([...this.#origins.values()].map((origin) => origin.close()));
  }

  #behaviorOf(path: string): BehaviorRuntime {
    for (const behavior of this.#behaviors) if (behavior.matches(path)) return behavior;
    throw new Error(`distribution ${this.#options.definition.id}: no behavior covers ${path}`);
  }

  /** The short way of a hit; false when the request needs the long one. */
  #sendHit(
    runtime: BehaviorRuntime,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    nowMs: number,
  ): boolean {
    const { method = 'GET', url = '/', headers } = request;
    const { functions, behavior } = runtime;
    const { definition } = this.#options;
    const isPlain = method === 'GET' || method === 'HEAD';
    if (!isPlain || url.length > maxUrlBytes || !runtime.isCached(method) || definition.geoRestriction !== undefined)
      return false;
    if (functions.has('viewer-request') || functions.has('viewer-response')) return false;
    const policy = behavior.responseHeadersPolicy;
    if (policy?.serverTiming === true || (policy?.cors !== undefined && headers.origin !== undefined)) return false;
    const queryStart = url.indexOf('?');
    const entry = this.#cache.get(
      runtime.key({
        method,
        uri: pathOf(url, definition),
        query: queryStart < 0 ? '' : url.slice(queryStart + 1),
        header: (name) => headerOf(request, name),
      }),
    );
    if (entry === undefined || nowMs >= entry.freshUntilMs) return false;
    const status = sendEntry(request, response, entry, requestId, nowMs);
    if (status === undefined) return false;
    // A body that nobody reads would be taken for the next request.
    request.resume();
    this.#emit(status >= 400 ? 'Error' : 'Hit', status, nowMs);
    return true;
  }

  #context(requestId: string): FunctionContext {
    const { domainName, id } = this.#options.definition;
    return { distributionDomainName: domainName, distributionId: id, requestId };
  }

  #emit(result: Served['result'], status: number, startMs: number, origin?: string): void {
    const { events, clock, definition } = this.#options;
    const at = clock.nowMs();
    const base = { kind: 'edge', at, distribution: definition.id, result, status, durationMs: at - startMs } as const;
    events.emit(origin === undefined ? base : { ...base, origin });
  }

  #log(level: 'error' | 'warn', error: unknown): void {
    const { events, clock, definition } = this.#options;
    const message = error instanceof Error ? error.message : String(error);
    events.emit({ kind: 'log', at: clock.nowMs(), source: `cloudfront/${definition.id}`, level, message });
  }
}

/** A header of a viewer's request as the edge sees it. */
function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  if (name === 'host') return deployedHost(headers.host);
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
