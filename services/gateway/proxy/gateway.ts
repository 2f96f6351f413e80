import { type FastifyInstance } from 'fastify';
import { type AccessLog } from './access-log';
import { hasDotSegment, readApiTarget } from './api-target';
import { type Answer, refusal } from './client/answer';
import { clientAddress } from './client/client-address';
import { ClientConnection, type ClientOwner, type RequestHandler } from './client/client-connection';
import { type Clock } from './clock';
import { Exchange, type ExchangeContext } from './exchange';
import { type RequestIds, requestIds } from './forward-headers';
import { type HealthMonitor } from './health-monitor';
import { ProtocolError } from './http1/protocol-error';
import { type RequestHead } from './http1/request-head';
import { type Limits } from './limits';
import { type Metrics } from './metrics';
import { apiMethods } from './openapi-paths';
import { isOwnPath, OwnAnswer } from './own-answers';
import { type ServiceRegistry } from './service-registry';
import { type RandomIds } from './trace-context';
import { type UpstreamPool } from './upstream/upstream-pool';
import { type Socket } from 'node:net';

const passedMethods: ReadonlySet<string> = new Set(apiMethods);

export interface GatewayOptions {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly registry: ServiceRegistry;
  readonly health: HealthMonitor;
  readonly pool: UpstreamPool;
  readonly upstreamAuthority: string;
  readonly app: FastifyInstance;
  readonly accessLog: AccessLog;
  readonly metrics: Metrics;
  readonly ids: RandomIds;
}

/** Takes the clients' connections and decides who answers each request: an upstream, the application, or a refusal. */
export class Gateway implements ClientOwner, ExchangeContext {
  readonly limits: Limits;
  readonly clock: Clock;
  readonly pool: UpstreamPool;
  readonly upstreamAuthority: string;
  readonly #options: GatewayOptions;
  readonly #clients = new Set<ClientConnection>();
  #drainingSinceMs: number | undefined;

  constructor(options: GatewayOptions) {
    this.#options = options;
    ({ limits: this.limits, clock: this.clock, pool: this.pool, upstreamAuthority: this.upstreamAuthority } = options);
  }

  /** Whether answers tell the clients to close their connections. */
  get draining(): boolean {
    return this.#drainingSinceMs !== undefined;
  }

  /** Open connections of clients. */
  get connections(): number {
    return this.#clients.size;
  }

  nowMs(): number {
    return this.clock.nowMs();
  }

  accept(socket: Socket): void {
    this.#clients.add(new ClientConnection(socket, this));
  }

  /** From now on connections are closed after the answer at work, idle ones a moment later. */
  drain(): void {
    this.#drainingSinceMs ??= this.nowMs();
  }

