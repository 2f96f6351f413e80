import { GOOD_KEY, WRONG_KEY } from '../../../../support/fake-appsync-api';
import { encoded, keySubprotocols, RealtimeClient, until } from '../../../../support/realtime-client';
import { startRealtimeServer, type RealtimeServer } from '../../../../support/realtime-server';

const ON_SENT = 'subscription S($group: ID) { onSent(group: $group) { group text } }';

let server: RealtimeServer;

beforeEach(async () => {
  server = await startRealtimeServer();
});

afterEach(() => server.close());

function open(...args: [subprotocols?: string[], headers?: Record<string, string>]): Promise<RealtimeClient> {
  return RealtimeClient.open(server.url, ...args);
}

async function errorOf(client: RealtimeClient, id?: string): Promise<unknown> {
  return (await client.take('error', id)).payload;
}

describe('opening', () => {
  // The note makes a plus in base64, which a query turns into a blank.
  const header = { host: 'api.example', 'X-Api-Key': GOOD_KEY, note: '>>>>~~~~' };
  const standard = Buffer.from(JSON.stringify(header)).toString('base64');
  const forms: [string, string, string[], Record<string, string>][] = [
    ['subprotocol', '', ['graphql-ws', `header-${encoded(header)}`], {}],
    ['query', `?header=${encodeURIComponent(standard)}&payload=e30=`, ['graphql-ws'], {}],
    ['query, unescaped', `?header=${standard}&payload=e30=`, ['graphql-ws'], {}],
    ['HTTP headers', '', ['graphql-ws'], { 'x-api-key': GOOD_KEY }],
  ];

  it('tries a plus', () => expect(standard).toContain('+'));

  it.each(forms)('accepts credentials by %s', async (_form, query, subprotocols, headers) => {
    const client = await RealtimeClient.open(server.url + query, subprotocols, headers);
    client.send({ type: 'connection_init' });
    expect(await client.take()).toEqual({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } });
    expect(await client.take()).toEqual({ type: 'ka' });
    expect(client.webSocket.protocol).toBe('graphql-ws');
    expect(server.api.callers[0]?.sourceIp).toEqual(['127.0.0.1']);
  });

  it.each([
    ['payload', { 'x-api-key': GOOD_KEY, host: 'api.example' }],
    ['payload.headers', { headers: { 'x-api-key': GOOD_KEY } }],
    ['payload.extensions.authorization', { extensions: { authorization: { 'x-api-key': GOOD_KEY } } }],
  ])('accepts credentials in the %s of connection_init', async (_where, payload) => {
    const client = await open(['graphql-ws']);
    client.send({ type: 'connection_init', payload });
    await client.take('connection_ack');
    await client.subscribe('1', ON_SENT, { group: 'a' });
  });

  it('lets credentials of connection_init stand in for wrong ones of the upgrade', async () => {
    const client = await open(keySubprotocols(WRONG_KEY));
    client.send({ type: 'connection_init', payload: { 'x-api-key': GOOD_KEY } });
    await client.take('connection_ack');
  });

  it('does not need connection_init after an upgrade with credentials', async () => {
    const client = await open();
    await client.subscribe('1', ON_SENT, { group: 'a' });
  });

  it('passes headers of the upgrade to the engine, without its credentials', async () => {
    const client = await open(keySubprotocols(), { 'x-forwarded-for': '203.0.113.10', authorization: 'secret' });
    client.start('1', ON_SENT, {}, { 'x-api-key': GOOD_KEY, 'X-Amz-User-Agent': 'test' });
    await client.take('start_ack', '1');
    const { headers } = server.api.callers.at(-1)!;
    expect(headers).toMatchObject({ 'x-forwarded-for': '203.0.113.10', 'x-amz-user-agent': 'test' });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('sec-websocket-protocol');
  });
});

