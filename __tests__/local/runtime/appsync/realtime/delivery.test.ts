import { keySubprotocols, RealtimeClient, until, type ServerMessage } from '../../../../support/realtime-client';
import { startRealtimeServer, type RealtimeServer } from '../../../../support/realtime-server';

const ON_SENT = 'subscription S($group: ID) { onSent(group: $group) { group text } }';

let server: RealtimeServer;

beforeEach(async () => {
  server = await startRealtimeServer();
});

afterEach(() => server.close());

/** Texts of the messages that came before a message of another mutation, published last, which all subscribe to. */
async function textsOf(client: RealtimeClient, id: string): Promise<unknown[]> {
  await client.take('data', 'end');
  return client.received.filter((message) => message.id === id).map((message) => dataOf(message).text);
}

function dataOf({ payload }: ServerMessage): Record<string, unknown> {
  const { data } = payload as { data: Record<string, Record<string, unknown>> };
  return Object.values(data)[0]!;
}

async function clientWith(query: string, variables?: unknown): Promise<RealtimeClient> {
  const client = await RealtimeClient.open(server.url);
  await client.subscribe('end', 'subscription { onEnd { text } }');
  await client.subscribe('1', query, variables);
  return client;
}

describe('arguments', () => {
  const published = [
    { text: 'both', group: 'a', domain: 'x' },
    { text: 'other group', group: 'b', domain: 'x' },
    { text: 'other domain', group: 'a', domain: 'y' },
    { text: 'null domain', group: 'a', domain: null },
    { text: 'no domain', group: 'a' },
    { text: 'number', group: 7, domain: 'x' },
  ];
  const all = published.map(({ text }) => text);

  it.each([
    ['(group: "a", domain: "x")', ['both']],
    ['(domain: "x", group: "a")', ['both']],
    ['(group: "a")', ['both', 'other domain', 'null domain', 'no domain']],
    ['(group: "a", domain: null)', ['null domain', 'no domain']],
    ['', all],
    ['(group: 7)', ['number']],
    ['(group: "7")', []],
    ['(group: "a,x")', []],
    ['(absent: null)', all],
    ['(absent: "a")', []],
    ['(toString: null)', all],
  ])('%s', async (args, expected) => {
    const client = await clientWith(`subscription { onSent${args} { text } }`);
    for (const value of published) server.api.publish('Sent', value);
    server.api.publish('End', {});
    expect(await textsOf(client, '1')).toEqual(expected);
  });

  it('compares objects and lists by value', async () => {
    const client = await clientWith('subscription { onSent(at: { x: 1, y: [2, { z: null }] }) { text } }');
    server.api.publish('Sent', { text: 'equal', at: { y: [2, { z: null }], x: 1 } });
    server.api.publish('Sent', { text: 'order of a list', at: { x: 1, y: [{ z: null }, 2] } });
    server.api.publish('Sent', { text: 'more', at: { x: 1, y: [2, { z: null }], w: 1 } });
    server.api.publish('End', {});
    expect(await textsOf(client, '1')).toEqual(['equal']);
  });

  it('listens to its own mutations only', async () => {
    const client = await clientWith('subscription { onSent { text } }');
    server.api.publish('Other', { text: 'no' });
    server.api.publish('End', {});
    expect(await textsOf(client, '1')).toEqual([]);
  });
});

describe('enhanced filters', () => {
  it('take the place of the arguments', async () => {
    const filter = { filterGroup: [{ filters: [{ fieldName: 'level', operator: 'ge', value: 3 }] }] };
    server.api.extensions = { onSent: { filter } };
    const client = await clientWith('subscription { onSent(group: "a") { text } }');
    server.api.publish('Sent', { text: 'low', group: 'a', level: 2 });
    server.api.publish('Sent', { text: 'high', group: 'b', level: 3 });
    server.api.publish('End', {});
    expect(await textsOf(client, '1')).toEqual(['high']);
  });

  it('null is no filter', async () => {
    server.api.extensions = { onSent: { filter: null } };
    const client = await clientWith('subscription { onSent(group: "a") { text } }');
    server.api.publish('Sent', { text: 'a', group: 'a' });
    server.api.publish('Sent', { text: 'b', group: 'b' });
    server.api.publish('End', {});
    expect(await textsOf(client, '1')).toEqual(['a']);
  });
});

describe('invalidation', () => {
  const invalidation = { filterGroup: [{ filters: [{ fieldName: 'userId', operator: 'eq', value: 'u1' }] }] };

  function invalidate(...invalidations: unknown[]): void {
    server.api.publish('Remove', {}, { invalidations });
  }

  it('ends the subscriptions whose filter the payload meets, and leaves the connection', async () => {
    server.api.extensions = { onSent: { invalidation } };
    const client = await clientWith('subscription { onSent { text } }');
    invalidate({ subscriptionField: 'onSent', payload: { userId: 'u2' } });
    invalidate({ subscriptionField: 'onEnd', payload: { userId: 'u1' } });
    server.api.publish('Sent', { text: 'before' });
    invalidate({ subscriptionField: 'onSent', payload: { userId: 'u1' } });
    expect(await client.take()).toMatchObject({ id: '1', type: 'data' });
    expect(await client.take()).toEqual({ id: '1', type: 'complete' });
    server.api.publish('Sent', { text: 'after' });
    server.api.publish('End', {});
    expect(await textsOf(client, '1')).toEqual([]);
    await client.subscribe('1', 'subscription { onSent { text } }');
  });

  it('comes before the message of the same mutation', async () => {
    server.api.extensions = { onSent: { invalidation } };
    const client = await clientWith('subscription { onSent { text } }');
    const invalidations = [{ subscriptionField: 'onSent', payload: { userId: 'u1' } }];
    server.api.publish('Sent', { text: 'x' }, { invalidations });
    expect(await client.take()).toEqual({ id: '1', type: 'complete' });
    expect(server.eventsOf('publish').at(-1)).toMatchObject({ deliveries: 0 });
  });

  it('does not touch a subscription without an invalidation filter', async () => {
    const client = await clientWith('subscription { onSent { text } }');
    invalidate({ subscriptionField: 'onSent', payload: { userId: 'u1' } });
    server.api.publish('Sent', { text: 'still' });
    server.api.publish('End', {});
    expect(await textsOf(client, '1')).toEqual(['still']);
  });

  it('logs one that names no field', () => {
    invalidate({ payload: {} }, 'text');
    const expected = expect.stringContaining('subscriptionField must be the name of a subscription field');
    expect(server.eventsOf('log')).toMatchObject([{ message: expected }, { message: expected }]);
  });
});