  /** Ends what is left. */
  destroy(): void {
    for (const client of this.#clients) client.destroy();
  }

  /** Looks at every time limit. */
  sweep(): void {
    const nowMs = this.nowMs();
    for (const client of this.#clients) client.checkTimeouts(nowMs, this.#drainingSinceMs);
    this.pool.sweep(nowMs);
  }

  onGone(client: ClientConnection): void {
    this.#clients.delete(client);
  }

  onRefused(client: ClientConnection, head: RequestHead | undefined, fault: ProtocolError): void {
    this.#log(client, head, undefined, fault.status, fault.message);
  }

  onRequest(client: ClientConnection, head: RequestHead): RequestHandler | undefined {
    const { target, method } = head;
    if (method === 'CONNECT') {
      client.closeAfter = true;
      return this.#refuse(client, head, refusal(405, 'Method Not Allowed', { allow: apiMethods.join(', ') }));
    }
    if (target.charCodeAt(0) !== 0x2f) throw new ProtocolError(400, 'the request target must be a path');
    const api = readApiTarget(target);
    if (api !== undefined) return this.#toService(client, head, api.service, api.rest);

    const query = target.indexOf('?');
    if (!isOwnPath(query === -1 ? target : target.slice(0, query))) {
      return this.#refuse(client, head, refusal(404, 'Not Found'));
    }
    if (method !== 'GET' && method !== 'HEAD') {
      return this.#refuse(client, head, refusal(405, 'Method Not Allowed', { allow: 'GET, HEAD' }));
    }
    const ids = requestIds(head, this.#options.ids);
    const startMs = this.nowMs();
    return new OwnAnswer(this.#options.app, client, head, ids.requestId, (status) =>
      this.#log(client, head, ids, status, undefined, startMs),
    );
  }

  onEnd(exchange: Exchange): void {
    const { route, status, startMs, endMs, head, ids } = exchange;
    route.active -= 1;
    route.breaker.report(exchange.admission, exchange.outcome, endMs);
    this.#options.metrics.record(route.entry.name, status, endMs - startMs);
    this.#options.accessLog.write({
      method: head.method,
      target: head.target,
      service: route.entry.name,
      status,
      client: exchange.clientAddress,
      requestId: ids.requestId,
      traceId: ids.traceId,
      endMs,
      durationMs: endMs - startMs,
      upstreamMs: endMs - exchange.upstreamStartMs,
      attempts: exchange.attempts,
      requestBytes: exchange.requestBytes,
      responseBytes: exchange.responseBytes,
      fault: exchange.fault,
    });
  }

  #toService(client: ClientConnection, head: RequestHead, name: string, rest: string): RequestHandler | undefined {
    if (!passedMethods.has(head.method)) {
      return this.#refuse(client, head, refusal(405, 'Method Not Allowed', { allow: apiMethods.join(', ') }));
    }
    const { registry, health, ids } = this.#options;
    const route = registry.find(name);
    if (route === undefined) return this.#refuse(client, head, refusal(404, `Service '${name}' not found`));
    if (hasDotSegment(rest))
      return this.#refuse(client, head, refusal(400, 'Dot segments in the path are not resolved'));
    if (!health.isHealthy(name)) return this.#refuseService(client, head, name, 'currently unhealthy', 0);
    if (route.active >= this.limits.maxConcurrentRequests) {
      return this.#refuseService(client, head, name, 'at its limit of concurrent requests', 1000);
    }
    const nowMs = this.nowMs();
    const admission = route.breaker.admit(nowMs);
    if (admission === undefined) {
      return this.#refuseService(client, head, name, 'currently unhealthy', route.breaker.retryAfterMs(nowMs));
    }
    route.active += 1;
    route.retries.onRequest();
    const path = route.entry.path + rest;
    const address = clientAddress(head.forwardedFor) ?? client.remoteAddress;
    const exchange = new Exchange(this, client, head, route, admission, path, address, requestIds(head, ids));
    exchange.start();
    return exchange;
  }

  #refuseService(
    client: ClientConnection,
    head: RequestHead,
    name: string,
    reason: string,
    retryAfterMs: number,
  ): undefined {
    this.#options.metrics.record(name, 503, 0);
    const seconds = String(Math.max(1, Math.ceil(retryAfterMs / 1000)));
    return this.#refuse(client, head, refusal(503, `Service '${name}' is ${reason}`, { 'retry-after': seconds }));
  }

  #refuse(client: ClientConnection, head: RequestHead, answer: Answer): undefined {
    const ids = requestIds(head, this.#options.ids);
    this.#log(client, head, ids, answer.status, undefined);
    client.answer(answer, head, ids.requestId);
  }

  #log(
    client: ClientConnection,
    head: RequestHead | undefined,
    ids: RequestIds | undefined,
    status: number,
    fault: string | undefined,
    startMs?: number,
  ): void {
    const endMs = this.nowMs();
    this.#options.accessLog.write({
      method: head?.method ?? '',
      target: head?.target ?? '',
      service: '',
      status,
      client: clientAddress(head?.forwardedFor) ?? client.remoteAddress,
      requestId: ids?.requestId ?? '',
      traceId: ids?.traceId ?? '',
      endMs,
      durationMs: startMs === undefined ? 0 : endMs - startMs,
      upstreamMs: undefined,
      attempts: 0,
      requestBytes: 0,
      responseBytes: 0,
      fault,
    });
  }
}
