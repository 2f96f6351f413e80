import { type ExecutionResult } from 'graphql';

export interface RealtimeTarget {
  /** `ws:` or `wss:` address of the API's realtime endpoint. */
  readonly url: string;
  /** Host of the API's GraphQL endpoint, which AppSync wants beside the key. */
  readonly host: string;
  /** `{ 'x-api-key': … }` */
  readonly authorization: Readonly<Record<string, string>>;
}

export interface RealtimeObserver {
  /** The API has accepted the subscription; messages of earlier mutations do not come. */
  started(): void;
  next(result: ExecutionResult): void;
  error(error: Error): void;
  complete(): void;
}

interface RealtimeMessage {
  readonly type: string;
  readonly payload?: unknown;
}

const defaultTimeoutMs = 300_000;
const stopped = 1000;

function encodeHeader(header: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(header));
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function readMessage(data: unknown): RealtimeMessage {
  const value: unknown = typeof data === 'string' ? JSON.parse(data) : undefined;
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
    throw new Error('realtime: got a message without a type');
  }
  return 'payload' in value ? { type: value.type, payload: value.payload } : { type: value.type };
}

function wordsOf(payload: unknown): string {
  const errors = typeof payload === 'object' && payload !== null && 'errors' in payload ? payload.errors : undefined;
  const entries: readonly unknown[] = Array.isArray(errors) ? errors : [];
  const words = entries.map((entry) => {
    if (typeof entry !== 'object' || entry === null) return '';
    const type = 'errorType' in entry ? String(entry.errorType) : '';
    const message = 'message' in entry ? String(entry.message) : '';
    return [type, message].filter(Boolean).join(': ');
  });
  return words.filter(Boolean).join('; ') || 'no reason given';
}

/**
 * One subscription by AppSync's realtime protocol, on a connection of its own: the key travels as a subprotocol, and a
 * connection that stays silent for longer than the API announced counts as lost.
 * @returns ends the subscription and its connection
 */
export function subscribeRealtime(
  { url, host, authorization }: RealtimeTarget,
  operation: { readonly query: string; readonly variables: unknown },
  observer: RealtimeObserver,
): () => void {
  const header = { host, ...authorization };
  const id = crypto.randomUUID();
  const socket = new WebSocket(url, ['graphql-ws', `header-${encodeHeader(header)}`]);
  let ended = false;
  let timeoutMs = defaultTimeoutMs;
  let silence = setTimeout(fail, timeoutMs, 'no answer');

  function send(message: unknown): void {
    socket.send(JSON.stringify(message));
  }

  function end(): boolean {
    clearTimeout(silence);
    const first = !ended;
    ended = true;
    socket.close(stopped);
    return first;
  }

  function fail(reason: string): void {
    if (end()) observer.error(new Error(`realtime: ${reason}`));
  }

  function receive({ type, payload }: RealtimeMessage): void {
    clearTimeout(silence);
    silence = setTimeout(fail, timeoutMs, `nothing heard for ${timeoutMs / 1000} s`);
    switch (type) {
      case 'connection_ack':
        if (typeof payload === 'object' && payload !== null && 'connectionTimeoutMs' in payload) {
          timeoutMs = Number(payload.connectionTimeoutMs) || defaultTimeoutMs;
        }
        send({
          id,
          type: 'start',
          payload: { data: JSON.stringify(operation), extensions: { authorization: header } },
        });
        break;
      case 'start_ack':
        observer.started();
        break;
      case 'data':
        // The API answers with a GraphQL result; the editor shows whatever it is.
        observer.next(payload as ExecutionResult);
        break;
      case 'complete':
        if (end()) observer.complete();
        break;
      case 'error':
      case 'connection_error':
        fail(wordsOf(payload));
        break;
    }
  }

  socket.addEventListener('open', () => send({ type: 'connection_init' }));
  socket.addEventListener('message', ({ data }) => {
    if (ended) return;
    try {
      receive(readMessage(data));
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  });
  socket.addEventListener('close', ({ code, reason }) => fail(`connection closed with code ${code} ${reason}`.trim()));
  return () => {
    if (!ended && socket.readyState === WebSocket.OPEN) send({ id, type: 'stop' });
    end();
  };
}
