import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type Clock } from '../../clock';
import { type RuntimeEvents } from '../../events';
import { hostName } from '../../front/host-names';
import { type ListenerDefinition, type LoadBalancerDefinition } from '../definition/definitions';
import { type RoutedRequest } from '../rules/rule';
import { type TargetGroup } from '../targets/target-group';
import { type ClientConnection } from './headers';

/** What handles the requests of a listener. */
export interface ListenerContext {
  readonly loadBalancer: LoadBalancerDefinition;
  readonly listener: ListenerDefinition;
  readonly clock: Clock;
  readonly events: RuntimeEvents;
  readonly randomBytes: (length: number) => Uint8Array;
  /** @throws Error when the group is unknown */
  readonly targetGroup: (arn: string) => TargetGroup;
  /** Where a deployed port of the load balancer is on this machine, when clients reach it at another. */
  readonly localPort: (deployedPort: number) => number | undefined;
}

/** What the rules look at in a request. */
export function routedRequest(request: IncomingMessage): RoutedRequest {
  const { method = 'GET', url = '/', headers, rawHeaders, socket } = request;
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  return {
    method,
    host: hostName(headers.host ?? '') ?? '',
    path,
    query,
    rawHeaders,
    sourceIp: socket.remoteAddress ?? '127.0.0.1',
  };
}

/** Whether a request declares a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Whether some of a request's body has not come yet. */
export function isIncomplete(request: IncomingMessage): boolean {
  return hasBody(request) && !request.complete;
}

/** What targets are told about the connection of a request. */
export function clientConnection(
  { socket }: IncomingMessage,
  { localPort, listener }: ListenerContext,
): ClientConnection {
  const tls = tlsOf(socket);
  return {
    address: socket.remoteAddress ?? '127.0.0.1',
    remotePort: socket.remotePort ?? 0,
    protocol: tls === undefined ? 'http' : 'https',
    port: localPort(listener.port) ?? listener.port,
    ...(tls === undefined ? {} : { tls }),
  };
}

function tlsOf(socket: Socket): ClientConnection['tls'] {
  if (!(socket instanceof TLSSocket)) return undefined;
  return { version: socket.getProtocol() ?? '', cipher: socket.getCipher().standardName };
}

/** Tells of an answered request, once. */
export class Balanced {
  readonly #context: ListenerContext;
  readonly #startMs: number;
  #targetGroup: string | undefined;
  #targetMs: number | undefined;
  #isDone = false;

  constructor(context: ListenerContext) {
    this.#context = context;
    this.#startMs = context.clock.nowMs();
  }

  /** The group that the request goes to. */
  forwardedTo(targetGroup: string): void {
    this.#targetGroup = targetGroup;
  }

  /** The target's response headers are here. */
  targetAnswered(): void {
    this.#targetMs = this.#context.clock.nowMs() - this.#startMs;
  }

  end(status: number): void {
    if (this.#isDone) return;
    this.#isDone = true;
    const { clock, events, loadBalancer } = this.#context;
    const at = clock.nowMs();
    events.emit({
      kind: 'balanced',
      at,
      loadBalancer: loadBalancer.name,
      ...(this.#targetGroup === undefined ? {} : { targetGroup: this.#targetGroup }),
      status,
      durationMs: at - this.#startMs,
      ...(this.#targetMs === undefined ? {} : { targetMs: this.#targetMs }),
    });
  }
}
