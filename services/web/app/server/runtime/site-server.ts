import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type Log } from './json-log';
import { requestIdOf } from './request-id';

export interface SiteServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly listener: RequestListener;
  readonly log: Log;
  /** Open requests are cut this long after `close`. @default 25 000 */
  readonly drainBudgetMs?: number;
}

export interface SiteServer {
  readonly port: number;
  /** Takes no more connections, answers what is open, and resolves with the number of requests that had to be cut. */
  close(): Promise<number>;
}

/** The proxy in front keeps idle connections for 60 s; ours must outlast them, or it writes to a closed one. */
const keepAliveTimeoutMs = 75_000;
/** Node checks whole requests, heads included, against these. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
const maxHeaderBytes = 16 * 1024;
const maxUrlCharacters = 2048;
/** ECS kills a task 30 s after SIGTERM unless told otherwise; the rest is for the logs. */
const defaultDrainBudgetMs = 25_000;

/**
 * Serves the site by HTTP/1.1: GET and HEAD only, addresses of at most 2048 characters, and one log line for each
 * request with its id, which is answered as `x-request-id`.
 */
export async function startSiteServer(options: SiteServerOptions): Promise<SiteServer> {
  const { host, listener, log, drainBudgetMs = defaultDrainBudgetMs } = options;
  const open = new Set<ServerResponse>();
  let closing = false;
  const server = createServer({ maxHeaderSize: maxHeaderBytes }, (request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    if (closing) response.setHeader('connection', 'close');
    logRequest(request, response, log);
    if (!isRefused(request, response)) listener(request, response);
  });
  server.keepAliveTimeout = keepAliveTimeoutMs;
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  server.listen({ host, port: options.port });
  await once(server, 'listening');
  return {
    port: portOf(server),
    close: async () => {
      closing = true;
      let cut = 0;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const deadline = setTimeout(() => {
        cut = open.size;
        server.closeAllConnections();
      }, drainBudgetMs);
      // A connection that answers its last request while closing stays open until its client has read that.
      for (const response of open) {
        response.once('close', () => server.closeIdleConnections());
        if (!response.headersSent) response.setHeader('connection', 'close');
      }
      await closed;
      clearTimeout(deadline);
      return cut;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('site server: a TCP port was expected');
  return address.port;
}

function isRefused({ method, url = '' }: IncomingMessage, response: ServerResponse): boolean {
  const refuse = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): true => {
    response.writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      // A body that nobody reads would be taken for the next request.
      connection: 'close',
      ...headers,
    });
    response.end(`${text}\n`);
    return true;
  };
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'method not allowed', { allow: 'GET, HEAD' });
  if (url.length > maxUrlCharacters) return refuse(414, `the address is longer than ${maxUrlCharacters} characters`);
  return false;
}

function logRequest(request: IncomingMessage, response: ServerResponse, log: Log): void {
  const startMs = performance.now();
  const id = requestIdOf(request);
  // The rest of the program reads the id here.
  request.headers['x-request-id'] = id;
  response.setHeader('x-request-id', id);
  const [path = ''] = (request.url ?? '').split('?', 1);
  response.once('close', () => {
    const level = path === '/healthz' || path.startsWith('/_nuxt/') ? 'DEBUG' : 'INFO';
    log.write(level, response.writableFinished ? 'request' : 'request cut', {
      requestId: id,
      method: request.method,
      path: path.slice(0, maxUrlCharacters),
      status: response.statusCode,
      durationMs: Math.round((performance.now() - startMs) * 1000) / 1000,
    });
  });
}
