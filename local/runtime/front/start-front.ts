import { createServer as createHttpServer, type IncomingMessage, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { type Clock } from '../clock';
import { Certificates } from './certificates';
import { type Front, type Route } from './front';
import { listenError } from './front-error';
import { AllowedHosts } from './host-names';
import { checkRequest } from './request-check';
import { Routes } from './routes';

export interface FrontOptions {
  /** Address to listen on. @default 127.0.0.1 */
  readonly host?: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** Host names that are answered beside this machine's own and those of the routes; `*.<name>` for all below one. */
  readonly allowedHosts?: readonly string[];
  /** Where the certificate authority and the server certificate are kept. */
  readonly certificateDirectory: string;
  readonly clock: Clock;
  /** Largest request body, in bytes. @default 2 MiB */
  readonly bodyLimitBytes?: number;
  /** Time for a client to send its first byte, its TLS handshake and its headers, each. @default 10000 */
  readonly headerTimeoutMs?: number;
}

/** First byte of a TLS handshake; no HTTP method begins with it. */
const tlsHandshake = 0x16;
const drainMs = 1000;
const ownNames = ['localhost', '*.localhost', '127.0.0.1', '::1'];

/**
 * Starts the front.
 * @throws FrontError when it cannot listen there
 */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { host = '127.0.0.1', clock, bodyLimitBytes = 2 * 1024 * 1024, headerTimeoutMs = 10_000 } = options;
  const routes = new Routes();
  const allowed = new AllowedHosts(host, options.allowedHosts);
  const certificates = new Certificates(options.certificateDirectory, clock);

  const serverOptions: ServerOptions = {
    headersTimeout: headerTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, headerTimeoutMs),
    maxHeaderSize: 32 * 1024,
  };
  const http = createHttpServer(serverOptions);
  const https = createHttpsServer({ ...serverOptions, handshakeTimeout: headerTimeoutMs });
  for (const server of [http, https]) {
    // Node watches the header timeout of a server only once it listens; these get their connections from another.
    server.emit('listening');
    server.on('request', (request, response) => {
      const target = checkRequest(request, allowed, bodyLimitBytes);
      if ('refusal' in target) {
        response.writeHead(target.refusal.status, refusalHeaders).end(`${target.refusal.text}\n`);
        return;
      }
      const route = routes.find(target.host, target.path);
      if (route?.http !== undefined) route.http(request, response);
      else if (route === undefined)
        response.writeHead(404, refusalHeaders).end(`nothing is served at ${target.path}\n`);
      else
        response.writeHead(426, { ...refusalHeaders, upgrade: 'websocket' }).end(`${target.path} is for WebSockets\n`);
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      destroyOnError(socket);
      const target = checkRequest(request, allowed, bodyLimitBytes);
      if ('refusal' in target) return refuseUpgrade(socket, target.refusal.status, target.refusal.text);
      const route = routes.find(target.host, target.path);
      if (route?.upgrade === undefined) return refuseUpgrade(socket, 404, `no WebSockets at ${target.path}`);
      route.upgrade(request, socket, head);
    });
  }

  let certified = '';
  const certify = async (): Promise<void> => {
    const names = [...new Set([...ownNames, ...routes.hosts])];
    if (certified === names.join()) return;
    https.setSecureContext(await certificates.serverFor(names));
    certified = names.join();
  };
  await certify();

  const sockets = new Set<Socket>();
  // As HTTP servers do for their own connections: small writes leave at once instead of waiting for an acknowledgement.
  const tcp = createTcpServer({ noDelay: true });
  tcp.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    destroyOnError(socket);
    socket.setTimeout(headerTimeoutMs, () => socket.destroy());
    socket.once('readable', () => {
      const first: unknown = socket.read();
      if (!Buffer.isBuffer(first)) return;
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.unshift(first);
      if (first[0] !== tlsHandshake) {
        http.emit('connection', socket);
        return;
      }
      certify().then(
        () => https.emit('connection', socket),
        (error: unknown) => socket.destroy(error instanceof Error ? error : undefined),
      );
    });
  });

  const port = await listen(tcp, host, options.port);
  return {
    port,
    origin: `http://${urlHost(host)}:${port}`,
    caFile: certificates.caFile,
    mount: (route: Route) => {
      routes.add(route);
      for (const name of route.hosts ?? []) allowed.add(name);
    },
    close: async () => {
      const closed = new Promise((resolve) => tcp.close(resolve));
      // Ends their idle connections.
      http.close();
      https.close();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, drainMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

const refusalHeaders = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
  // The body of a refused request is not read.
  connection: 'close',
};

function refuseUpgrade(socket: Duplex, status: number, text: string): void {
  const body = `${text}\n`;
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: text/plain; charset=utf-8\r\nx-content-type-options: nosniff\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** A client that goes away in the middle of something is no fault of this process. */
function destroyOnError(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
}

/** The address that a client on this machine uses for a server that listens on `host`. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
