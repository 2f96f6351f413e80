import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { type Duplex } from 'node:stream';
import { json } from 'node:stream/consumers';
import { buildSchema, execute, getOperationAST, type GraphQLSchema, OperationTypeNode, parse, validate } from 'graphql';
import { type WebSocket, WebSocketServer } from 'ws';
import { type RuntimeEvents } from '../../local/runtime/events';

const schemaFile = path.join(__dirname, '..', '..', 'services', 'mesh', 'schema.graphql');
const appsyncTypes = 'scalar AWSDateTime\ndirective @aws_subscribe(mutations: [String]) on FIELD_DEFINITION\n';
const subprotocolPrefix = 'header-';

interface Operation {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
}

interface Subscriber {
  readonly socket: WebSocket;
  readonly id: string;
  readonly operation: Operation;
}

type Arguments = Readonly<Record<string, unknown>>;

/**
 * An API with Mesh's schema and the few operations that a page needs to show something, with AppSync's realtime protocol:
 * a stand-in for tests of what talks to an API, never of the API.
 */
export class SmallMeshApi {
  readonly apiId = 'smallmeshapi';
  readonly key = 'da2-abcdefghijklmnopqrstuvwxyz';
  readonly #schema: GraphQLSchema = buildSchema(appsyncTypes + readFileSync(schemaFile, 'utf8'));
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'graphql-ws' });
  readonly #subscribers = new Set<Subscriber>();
  readonly #groups: Record<string, unknown>[] = [];

  constructor(private readonly events: RuntimeEvents) {}

  get subscriptions(): number {
    return this.#subscribers.size;
  }

  /** `POST /graphql` with AppSync's CORS rule: any origin, the key guards it. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'content-type, x-api-key');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    if (request.headers['x-api-key'] !== this.key) {
      const errors = [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }];
      return void response.writeHead(401).end(JSON.stringify({ errors }));
    }
    const started = performance.now();
    // Only tests send bodies here.
    const operation = (await json(request)) as Operation;
    const result = await this.#execute(operation);
    this.events.emit({
      ...{ kind: 'request', at: Date.now(), apiId: this.apiId, durationMs: performance.now() - started },
      ...{ operation: operation.operationName ?? 'query', errors: result.errors?.length ?? 0 },
    });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const header = request.headers['sec-websocket-protocol']
      ?.split(/, ?/)
      .find((name) => name.startsWith(subprotocolPrefix));
    const decoded = Buffer.from(header?.slice(subprotocolPrefix.length) ?? '', 'base64url').toString();
    const isAuthorized = decoded.includes(this.key) && decoded.includes('"host"');
    this.#sockets.handleUpgrade(request, socket, head, (accepted) => this.#accept(accepted, isAuthorized));
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    await new Promise<void>((resolve) => this.#sockets.close(() => resolve()));
  }

  #accept(socket: WebSocket, isAuthorized: boolean): void {
    const send = (message: unknown): void => socket.send(JSON.stringify(message));
    socket.on('close', () => {
      for (const subscriber of this.#subscribers)
        if (subscriber.socket === socket) this.#subscribers.delete(subscriber);
      this.#announce('close');
    });
    socket.on('message', (data) => {
      // Only the page under test writes here.
      const message = JSON.parse((data as Buffer).toString()) as {
        readonly type: string;
        readonly id: string;
        readonly payload: { readonly data: string };
      };
      if (message.type === 'connection_init') {
        if (isAuthorized) send({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } });
        else send({ type: 'connection_error', payload: { errors: [{ errorType: 'UnauthorizedException' }] } });
      }
      if (message.type === 'start') {
        const operation = JSON.parse(message.payload.data) as Operation;
        this.#subscribers.add({ socket, id: message.id, operation });
        this.#announce('subscribe');
        send({ type: 'start_ack', id: message.id });
      }
      if (message.type === 'stop') send({ type: 'complete', id: message.id });
    });
  }

  #announce(change: 'close' | 'subscribe'): void {
    const subscriptions = this.#subscribers.size;
    const open = this.#sockets.clients.size;
    this.events.emit({
      kind: 'connection',
      at: Date.now(),
      apiId: this.apiId,
      change,
      connectionId: '1',
      open,
      subscriptions,
    });
  }

  async #execute({ query, operationName, variables }: Operation, rootValue: unknown = this.#root()) {
    const document = parse(query);
    const errors = validate(this.#schema, document);
    if (errors.length > 0) return { errors };
    return execute({ schema: this.#schema, document, rootValue, operationName, variableValues: variables });
  }

  #root(): Readonly<Record<string, (args: Arguments) => unknown>> {
    return {
      createDomain: () => '66a98ac8',
      createGroup: (args) => {
        const id = randomUUID();
        const group = { ...args, id, fullId: `${id}@${String(args.domain)}`, expiresAt: '2026-01-01T00:05:00.000Z' };
        this.#groups.push(group);
        return group;
      },
      listGroupsByDomain: ({ domain }) => this.#groups.filter((group) => group.domain === domain),
      reportDataByNode: ({ groupId, domain, nodeId, data }) => {
        const timestamp = new Date().toISOString();
        return this.#publish('reportDataByNode', {
          ...{ groupId, domain, nodeStatus: { nodeId, groupId, domain, data, timestamp } },
        });
      },
      fireEventsByNode: ({ groupId, domain, nodeId, events }) => {
        const timestamp = new Date().toISOString();
        const fired = (events as readonly Arguments[]).map(({ eventName, payload }) => ({
          ...{ name: eventName, payload, firedByNodeId: nodeId, groupId, domain, timestamp },
        }));
        return this.#publish('fireEventsByNode', {
          ...{ groupId, domain, batchEvent: { events: fired, firedByNodeId: nodeId, groupId, domain, timestamp } },
        });
      },
    };
  }

  #publish(field: string, value: Arguments): Arguments {
    const receivers = [...this.#subscribers].filter(
      ({ operation }) =>
        operation.variables?.groupId === value.groupId &&
        getOperationAST(parse(operation.query))?.operation === OperationTypeNode.SUBSCRIPTION,
    );
    for (const { socket, id, operation } of receivers) {
      void this.#execute(operation, { onMessageInGroup: value }).then((payload) => {
        socket.send(JSON.stringify({ type: 'data', id, payload }));
        this.events.emit({ kind: 'delivery', at: Date.now(), apiId: this.apiId, latencyMs: 1 });
      });
    }
    const deliveries = receivers.length;
    this.events.emit({ kind: 'publish', at: Date.now(), apiId: this.apiId, field, value, deliveries });
    return value;
  }
}