describe('an upgrade without authorization', () => {
  it('is a bare open, on which nothing comes', async () => {
    const client = await open(['graphql-ws']);
    expect(client.webSocket.readyState).toBe(client.webSocket.OPEN);
    server.clock.advance(3_000);
    server.api.publish('Sent', { group: 'a' });
    client.webSocket.ping();
    await new Promise((resolve) => client.webSocket.once('pong', resolve));
    expect(client.received).toEqual([]);
  });

  const missing = { errorType: 'UnauthorizedException', message: 'Required headers are missing.', errorCode: 401 };
  it.each([
    ['connection_init', { type: 'connection_init' }],
    ['start', { type: 'start', id: '1', payload: { data: '{"query":"subscription { onSent { text } }"}' } }],
    ['stop', { type: 'stop', id: '1' }],
    ['an unknown message', { type: 'nonsense' }],
    ['no JSON', '{'],
  ])('answers %s with connection_error and closes', async (_what, message) => {
    const client = await open(['graphql-ws']);
    client.send(message);
    expect(await client.take()).toEqual({ type: 'connection_error', payload: { errors: [missing] } });
    expect(await client.closing()).toEqual({ code: 4401, reason: 'UnauthorizedException' });
  });

  it('is closed when no authorization comes in time', async () => {
    const client = await open(['graphql-ws']);
    server.clock.advance(14_999);
    expect(server.realtime.connections()).toBe(1);
    server.clock.advance(1);
    expect((await client.closing()).code).toBe(4401);
  });

  it('refuses a wrong key as unauthorized', async () => {
    const client = await open(keySubprotocols(WRONG_KEY));
    client.send({ type: 'connection_init' });
    const error = {
      errorType: 'UnauthorizedException',
      message: 'You are not authorized to make this call.',
      errorCode: 401,
    };
    expect((await client.take('connection_error')).payload).toEqual({ errors: [error] });
    expect((await client.closing()).code).toBe(4401);
  });

  it.each([
    ['header', `?header=${encoded('text')}`],
    ['header', '?header=%%%'],
    ['payload', `?header=${encoded({ 'x-api-key': GOOD_KEY })}&payload=bm8`],
  ])('refuses a malformed %s query parameter', async (name, query) => {
    const client = await RealtimeClient.open(server.url + query, ['graphql-ws']);
    client.send({ type: 'connection_init' });
    const message = `the ${name} query parameter must be base64 of a JSON object`;
    const error = { errorType: 'BadRequestException', message, errorCode: 400 };
    expect((await client.take('connection_error')).payload).toEqual({ errors: [error] });
    expect((await client.closing()).code).toBe(4400);
  });

  it('refuses a client that offers no subprotocol', async () => {
    const client = await open([], { 'x-api-key': GOOD_KEY });
    client.send({ type: 'connection_init' });
    const errors = [{ message: 'NoProtocolError', errorCode: 400 }];
    expect((await client.take('connection_error')).payload).toEqual({ errors });
    expect(await client.closing()).toEqual({ code: 4400, reason: 'NoProtocolError' });
  });
});

