import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';
import { type Clock } from '../clock';
import { Certificates } from './certificates';
import { type Front, type Route } from './front';
import { AllowedHosts } from './host-names';
import { listenHttp } from './http-port';
import { type KeyPair } from './issue';
import { checkLength, checkRequest, type Refusal } from './request-check';
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
  /** Largest request body, in bytes, where a route names no limit of its own. @default 2 MiB */
  readonly bodyLimitBytes?: number;
  /** Time for a client to send its first byte, its TLS handshake and its headers, each. @default 10000 */
  readonly headerTimeoutMs?: number;
}

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

  let certified = '';
  const secureContext = async (): Promise<KeyPair | undefined> => {
    const names = [...new Set([...ownNames, ...routes.hosts])];
    if (certified === names.join()) return undefined;
    const pair = await certificates.serverFor(names);
    certified = names.join();
    return pair;
  };
  const configure = (server: Server): void => {
    server.on('request', (request, response) => {
      const target = checkRequest(request, allowed);
      if ('refusal' in target) return refuse(response, target.refusal);
      const route = routes.find(target.host, target.path);
      const refusal = checkLength(request, route?.bodyLimitBytes ?? bodyLimitBytes);
      if (refusal !== undefined) return refuse(response, refusal);
      if (route?.http !== undefined) route.http(request, response);
      else if (route === undefined)
        response.writeHead(404, refusalHeaders).end(`nothing is served at ${target.path}\n`);
      else
        response.writeHead(426, { ...refusalHeaders, upgrade: 'websocket' }).end(`${target.path} is for WebSockets\n`);
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // A client that goes away in the middle of something is no fault of this process.
      socket.on('error', () => socket.destroy());
      const target = checkRequest(request, allowed);
      if ('refusal' in target) return refuseUpgrade(socket, target.refusal.status, target.refusal.text);
      const route = routes.find(target.host, target.path);
      const refusal = checkLength(request, route?.bodyLimitBytes ?? bodyLimitBytes);
      if (refusal !== undefined) return refuseUpgrade(socket, refusal.status, refusal.text);
      if (route?.upgrade === undefined) return refuseUpgrade(socket, 404, `no WebSockets at ${target.path}`);
      route.upgrade(request, socket, head);
    });
  };
  const listening = await listenHttp({
    host,
    port: options.port,
    server: {
      headersTimeout: headerTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, headerTimeoutMs),
      maxHeaderSize: 32 * 1024,
    },
    handshakeTimeoutMs: headerTimeoutMs,
    secureContext,
    configure,
  });
  return {
    port: listening.port,
    origin: `http://${urlHost(host)}:${listening.port}`,
    caFile: certificates.caFile,
    mount: (route: Route) => {
      routes.add(route);
      for (const name of route.hosts ?? []) allowed.add(name);
    },
    close: () => listening.close(drainMs),
  };
}

const refusalHeaders = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
  // The body of a refused request is not read.
  connection: 'close',
};

function refuse(response: ServerResponse, { status, text }: Refusal): void {
  response.writeHead(status, refusalHeaders).end(`${text}\n`);
}

function refuseUpgrade(socket: Duplex, status: number, text: string): void {
  const body = `${text}\n`;
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: text/plain; charset=utf-8\r\nx-content-type-options: nosniff\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** The address that a client on this machine uses for a server that listens on `host`. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
