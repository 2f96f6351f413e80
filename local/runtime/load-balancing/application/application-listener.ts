import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';
import { errorCode } from '../../error-code';
import { type AllowedHosts, hostName } from '../../front/host-names';
import { listenHttp } from '../../front/http-port';
import { type KeyPair } from '../../front/issue';
import { chooseGroup } from '../rules/choose-group';
import { matchRule } from '../rules/match-rule';
import { redirectLocation } from '../rules/redirect';
import { type Target } from '../targets/target';
import { Balanced, hasBody, isIncomplete, type ListenerContext, routedRequest } from './exchange';
import { forward } from './forward';
import { errorResponse, type OwnResponse, send, sendAndEnd } from './own-response';
import { isWebSocket, upgrade } from './upgrade';

export interface ApplicationListenerOptions extends ListenerContext {
  /** Address to listen on. */
  readonly host: string;
  /** TCP port on this machine; 0 takes a free one. */
  readonly localListenPort: number;
  readonly protocols: readonly ('http' | 'https')[];
  /** Key and certificate for TLS; absent when it does not speak it. */
  readonly certificate?: KeyPair;
  /** The names that `Host` may have; absent when any may. */
  readonly allowedHosts?: AllowedHosts;
}

export interface ApplicationListener {
  readonly port: number;
  /** Refuses new connections, ends idle ones, and the others after 1 s. */
  close(): Promise<void>;
}

/** Longest time that open requests have at the end, in milliseconds. */
const drainMs = 1000;
/** A load balancer takes 64 KiB of headers. */
const maxHeaderBytes = 64 * 1024;
const handshakeTimeoutMs = 10_000;

/**
 * Starts a listener of an application load balancer: each request goes by the first rule that holds.
 * @throws FrontError when it cannot listen
 */
export async function startApplicationListener(options: ApplicationListenerOptions): Promise<ApplicationListener> {
  const { host, localListenPort, protocols, loadBalancer } = options;
  let certificate = options.certificate;
  const { idleTimeoutMs } = loadBalancer.attributes;
  const listening = await listenHttp({
    host,
    port: localListenPort,
    protocols,
    server: {
      headersTimeout: idleTimeoutMs,
      keepAliveTimeout: idleTimeoutMs,
      // Bodies have no limit, in length or in time.
      requestTimeout: 0,
      connectionsCheckingInterval: Math.min(1000, idleTimeoutMs),
      maxHeaderSize: maxHeaderBytes,
    },
    handshakeTimeoutMs: Math.min(handshakeTimeoutMs, idleTimeoutMs),
    secureContext: () => {
      const first = certificate;
      certificate = undefined;
      return Promise.resolve(first);
    },
    configure: (server) => addHandlers(server, options),
  });
  return { port: listening.port, close: () => listening.close(drainMs) };
}

function addHandlers(server: Server, options: ApplicationListenerOptions): void {
  server.on('request', (request, response) => handle(request, response, options));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (isWebSocket(request)) handleUpgrade(request, socket, head, options);
    else handleAsPlain(request, socket, options);
  });
  server.on('clientError', (error: Error, socket: Duplex) => {
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const status = errorCode(error) === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
    new Balanced(options).end(status);
    sendAndEnd(socket, errorResponse(status));
  });
}

function handle(request: IncomingMessage, response: ServerResponse, options: ApplicationListenerOptions): void {
  const balanced = new Balanced(options);
  const decision = decide(request, options, balanced);
  if ('target' in decision) return forward(request, response, decision.target, balanced, options);
  // A body that is not read would be taken for the next request.
  if (isIncomplete(request)) response.setHeader('connection', 'close');
  balanced.end(decision.status);
  send(response, decision);
}

function handleUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  options: ApplicationListenerOptions,
): void {
  const balanced = new Balanced(options);
  const decision = decide(request, options, balanced);
  if ('target' in decision) return upgrade(request, socket, head, decision.target, balanced, options);
  balanced.end(decision.status);
  sendAndEnd(socket, decision);
}

/** An upgrade to anything but a WebSocket is not taken up: the request is answered as if it had not asked. */
function handleAsPlain(request: IncomingMessage, socket: Duplex, options: ApplicationListenerOptions): void {
  if (hasBody(request)) {
    new Balanced(options).end(400);
    return sendAndEnd(socket, errorResponse(400, 'an upgrade with a body'));
  }
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(request.socket);
  response.once('finish', () => socket.end());
  handle(request, response, options);
}

function decide(
  request: IncomingMessage,
  options: ApplicationListenerOptions,
  balanced: Balanced,
): { readonly target: Target } | OwnResponse {
  const refusal = refusalOf(request, options);
  if (refusal !== undefined) return refusal;
  const { listener, randomBytes, targetGroup, localPort } = options;
  const routed = routedRequest(request);
  const action = matchRule(listener.rules, routed);
  switch (action.kind) {
    case 'fixed-response':
      return { status: action.status, headers: { 'content-type': action.contentType }, body: action.body };
    case 'redirect': {
      const protocol = 'encrypted' in request.socket ? 'https' : 'http';
      const location = redirectLocation(action.redirect, { ...routed, protocol, port: listener.port, localPort });
      const { status } = action.redirect;
      return { ...errorResponse(status), headers: { 'content-type': 'text/html', location } };
    }
    case 'unsupported':
      return errorResponse(501, `listener rule: action ${action.type} does not run on this machine`);
    case 'forward': {
      const arn = chooseGroup(action.groups, Buffer.from(randomBytes(4)).readUInt32BE() / 2 ** 32);
      const group = arn === undefined ? undefined : targetGroup(arn);
      if (group === undefined) return errorResponse(503, 'every weight of the rule is 0');
      balanced.forwardedTo(group.definition.name);
      const target = group.next();
      return target === undefined ? errorResponse(503, `target group ${group.definition.name}: no target`) : { target };
    }
  }
}

/** What a load balancer does not pass on, and names that lead here only by a trick on a browser. */
function refusalOf({ method, url = '', headers }: IncomingMessage, options: ApplicationListenerOptions) {
  if (method === 'TRACE') return errorResponse(405);
  if (!url.startsWith('/')) return errorResponse(400, 'the request target must be a path that begins with /');
  const host = hostName(headers.host ?? '');
  if (options.allowedHosts === undefined || (host !== undefined && options.allowedHosts.has(host))) return undefined;
  return errorResponse(
    421,
    `Host ${host ?? ''} does not lead here; to accept it start with --allow-host ${host ?? ''}`,
  );
}
