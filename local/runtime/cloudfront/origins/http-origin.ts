import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Socket } from 'node:net';
import { type Dispatcher, Pool } from 'undici';
import { errorCode } from '../../error-code';
import { type TargetAddress } from '../../load-balancing/load-balancers';
import { type OriginDefinition } from '../definition/definitions';
import { type EdgeRequest, type EdgeResponse } from '../edge-message';
import { HeaderList, removeHopByHop } from '../header-list';
import { type Origin, OriginError, type UpgradedOrigin } from './origin';

export interface HttpOriginOptions {
  readonly definition: OriginDefinition;
  readonly scheme: 'http' | 'https';
  /** Where it is on this machine; called for each request, so that it may start later. */
  readonly address: () => TargetAddress | undefined;
  /** Certificate authority to trust, in PEM. */
  readonly ca?: string;
}

/** Names for which connections are kept; more than a distribution has aliases. */
const maxPools = 128;

const notConnected = new Set<unknown>(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);
const tooSlow = new Set<unknown>(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

/** An origin that speaks HTTP: a load balancer, or any server on this machine. */
export class HttpOrigin implements Origin {
  readonly definition: OriginDefinition;
  readonly #options: HttpOriginOptions;
  readonly #pools = new Map<string, Pool>();

  constructor(options: HttpOriginOptions) {
    this.definition = options.definition;
    this.#options = options;
  }

  async fetch(request: EdgeRequest, signal?: AbortSignal): Promise<EdgeResponse> {
    const { connectionAttempts, readTimeoutMs } = this.definition;
    const pool = this.#poolFor(this.#address(), request);
    const options: Dispatcher.RequestOptions = {
      method: request.method,
      path: this.#pathOf(request),
      headers: request.headers.toRaw(),
      body: request.body ?? null,
      headersTimeout: readTimeoutMs,
      bodyTimeout: readTimeoutMs,
      ...(signal === undefined ? {} : { signal }),
    };
    for (let attempt = 1; ; attempt++) {
      try {
        return toResponse(await pool.request(options), request.method);
      } catch (error) {
        // What was not connected has read nothing of the body.
        if (attempt < connectionAttempts && notConnected.has(errorCode(error))) continue;
        throw this.#failure(error);
      }
    }
  }

  upgrade(request: EdgeRequest): Promise<UpgradedOrigin> {
    const { host, port } = this.#address();
    const { scheme, ca } = this.#options;
    const options = {
      host,
      port,
      path: this.#pathOf(request),
      headers: [...request.headers.toRaw(), 'Connection', 'Upgrade', 'Upgrade', 'websocket'],
      agent: false,
      timeout: this.definition.readTimeoutMs,
    };
    const outgoing =
      scheme === 'https'
        ? httpsRequest({ ...options, servername: serverName(request), ...(ca === undefined ? {} : { ca }) })
        : httpRequest(options);
    return new Promise((resolve, reject) => {
      outgoing.on('timeout', () => outgoing.destroy(new OriginError(504, `${this.#name}: no answer in time`)));
      outgoing.on('error', (error) => reject(this.#failure(error)));
      outgoing.on('upgrade', (response: IncomingMessage, socket: Socket, head: Buffer) =>
        resolve({ response, socket, head }),
      );
      outgoing.on('response', (response) => resolve({ response }));
      outgoing.end();
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }

  get #name(): string {
    return `origin ${this.definition.id} (${this.definition.domainName})`;
  }

  #address(): TargetAddress {
    const address = this.#options.address();
    if (address === undefined) throw new OriginError(503, `${this.#name} does not run on this machine`);
    return address;
  }

  #pathOf({ uri, query }: EdgeRequest): string {
    return `${this.definition.path}${uri}${query === '' ? '' : `?${query}`}`;
  }

  /** The certificate must be for the Host that is forwarded, so each has connections of its own. */
  #poolFor({ host, port }: TargetAddress, request: EdgeRequest): Pool {
    const { scheme, ca, definition } = this.#options;
    const servername = scheme === 'https' ? serverName(request) : '';
    const key = `${host} ${port} ${servername}`;
    const present = this.#pools.get(key);
    if (present !== undefined) return present;
    const pool = new Pool(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`, {
      connect: {
        timeout: definition.connectionTimeoutMs,
        ...(scheme === 'https' ? { servername, ...(ca === undefined ? {} : { ca }) } : {}),
      },
    });
    for (const [oldest, other] of this.#pools) {
      if (this.#pools.size < maxPools) break;
      this.#pools.delete(oldest);
      void other.close();
    }
    this.#pools.set(key, pool);
    return pool;
  }

  #failure(error: unknown): OriginError {
    if (error instanceof OriginError) return error;
    const message = error instanceof Error ? error.message : String(error);
    const code = errorCode(error);
    const status = notConnected.has(code) ? 503 : tooSlow.has(code) ? 504 : 502;
    return new OriginError(status, `${this.#name}: ${message}`, { cause: error });
  }
}

function serverName({ headers }: EdgeRequest): string {
  return (headers.get('host') ?? '').replace(/:\d+$/, '');
}

function toResponse({ statusCode, statusText, headers, body }: Dispatcher.ResponseData, method: string): EdgeResponse {
  const list = new HeaderList();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) list.append(name, one);
  }
  removeHopByHop(list);
  const isEmpty = method === 'HEAD' || statusCode === 204 || statusCode === 304;
  // Whoever reads it learns of an error by reading; until somebody does, it must not end the process.
  body.on('error', () => undefined);
  // The connection goes on only when what it brings is read.
  if (isEmpty) body.resume();
  return { status: statusCode, statusText, headers: list, ...(isEmpty ? {} : { body }) };
}
