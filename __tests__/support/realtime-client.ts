import { WebSocket } from 'ws';
import { GOOD_KEY } from './fake-appsync-api';

export type ServerMessage = Readonly<{ type: string; id?: string; payload?: unknown }>;

export function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Subprotocols that carry an API key. */
export function keySubprotocols(key = GOOD_KEY): string[] {
  return ['graphql-ws', `header-${encoded({ host: 'api.example', 'x-api-key': key })}`];
}

/** Waits until `condition` gives something other than undefined or false. */
export async function until<T>(condition: () => T | undefined | false, what: string, deadlineMs = 10_000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const result = condition();
    if (result !== undefined && result !== false) return result;
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A client of the realtime protocol that keeps what it received until a test takes it. */
export class RealtimeClient {
  /** Messages not taken yet. */
  readonly received: ServerMessage[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;

  private constructor(readonly webSocket: WebSocket) {
    webSocket.on('message', (data: Buffer) => this.received.push(JSON.parse(data.toString()) as ServerMessage));
    webSocket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    webSocket.on('error', () => undefined);
  }

  static async open(
    url: string,
    subprotocols: string[] = keySubprotocols(),
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RealtimeClient> {
    const client = new RealtimeClient(new WebSocket(url, subprotocols, { headers, perMessageDeflate: false }));
    await until(() => client.webSocket.readyState !== WebSocket.CONNECTING, 'the upgrade');
    return client;
  }

  send(message: unknown): void {
    this.webSocket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Sends `start` without waiting for its answer. */
  start(id: string, query: string, variables?: unknown, authorization: unknown = { 'x-api-key': GOOD_KEY }): void {
    const data = JSON.stringify({ query, variables });
    this.send({ id, type: 'start', payload: { data, extensions: { authorization } } });
  }

  /** Starts a subscription and waits for `start_ack`. */
  async subscribe(id: string, query: string, variables?: unknown): Promise<void> {
    this.start(id, query, variables);
    await this.take('start_ack', id);
  }

  /** Takes the oldest message, of a type and an id when given; others before it stay. */
  async take(type?: string, id?: string): Promise<ServerMessage> {
    const index = await until(
      () => {
        const position = this.received.findIndex(
          (message) => (type === undefined || message.type === type) && (id === undefined || message.id === id),
        );
        return position >= 0 && { position };
      },
      `a message of type ${type ?? 'any'}, received ${JSON.stringify(this.received.slice(0, 5))}`,
    );
    const [message] = this.received.splice(index.position, 1);
    return message!;
  }

  async closing(): Promise<{ readonly code: number; readonly reason: string }> {
    return until(() => this.closed, 'the close');
  }
}
