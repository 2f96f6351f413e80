import { retryDelayMs } from '../../../../services/web/app/app/mesh/retry-delay';
import {
  type RealtimeSocketHandlers,
  type RealtimeState,
  RealtimeSubscription,
} from '../../../../services/web/app/app/mesh/realtime-subscription';
import { ManualClock } from '../../../support/manual-clock';

interface OpenedSocket {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sent: Readonly<Record<string, unknown>>[];
  readonly handlers: RealtimeSocketHandlers;
  isClosed: boolean;
}

function subscribe() {
  const clock = new ManualClock();
  const sockets: OpenedSocket[] = [];
  const states: RealtimeState[] = [];
  const received: unknown[] = [];
  const subscription = new RealtimeSubscription({
    ...{
      endpoint: 'https://mesh.example/graphql',
      realtimeUrl: 'wss://mesh.example/graphql/realtime',
      apiKey: 'da2-å',
    },
    ...{ query: 'subscription S { a }', variables: { groupId: 'g' }, random: () => 0.5 },
    onData: (payload) => received.push(payload),
    onState: (state) => states.push(state),
    schedule: (task, delayMs) => clock.after(delayMs, task),
    openSocket: (url, protocols, handlers) => {
      const socket: OpenedSocket = { url, protocols, handlers, sent: [], isClosed: false };
      sockets.push(socket);
      return {
        send: (text) => socket.sent.push(JSON.parse(text) as OpenedSocket['sent'][number]), // frames are objects
        close: () => {
          socket.isClosed = true;
        },
      };
    },
  });
  const last = (): OpenedSocket => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  };
  const say = (frame: unknown) => last().handlers.onMessage(typeof frame === 'string' ? frame : JSON.stringify(frame));
  const handshake = (connectionTimeoutMs?: number) => {
    last().handlers.onOpen();
    say({ type: 'connection_ack', payload: { connectionTimeoutMs } });
    say({ type: 'start_ack', id: '1' });
  };
  return { clock, sockets, states, received, subscription, last, say, handshake };
}

describe('RealtimeSubscription', () => {
  it('speaks the protocol, with the key in the subprotocol and in the operation', () => {
    const { last, handshake, states } = subscribe();
    const [protocol, header = ''] = last().protocols;
    expect([last().url, protocol]).toEqual(['wss://mesh.example/graphql/realtime', 'graphql-ws']);
    const authorization = { host: 'mesh.example', 'x-api-key': 'da2-å' };
    expect(header).toMatch(/^header-[\w-]+$/);
    expect(JSON.parse(Buffer.from(header.slice('header-'.length), 'base64url').toString())).toEqual(authorization);
    handshake();
    const data = JSON.stringify({ query: 'subscription S { a }', variables: { groupId: 'g' } });
    expect(last().sent).toEqual([
      { type: 'connection_init' },
      { id: '1', type: 'start', payload: { data, extensions: { authorization } } },
    ]);
    expect(states).toEqual([{ kind: 'connecting' }, { kind: 'subscribed' }]);
  });

  it('hands on the payload of each message and passes over what is no frame', () => {
    const { say, handshake, received } = subscribe();
    handshake();
    for (const text of ['', 'null', '[]', '{"type":1}', '{']) say(text);
    say({ type: 'data', id: '1', payload: { data: { a: 1 } } });
    expect(received).toEqual([{ data: { a: 1 } }]);
  });

  it('connects again after a pause that grows while it fails, and starts small after a success', () => {
    const { clock, sockets, states, last, handshake } = subscribe();
    for (const retryInMs of [750, 1250, 2250]) {
      last().handlers.onClose();
      expect(states.at(-1)).toEqual({ kind: 'waiting', retryInMs });
      clock.advance(retryInMs - 1);
      expect(states.at(-1)?.kind).toBe('waiting');
      clock.advance(1);
      expect(states.at(-1)).toEqual({ kind: 'connecting' });
    }
    expect(sockets).toHaveLength(4);
    handshake();
    last().handlers.onClose();
    expect(states.at(-1)).toEqual({ kind: 'waiting', retryInMs: 750 });
  });

  it('gives up a handshake after 10 s', () => {
    const { clock, states, last } = subscribe();
    last().handlers.onOpen();
    clock.advance(9_999);
    expect(states.at(-1)).toEqual({ kind: 'connecting' });
    clock.advance(1);
    expect(states.at(-1)?.kind).toBe('waiting');
    expect(last().isClosed).toBe(true);
  });

  it('gives up a connection that is silent for longer than the endpoint announced', () => {
    const { clock, states, say, handshake } = subscribe();
    handshake(60_000);
    clock.advance(59_999);
    say({ type: 'ka' });
    clock.advance(59_999);
    expect(states.at(-1)).toEqual({ kind: 'subscribed' });
    clock.advance(1);
    expect(states.at(-1)?.kind).toBe('waiting');
  });

  it.each([
    ['connection_error', { errors: [{ errorType: 'UnauthorizedException', message: 'no key' }] }, 'no key'],
    ['error', { errors: [{ message: 'no such field' }] }, 'no such field'],
    ['error', undefined, 'error'],
  ])('ends at a refusal: %s %j', (type, payload, reason) => {
    const { clock, states, last, say } = subscribe();
    last().handlers.onOpen();
    say({ type, payload });
    expect(states.at(-1)).toEqual({ kind: 'refused', reason });
    expect([last().isClosed, clock.pending()]).toEqual([true, 0]);
  });

  it('tries again where the endpoint has too much to do', () => {
    const { states, last, say } = subscribe();
    last().handlers.onOpen();
    say({ type: 'connection_error', payload: { errors: [{ errorType: 'LimitExceededError', message: 'later' }] } });
    expect(states.at(-1)?.kind).toBe('waiting');
  });

  it('stops the operation when it is closed, and is silent afterwards', () => {
    const { clock, states, received, subscription, last, say, handshake } = subscribe();
    handshake();
    subscription.close();
    subscription.close();
    say({ type: 'data', payload: {} });
    last().handlers.onClose();
    expect(last().sent.at(-1)).toEqual({ id: '1', type: 'stop' });
    expect(states.filter(({ kind }) => kind === 'closed')).toHaveLength(1);
    expect([states.at(-1)?.kind, received, clock.pending()]).toEqual(['closed', [], 0]);
  });

  it('does not connect when it is closed while it waits', () => {
    const { clock, sockets, subscription, last } = subscribe();
    last().handlers.onClose();
    subscription.close();
    clock.advance(60_000);
    expect(sockets).toHaveLength(1);
  });
});

describe('retryDelayMs', () => {
  it('is anywhere between half a second and a bound of at most 30 s', () => {
    expect([1, 2, 5, 6, 40].map((attempt) => retryDelayMs(attempt, () => 0))).toEqual(Array(5).fill(500));
    expect([1, 2, 5, 6, 40].map((attempt) => retryDelayMs(attempt, () => 1))).toEqual([
      1000, 2000, 16000, 30000, 30000,
    ]);
  });
});
