import { WebSocket } from 'ws';
import { type GraphqlBody } from './mesh-endpoint-client';
import { type MeshMessage, onMessageInGroup } from './mesh-endpoint-operations';

/** A frame of the realtime protocol. */
export interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

export interface GroupRef {
  readonly id: string;
  readonly domain: string;
}

interface Waiter {
  readonly matches: (frame: Frame) => boolean;
  readonly resolve: (frame: Frame) => void;
}

export interface OpenOptions {
  readonly apiKey: string;
  /** How the key is given in the upgrade. @default 'query' */
  readonly auth?: 'query' | 'subprotocol' | 'none';
}

const deadlineMs = 10_000;

function base64Json(value: object, encoding: 'base64' | 'base64url' = 'base64'): string {
  return Buffer.from(JSON.stringify(value)).toString(encoding);
}

/** A client of AppSync's realtime protocol that shows every frame. */
export class Subscriber {
  readonly #socket: WebSocket;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #unread: Frame[] = [];
  #waiters: Waiter[] = [];
  #operations = 0;
  /** Settled when the socket has closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  private constructor(socket: WebSocket, headers: Readonly<Record<string, string>>) {
    this.#socket = socket;
    this.#headers = headers;
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString()) as Frame));
    this.closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
  }

  /** Opens the socket and no more. @throws Error when the upgrade is refused. */
  static open(wsUrl: string, { apiKey, auth = 'query' }: OpenOptions): Promise<Subscriber> {
    const headers = { host: new URL(wsUrl).host, 'x-api-key': apiKey };
    const url = auth === 'query' ? `${wsUrl}?header=${encodeURIComponent(base64Json(headers))}&payload=e30=` : wsUrl;
    const protocols =
      auth === 'subprotocol' ? ['graphql-ws', `header-${base64Json(headers, 'base64url')}`] : ['graphql-ws'];
    const socket = new WebSocket(url, protocols);
    const subscriber = new Subscriber(socket, headers);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(subscriber));
      socket.once('error', reject);
    });
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** The socket itself, for what a well-behaved client does not do. */
  get socket(): WebSocket {
    return this.#socket;
  }

  send(frame: object | string): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  async init(): Promise<Frame> {
    this.send({ type: 'connection_init' });
    return this.next(({ type }) => type === 'connection_ack' || type === 'connection_error');
  }

  /** Sends `start` and gives the operation's id and the first frame about it. */
  async start(query: string, variables: object = {}): Promise<{ readonly id: string; readonly frame: Frame }> {
    this.#operations += 1;
    const id = `operation-${this.#operations}`;
    const data = JSON.stringify({ query, variables });
    this.send({ id, type: 'start', payload: { data, extensions: { authorization: this.#headers } } });
    return { id, frame: await this.next((frame) => frame.id === id) };
  }

  /** Subscribes to a group's messages. @throws Error when that is refused. */
  async listen(group: GroupRef, selection?: string): Promise<string> {
    const { id, frame } = await this.start(onMessageInGroup(selection), { groupId: group.id, domain: group.domain });
    if (frame.type !== 'start_ack') throw new Error(`start_ack expected, got ${JSON.stringify(frame)}`);
    return id;
  }

  /** The first unread frame that `matches`, waiting for it if need be; those before it stay unread. */
  next(matches: (frame: Frame) => boolean): Promise<Frame> {
    const index = this.#unread.findIndex(matches);
    const [found] = index < 0 ? [] : this.#unread.splice(index, 1);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        reject(new Error(`no such frame within ${deadlineMs} ms; unread: ${JSON.stringify(this.#unread)}`));
      }, deadlineMs);
      const waiter: Waiter = {
        matches,
        resolve: (frame) => {
          clearTimeout(timer);
          resolve(frame);
        },
      };
      this.#waiters.push(waiter);
    });
  }

  /** The payload of the next `data` frame, of `id` if given. */
  async nextPayload(id?: string): Promise<GraphqlBody> {
    const { payload } = await this.next((frame) => frame.type === 'data' && (id === undefined || frame.id === id));
    return payload ?? {};
  }

  /** The message in the next `data` frame. @throws Error when it holds an error entry. */
  async nextMessage(id?: string): Promise<MeshMessage> {
    const { data, errors } = await this.nextPayload(id);
    if (errors !== undefined) throw new Error(`a message expected, got ${JSON.stringify(errors)}`);
    // Subscriptions of the tests select every field unless they read the payload.
    return data?.onMessageInGroup as MeshMessage;
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  #take(frame: Frame): void {
    const waiter = this.#waiters.find(({ matches }) => matches(frame));
    if (waiter === undefined) {
      this.#unread.push(frame);
      return;
    }
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
    waiter.resolve(frame);
  }
}
