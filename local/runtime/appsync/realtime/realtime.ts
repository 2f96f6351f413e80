import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { AppsyncApi, PublishedMutation } from '../api';
import type { Clock } from '../../clock';
import type { RuntimeEvents } from '../../events';
import { Connection, SUBPROTOCOL, type ConnectionChange } from './connection';
import type { ConnectionContext } from './connection-context';
import { realtimeLimits, type RealtimeLimits } from './limits';
import { Publisher } from './publisher';
import { WriteTurn } from './socket-writer';
import { SubscriptionRegistry } from './subscription-registry';

export interface RealtimeOptions {
  readonly clock: Clock;
  readonly events: RuntimeEvents;
  readonly limits?: Partial<RealtimeLimits>;
}

/** The realtime endpoint of one API. */
export interface Realtime {
  /** Takes over the socket of an HTTP upgrade request, whatever its path; it answers a bad handshake itself. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Connections open now. */
  connections(): number;
  /** Ends all connections; later upgrades are answered 503. */
  close(): Promise<void>;
}

/** Serves AppSync's realtime WebSocket protocol for an API: what its mutations publish goes to its subscribers. */
export function createRealtime(api: AppsyncApi, options: RealtimeOptions): Realtime {
  return new RealtimeEndpoint(api, options);
}

class RealtimeEndpoint implements Realtime {
  readonly #api: AppsyncApi;
  readonly #clock: Clock;
  readonly #events: RuntimeEvents;
  readonly #limits: RealtimeLimits;
  readonly #registry = new SubscriptionRegistry();
  readonly #publisher: Publisher;
  readonly #server: WebSocketServer;
  readonly #connections = new Set<Connection>();
  readonly #context: ConnectionContext;
  readonly #unsubscribe: () => void;
  #opened = 0;
  #closing: Promise<void> | undefined;
  #whenEmpty: () => void = () => undefined;

  constructor(api: AppsyncApi, { clock, events, limits }: RealtimeOptions) {
    this.#api = api;
    this.#clock = clock;
    this.#events = events;
    this.#limits = realtimeLimits(limits);
    this.#publisher = new Publisher(this.#registry, this.#limits.messageBytes, (line) => this.#log('error', line));
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#limits.inboundMessageBytes,
      handleProtocols: (offered) => offered.has(SUBPROTOCOL) && SUBPROTOCOL,
    });
    this.#context = {
      api,
      clock,
      limits: this.#limits,
      registry: this.#registry,
      turn: new WriteTurn(),
      log: (level, message) => this.#log(level, message),
    };
    this.#unsubscribe = api.onPublish((mutation) => this.#publish(mutation));
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#closing !== undefined) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#opened += 1;
      const changed = (change: ConnectionChange): void => this.#changed(change, connection);
      const connection = new Connection(`${this.#opened}`, webSocket, socket, request, this.#context, changed);
      this.#connections.add(connection);
      this.#changed('open', connection);
    });
  }

  connections(): number {
    return this.#connections.size;
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#unsubscribe();
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    if (this.#connections.size > 0) {
      for (const connection of this.#connections) connection.close('the endpoint is shutting down');
      const cancel = this.#clock.after(this.#limits.closeTimeoutMs, () => {
        for (const connection of this.#connections) connection.terminate();
      });
      await empty;
      cancel();
    }
    this.#server.close();
  }

  #publish(mutation: PublishedMutation): void {
    const deliveries = this.#publisher.publish(mutation);
    const at = this.#clock.nowMs();
    const { apiId } = this.#api.definition;
    const { field, value, atMs } = mutation;
    this.#events.emit({ at, kind: 'publish', apiId, field, value, deliveries });
    // One for all deliveries of a publish, which leave within the same turn of the event loop.
    if (deliveries > 0) this.#events.emit({ at, kind: 'delivery', apiId, latencyMs: at - atMs });
  }

  #changed(change: 'open' | ConnectionChange, connection: Connection): void {
    if (change === 'close') this.#connections.delete(connection);
    this.#events.emit({
      at: this.#clock.nowMs(),
      kind: 'connection',
      apiId: this.#api.definition.apiId,
      change,
      connectionId: connection.id,
      open: this.#connections.size,
      subscriptions: this.#registry.size,
    });
    if (this.#connections.size === 0) this.#whenEmpty();
  }

  #log(level: 'info' | 'warn' | 'error', message: string): void {
    const { apiId, logGroup = `/aws/appsync/apis/${apiId}` } = this.#api.definition;
    this.#events.emit({ at: this.#clock.nowMs(), kind: 'log', source: logGroup, level, message });
  }
}