describe('operations', () => {
  it('delivers between start_ack and complete', async () => {
    const client = await open();
    await client.subscribe('1', ON_SENT, { group: 'a' });
    server.api.publish('Sent', { group: 'a', text: 'hello', secret: 1 });
    expect(await client.take('data')).toEqual({
      id: '1',
      type: 'data',
      payload: { data: { onSent: { group: 'a', text: 'hello' } } },
    });
    client.send({ type: 'stop', id: '1' });
    expect(await client.take()).toEqual({ id: '1', type: 'complete' });
    server.api.publish('Sent', { group: 'a', text: 'too late' });
    await client.subscribe('1', ON_SENT, { group: 'a' });
    expect(client.received).toEqual([]);
  });

  it('keeps the escapes of an id', async () => {
    const client = await open();
    const id = 'a"\\\n\u2028é';
    await client.subscribe(id, ON_SENT, { group: 'a' });
    server.api.publish('Sent', { group: 'a', text: 'x' });
    expect((await client.take('data')).id).toBe(id);
  });

  it('refuses an id in use, started or starting', async () => {
    const client = await open();
    let release = (): void => undefined;
    server.api.gate = new Promise((resolve) => (release = resolve));
    client.start('1', ON_SENT);
    client.start('1', ON_SENT);
    const errors = [{ errorType: 'DuplicatedOperationError', message: 'Duplicated operation with id 1' }];
    expect(await errorOf(client, '1')).toEqual({ errors });
    release();
    await client.take('start_ack', '1');
    client.start('1', ON_SENT);
    expect(await errorOf(client, '1')).toEqual({ errors });
  });

  it('completes an operation that is stopped while it starts, and takes a new one of the same id', async () => {
    const client = await open();
    let release = (): void => undefined;
    server.api.gate = new Promise((resolve) => (release = resolve));
    client.start('1', ON_SENT, { group: 'old' });
    client.send({ type: 'stop', id: '1' });
    await client.take('complete', '1');
    client.start('1', ON_SENT, { group: 'new' });
    // The answer shows that the second start has come before the first one goes on.
    client.send({ type: 'stop', id: 'unknown' });
    await client.take('error', 'unknown');
    release();
    await client.take('start_ack', '1');
    server.api.publish('Sent', { group: 'old', text: 'x' });
    server.api.publish('Sent', { group: 'new', text: 'y' });
    expect(await client.take()).toMatchObject({ payload: { data: { onSent: { text: 'y' } } } });
    expect(client.received).toEqual([]);
  });

  it('refuses to stop what does not run', async () => {
    const client = await open();
    client.send({ type: 'stop', id: '9' });
    const errors = [{ errorType: 'UnknownOperationError', message: 'Unknown operation id 9' }];
    expect(await errorOf(client, '9')).toEqual({ errors });
  });

  it('refuses a start without authorization, or with a wrong key, and goes on', async () => {
    const client = await open();
    for (const authorization of [{}, { 'x-api-key': WRONG_KEY }, 'text']) {
      client.start('1', ON_SENT, {}, authorization);
      expect(await errorOf(client, '1')).toMatchObject({ errors: [{ errorType: 'UnauthorizedException' }] });
    }
    await client.subscribe('1', ON_SENT);
  });

  it.each([
    ['query', '{ things }'],
    ['mutation', 'mutation M { change }'],
  ])('refuses a %s', async (type, query) => {
    const client = await open();
    client.start('1', query);
    const message = `${type} not supported through the realtime channel`;
    expect(await errorOf(client, '1')).toEqual({ errors: [{ errorType: 'UnsupportedOperation', message }] });
  });

  it.each(['subscription {', 'subscription A { onA } subscription B { onB }'])(
    'passes on the errors of an operation that is not accepted: %s',
    async (query) => {
      const client = await open();
      client.start('1', query);
      const entry = { message: 'no subscription', path: null, locations: null };
      expect(await errorOf(client, '1')).toEqual({ errors: [entry] });
    },
  );

  it('answers and logs a fault of the engine', async () => {
    const client = await open();
    client.start('1', 'subscription { broken }');
    const errors = [{ errorType: 'InternalFailure', message: 'Internal failure', errorCode: 500 }];
    expect(await errorOf(client, '1')).toEqual({ errors });
    expect(server.eventsOf('log').at(-1)).toMatchObject({ level: 'error', source: '/aws/appsync/apis/fakeapi' });
    await client.subscribe('1', ON_SENT);
  });

  it('refuses a filter that is not valid', async () => {
    server.api.extensions = {
      onSent: { filter: { filterGroup: [{ filters: [{ fieldName: 'a', operator: 'like' }] }] } },
    };
    const client = await open();
    client.start('1', ON_SENT);
    expect(await errorOf(client, '1')).toMatchObject({ errors: [{ errorType: 'BadRequestException' }] });
    server.api.extensions = {};
    await client.subscribe('1', ON_SENT);
  });

  const unsupported = {
    errorType: 'UnsupportedOperation',
    message: 'unknown not supported through the realtime channel',
  };
  it.each([
    ['an unknown type', { type: 'subscribe', id: '1' }, undefined, unsupported],
    ['no type', {}, undefined, unsupported],
    ['the payload of graphql-ws', { type: 'start', id: '1', payload: { query: ON_SENT } }, undefined, unsupported],
    ['no payload', { type: 'start', id: '1' }, undefined, unsupported],
    ['no JSON', '{"type":', undefined, { errorType: 'BadRequestException' }],
    ['a list', [], undefined, { errorType: 'BadRequestException' }],
    ['a number as id', { type: 'stop', id: 1 }, undefined, { errorType: 'BadRequestException' }],
    ['an empty id', { type: 'stop', id: '' }, undefined, { errorType: 'BadRequestException' }],
    ['a long id', { type: 'stop', id: 'x'.repeat(257) }, undefined, { errorType: 'BadRequestException' }],
    [
      'data without JSON',
      { type: 'start', id: '1', payload: { data: 'x' } },
      '1',
      { errorType: 'BadRequestException' },
    ],
    [
      'data without query',
      { type: 'start', id: '1', payload: { data: '{}' } },
      '1',
      { errorType: 'BadRequestException' },
    ],
    [
      'variables that are a list',
      { type: 'start', id: '1', payload: { data: '{"query":"","variables":[]}' } },
      '1',
      { errorType: 'BadRequestException' },
    ],
  ])('answers %s with an error and goes on', async (_what, message, id, error) => {
    const client = await open();
    client.send(message);
    const answer = await client.take('error');
    expect(answer.id).toBe(id);
    expect(answer.payload).toMatchObject({ errors: [error] });
    await client.subscribe('2', ON_SENT);
  });
});

