import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type Socket } from 'node:net';
import { type AllowList } from './allow-list';
import { AuditLog, type WriteLine } from './audit-log';
import { forward } from './forward';
import { dialTcp, Gate, type GateOptions } from './gate';
import { type ProxiedClient } from './proxy-protocol';
import { expectProxyHeader } from './proxy-protocol-listener';
import { refusal } from './refusal';
import { type Lookup } from './resolve-public';
import { openTunnel } from './tunnel';

export interface EgressLimits {
  readonly headersTimeoutMs: number;
  /** For a plain request with its body to arrive. */
  readonly requestTimeoutMs: number;
  readonly proxyHeaderTimeoutMs: number;
  readonly helloTimeoutMs: number;
  readonly resolveTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  readonly keepAliveTimeoutMs: number;
  /** Requests and tunnels open at once. */
  readonly maxOpen: number;
  /** Connections of clients, idle ones included. */
  readonly maxConnections: number;
}

export const defaultLimits: EgressLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 3_600_000,
  proxyHeaderTimeoutMs: 5000,
  helloTimeoutMs: 10_000,
  resolveTimeoutMs: 5000,
  connectTimeoutMs: 10_000,
  // The network load balancer in front forgets connections that are idle for 350 s.
  idleMs: 300_000,
  totalMs: 3_600_000,
  keepAliveTimeoutMs: 75_000,
  maxOpen: 1000,
  maxConnections: 4096,
};

export interface AppOptions {
  readonly allowList: AllowList;
  readonly proxyProtocol: 'v2' | 'off';
  readonly writeLine: WriteLine;
  readonly lookup: Lookup;
  /** @default a TCP connection */
  readonly dial?: GateOptions['dial'];
  readonly now: () => Date;
  /** @default defaultLimits */
  readonly limits?: Partial<EgressLimits>;
}

export interface EgressApp {
  /** Not yet listening. */
  readonly server: Server;
  /** Takes no more connections, lets open tunnels end, and cuts those that are open after `budgetMs`. */
  stop(budgetMs: number): Promise<void>;
}

const requestIdPattern = /^[\w.:=-]{1,128}$/;

/** The egress proxy: a forward proxy for allow-listed hosts, with an audit line for each request. */
export function buildApp(options: AppOptions): EgressApp {
  const { allowList, proxyProtocol, writeLine, lookup, dial = dialTcp, now } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const audit = new AuditLog(writeLine, now);
  const gate = new Gate({ allowList, lookup, dial, ...limits });
  const clients = new WeakMap<Socket, ProxiedClient>();
  const clientOf = (socket: Socket): ProxiedClient => clients.get(socket) ?? peerOf(socket);
  const sockets = new Set<Socket>();

  const server = createServer(
    {
      insecureHTTPParser: false,
      // Node would answer by itself, without a line in the log; forward() looks.
      requireHostHeader: false,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(limits.headersTimeoutMs, 5000),
      noDelay: true,
    },
    (request, response) => {
      if (request.method === 'GET' && request.url === '/health') {
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ status: 'healthy', service: 'egress-proxy', timestamp: now().toISOString() }));
        return;
      }
      const client = clientOf(request.socket);
      void forward({ gate, audit, ...limits }, { request, response, client, requestId: requestIdOf(request) });
    },
  );
  server.maxConnections = limits.maxConnections;
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const client = clientOf(socket);
    void openTunnel({ gate, audit, ...limits }, { request, socket, head, client, requestId: requestIdOf(request) });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const requestId = randomUUID();
    const isTimeout = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const { statusCode, body, event, reason } = refusal(isTimeout ? 'request-timeout' : 'malformed-request', requestId);
    audit.begin(clientOf(socket), requestId, {})({ event, reason });
    socket.end(
      `HTTP/1.1 ${statusCode} Refused\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      () => socket.destroy(),
    );
  });
  if (proxyProtocol === 'v2') {
    expectProxyHeader(server, clients, {
      headerTimeoutMs: limits.proxyHeaderTimeoutMs,
      onRefused: (socket, detail) => {
        const reason = 'proxy-protocol';
        audit.begin(peerOf(socket), randomUUID(), {})({ event: 'egress.denied', reason, detail });
      },
    });
  }
  server.prependListener('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return { server, stop: (budgetMs) => stop(server, sockets, budgetMs) };
}

function peerOf({ remoteAddress, remotePort }: Socket): ProxiedClient {
  return {
    ...(remoteAddress !== undefined && { address: remoteAddress }),
    ...(remotePort !== undefined && { port: remotePort }),
  };
}

function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
}

function stop(server: Server, sockets: ReadonlySet<Socket>, budgetMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, budgetMs);
    server.close((error) => {
      clearTimeout(deadline);
      if (error) reject(error);
      else resolve();
    });
    server.closeIdleConnections();
  });
}