describe('messages', () => {
  it('come in the order of the publishes, to every subscription of every connection', async () => {
    const clients = await Promise.all([1, 2, 3].map(() => clientWith(ON_SENT, { group: 'a' })));
    await clients[0]!.subscribe('2', ON_SENT, { group: 'a' });
    const count = 1_000;
    for (let index = 0; index < count; index += 1) {
      server.api.publish('Sent', { group: 'a', text: index });
      if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    server.api.publish('End', {});
    const expected = Array.from({ length: count }, (_, index) => index);
    for (const client of clients) expect(await textsOf(client, '1')).toEqual(expected);
    expect(clients[0]!.received.filter(({ id }) => id === '2').map((message) => dataOf(message).text)).toEqual(
      expected,
    );
  });

  it('are built once for all who share the selection, and by selection for the others', async () => {
    const clients = await Promise.all([1, 2, 3, 4].map(() => clientWith(ON_SENT, { group: 'a' })));
    await clients[0]!.subscribe('alias', 'subscription { onSent(group: "a") { words: text } }');
    await clients[1]!.subscribe('b', ON_SENT, { group: 'b' });
    server.api.projections = 0;
    server.api.publish('Sent', { group: 'a', text: 'x' });
    expect(server.api.projections).toBe(2);
    expect(dataOf(await clients[0]!.take('data', 'alias'))).toEqual({ words: 'x' });
    for (const client of clients) expect(dataOf(await client.take('data', '1'))).toEqual({ group: 'a', text: 'x' });
    expect(server.eventsOf('publish').at(-1)).toMatchObject({ deliveries: 5 });
  });

  it('go on for the others when one leaves', async () => {
    const [leaving, staying] = [await clientWith(ON_SENT, { group: 'a' }), await clientWith(ON_SENT, { group: 'a' })];
    leaving.webSocket.terminate();
    await until(() => server.realtime.connections() === 1, 'the end of a connection');
    server.api.publish('Sent', { group: 'a', text: 'x' });
    expect(dataOf(await staying.take('data', '1')).text).toBe('x');
    expect(server.eventsOf('publish').at(-1)).toMatchObject({ deliveries: 1 });
  });

  it('of 240 KB are delivered; larger ones are logged and not delivered', async () => {
    const client = await clientWith('subscription { onSent { text } }');
    const envelope = '{"data":{"onSent":{"text":""}}}'.length;
    server.api.publish('Sent', { text: 'é'.repeat((240 * 1024 - envelope - 1) / 2) + 'x' });
    server.api.publish('Sent', { text: 'é'.repeat((240 * 1024 - envelope - 1) / 2) + 'xx' });
    server.api.publish('End', {});
    expect(await textsOf(client, '1')).toHaveLength(1);
    expect(server.eventsOf('log')).toMatchObject([
      {
        level: 'error',
        message: expect.stringContaining(
          'not delivered to 1 subscribers, a message may have 245760 bytes, this has 245761',
        ),
      },
    ]);
  });

  it('that cannot be built are logged, and the others are delivered', async () => {
    const client = await clientWith('subscription { onSent { text } }');
    await client.subscribe('big', 'subscription { onSent { text big } }');
    server.api.publish('Sent', { text: 'x', big: 1n });
    server.api.publish('End', {});
    expect(await textsOf(client, '1')).toEqual(['x']);
    expect(server.eventsOf('log')).toMatchObject([
      { level: 'error', message: expect.stringContaining('publish of Sent') },
    ]);
  });
});

describe('a slow reader', () => {
  it('is cut when too much waits for it, and never holds up the others', async () => {
    const slow = await clientWith(ON_SENT, { group: 'a' });
    const fast = await clientWith(ON_SENT, { group: 'a' });
    slow.webSocket.pause();
    const text = 'x'.repeat(200_000);
    const published = 200;
    for (let index = 0; index < published; index += 1) {
      server.api.publish('Sent', { group: 'a', text });
      await fast.take('data', '1');
    }
    expect(server.realtime.connections()).toBe(1);
    const line = expect.stringMatching(
      /^connection 1: closed, 4194304 bytes may wait for a reader, \d+ did: read faster/,
    );
    expect(server.eventsOf('log')).toMatchObject([{ level: 'warn', message: line }]);
    slow.webSocket.resume();
    expect((await slow.closing()).code).toBe(1006);
    expect(slow.received.length).toBeLessThan(published);
  });

  it('that catches up stays', async () => {
    const client = await RealtimeClient.open(server.url, keySubprotocols());
    await client.subscribe('1', ON_SENT, { group: 'a' });
    client.webSocket.pause();
    for (let index = 0; index < 15; index += 1) server.api.publish('Sent', { group: 'a', text: 'x'.repeat(200_000) });
    client.webSocket.resume();
    for (let index = 0; index < 15; index += 1) await client.take('data', '1');
    expect(server.realtime.connections()).toBe(1);
  });
});