describe('limits', () => {
  it('counts subscriptions of a connection, those being started included', async () => {
    const client = await open();
    for (let index = 0; index < 101; index += 1) client.start(`${index}`, ON_SENT);
    const message = 'Max number of 100 subscriptions reached';
    const errors = [{ errorType: 'MaxSubscriptionsReachedError', message }];
    expect(await errorOf(client, '100')).toEqual({ errors });
    await until(() => client.received.filter(({ type }) => type === 'start_ack').length === 100, '100 start_ack');
    client.send({ type: 'stop', id: '7' });
    await client.take('complete', '7');
    await client.subscribe('100', ON_SENT);
    const other = await open();
    await other.subscribe('1', ON_SENT);
  });

  it('answers messages above the rate with LimitExceededError until the next second', async () => {
    const client = await open();
    for (let index = 0; index < 500; index += 1) client.send({ type: 'connection_init' });
    client.start('late', ON_SENT);
    expect(await errorOf(client, 'late')).toEqual({
      errors: [{ errorType: 'LimitExceededError', message: 'Rate limit exceeded' }],
    });
    server.clock.advance(1_000);
    await client.subscribe('late', ON_SENT);
  });

  it('closes on a message above 1 MiB, and takes one of 1 MiB', async () => {
    const client = await open();
    client.send('x'.repeat(1024 * 1024));
    await client.take('error');
    client.send('x'.repeat(1024 * 1024 + 1));
    expect((await client.closing()).code).toBe(1009);
  });

  it('refuses binary frames', async () => {
    const client = await open();
    client.webSocket.send(Buffer.from('{"type":"connection_init"}'));
    expect(await client.closing()).toEqual({ code: 1003, reason: 'binary frames are not supported' });
  });

  it('refuses limits that are no positive number', async () => {
    await expect(startRealtimeServer({ bufferedBytes: 0 })).rejects.toThrow(
      'realtime limits: bufferedBytes must be a number above 0, got 0',
    );
  });
});

describe('time', () => {
  it('sends ka every minute and closes after 24 hours', async () => {
    const client = await open();
    client.send({ type: 'connection_init' });
    await client.take('connection_ack');
    await client.take('ka');
    server.clock.advance(60_000);
    await client.take('ka');
    server.clock.advance(59_999);
    client.send({ type: 'stop', id: '1' });
    await client.take('error');
    expect(client.received).toEqual([]);
    server.clock.advance(1);
    await client.take('ka');
    server.clock.advance(24 * 60 * 60 * 1000 - 120_001);
    expect(server.realtime.connections()).toBe(1);
    expect(client.closed).toBeUndefined();
    server.clock.advance(1);
    expect(await client.closing()).toEqual({ code: 1001, reason: 'the connection reached its maximum duration' });
  });

  it('leaves no timer behind a closed connection', async () => {
    const client = await open();
    await client.subscribe('1', ON_SENT);
    client.webSocket.close();
    await until(() => server.realtime.connections() === 0, 'the end of the connection');
    expect(server.clock.pending()).toBe(0);
  });
});

describe('events and end', () => {
  it('tells of connections, publishes and deliveries', async () => {
    const client = await open();
    await client.subscribe('1', ON_SENT, { group: 'a' });
    server.clock.advance(25);
    server.api.publish('Sent', { group: 'a', text: 'x' }, { atMs: server.clock.nowMs() - 25 });
    server.api.publish('Sent', { group: 'b', text: 'x' });
    client.send({ type: 'stop', id: '1' });
    await client.take('complete');
    client.webSocket.close();
    await until(() => server.realtime.connections() === 0, 'the end of the connection');
    const connection = { apiId: 'fakeapi', connectionId: '1' };
    expect(server.eventsOf('connection')).toMatchObject([
      { ...connection, change: 'open', open: 1, subscriptions: 0 },
      { ...connection, change: 'subscribe', open: 1, subscriptions: 1 },
      { ...connection, change: 'unsubscribe', open: 1, subscriptions: 0 },
      { ...connection, change: 'close', open: 0, subscriptions: 0 },
    ]);
    expect(server.eventsOf('publish')).toMatchObject([
      { field: 'Sent', value: { group: 'a', text: 'x' }, deliveries: 1 },
      { field: 'Sent', value: { group: 'b', text: 'x' }, deliveries: 0 },
    ]);
    expect(server.eventsOf('delivery')).toMatchObject([{ latencyMs: 25 }]);
  });

  it('closes all connections, also that of a client which does not answer, and accepts no more', async () => {
    const polite = await open();
    const stubborn = await open();
    stubborn.webSocket.pause();
    const closed = server.realtime.close();
    expect(await polite.closing()).toEqual({ code: 1001, reason: 'the endpoint is shutting down' });
    expect(server.realtime.connections()).toBe(1);
    server.clock.advance(1_000);
    await closed;
    expect(server.realtime.connections()).toBe(0);
    const late = await open();
    expect(late.webSocket.readyState).not.toBe(late.webSocket.OPEN);
    expect(server.clock.pending()).toBe(0);
  });
});
