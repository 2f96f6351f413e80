import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { writeLambdaZip } from '../support/lambda-zip';
import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import { withFunctionPackage, withResolverCode } from '../support/mesh-endpoint-change';
import {
  type Group,
  joinGroup,
  leaveGroup,
  listGroupStatuses,
  reportDataByNode,
} from '../support/mesh-endpoint-operations';
import { TemporaryDirectory } from '../support/deployed-state';
import { eventually } from '../support/cli-project';

const of = ({ id, domain }: Group) => ({ groupId: id, domain });

describeEndpoint('a Lambda function that hangs', () => {
  const directory = new TemporaryDirectory();
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    const program = `exports.handler = async ({ arguments: { nodeId, groupId, domain } }) => {
      if (nodeId === 'hangs') await new Promise(() => setInterval(() => undefined, 1000));
      if (nodeId === 'spins') for (;;);
      return { peerId: nodeId, groupId, domain, message: 'left' };
    };`;
    const zip = writeLambdaZip(directory.path, { 'index.js': program });
    endpoint = await MeshEndpoint.start({ change: (deployment) => withFunctionPackage(deployment, zip) });
  });
  afterAll(async () => {
    await endpoint.close();
    directory.remove();
  });

  it.each([['hangs'], ['spins']])('that %s is ended at its timeout, and the next call works', async (nodeId) => {
    const leave = (id: string) => ({ groupId: 'g', domain: 'd', nodeId: id });
    let isDone = false;
    const pending = endpoint.client.refusal(leaveGroup, leave(nodeId)).finally(() => (isDone = true));
    await eventually('the call ends once its time is over', () => {
      if (!isDone) endpoint.clock.advance(1000);
      return isDone;
    });
    const { errorType, message } = await pending;
    expect(errorType).toMatch(/^(Lambda:|ExecutionTimeout)/);
    expect(message).toMatch(/timed out/i);
    expect(await endpoint.client.call(leaveGroup, leave('quick'))).toMatchObject({ peerId: 'quick' });
  });
});

describeEndpoint('a resolver that does not end', () => {
  // The rules for resolvers have no loop without an end; this one has one after 10^27 rounds.
  const loops = Array.from({ length: 9 }, (_, depth) => `for (const i${depth} of list) `).join('');
  const endless = `
    export function request(ctx) {
      const list = '${'x'.repeat(1000)}'.split('');
      let rounds = 0;
      ${loops} { rounds += 1; }
      return {};
    }
    export function response(ctx) { return null; }`;
  const greedy = `
    export function request(ctx) {
      const list = ['x'];
      for (const one of list) list.push(one + one);
      return {};
    }
    export function response(ctx) { return null; }`;

  it.each([
    ['loops for ever', endless],
    ['takes ever more memory', greedy],
  ])('and %s is cut off with an error, and other operations go on', async (_, code) => {
    const endpoint = await MeshEndpoint.start({
      change: (deployment) => withResolverCode(deployment, 'listGroupStatuses', code),
    });
    try {
      const group = await endpoint.group();
      const refusal = await endpoint.client.refusal(listGroupStatuses, of(group));
      expect(refusal.message).not.toBe('');
      expect(await endpoint.client.call(joinGroup, { ...of(group), nodeId: 'n' })).toMatchObject({ id: 'n' });
      await endpoint.client.refusal(listGroupStatuses, of(group));
    } finally {
      await endpoint.close();
    }
  });
});

describeEndpoint('what clients do wrong', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  const expectHealthy = async () => {
    const group = await endpoint.group();
    const subscriber = await endpoint.subscriber();
    await subscriber.listen(group);
    const message = await endpoint.client.call(reportDataByNode, { ...of(group), nodeId: 'n', data: [] });
    expect(await subscriber.nextMessage()).toEqual(message);
    await subscriber.close();
  };

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"query"'],
    ['no query', '{}'],
    ['a query that is no text', '{"query":5}'],
    ['variables that are no object', '{"query":"{ __typename }","variables":[1]}'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe]).toString('latin1')],
    ['deep nesting', `{"query":"{ __typename }","variables":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ])('a body of %s is answered with errors', async (_, body) => {
    const reply = await endpoint.client.post(body);
    expect(reply.body.errors?.[0]?.message).toEqual(expect.any(String));
    expect(reply.status).toBeLessThan(500);
    await expectHealthy();
  });

  it('a query nested deeper than the limit is refused', async () => {
    const depth = 5000;
    const { body } = await endpoint.client.send(`{ ${'a { '.repeat(depth)} b ${'}'.repeat(depth)} }`);
    expect(body.errors?.length).toBeGreaterThan(0);
    await expectHealthy();
  });

  it('a body of more than 1 MB is refused', async () => {
    const text = JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(1024 * 1024) } });
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': endpoint.client.apiKey },
      body: text,
    });
    expect(response.status).toBe(413);
    await expectHealthy();
  });

  it('a body of 64 MB in pieces of unknown number is refused when it ends', async () => {
    const request = httpRequest(endpoint.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': endpoint.client.apiKey },
    });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    const piece = Buffer.alloc(64 * 1024, 'x');
    for (let sent = 0; sent < 64 * 1024 * 1024; sent += piece.length) {
      if (!request.write(piece)) await once(request, 'drain');
    }
    request.end();
    const [response] = await answered;
    response.resume();
    expect(response.statusCode).toBe(413);
    await expectHealthy();
  });

  const start = (payload: unknown) => JSON.stringify({ type: 'start', id: 'x', payload });
  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"launch"}'],
    ['start without id', '{"type":"start","payload":{"data":"{}"}}'],
    ['start without payload', '{"type":"start","id":"x"}'],
    ['data that is no text', start({ data: {} })],
    ['data that is no JSON', start({ data: '{' })],
    ['data without query', start({ data: '{}' })],
    ['a query in the place of a subscription', start({ data: '{"query":"{ __typename }"}' })],
    ['an authorization that is no object', start({ data: '{"query":"{"}', extensions: { authorization: 5 } })],
    ['stop of nothing', '{"type":"stop","id":"nothing"}'],
    ['a second connection_init', '{"type":"connection_init"}'],
    ['a huge id', JSON.stringify({ type: 'stop', id: 'x'.repeat(100_000) })],
  ])('a frame with %s leaves the server and other connections as they are', async (_, frame) => {
    const socket = await endpoint.subscriber();
    socket.send(frame);
    socket.socket.send(Buffer.from(frame), { binary: true });
    await expectHealthy();
    await socket.close();
  });

  it('bytes that are no WebSocket frames close only their own connection', async () => {
    const socket = await endpoint.openSocket({ auth: 'none' });
    const { _socket: raw } = socket.socket as unknown as { readonly _socket: NodeJS.WritableStream };
    raw.write(Buffer.from('ffffffffffffffffffffffffffff', 'hex'));
    await socket.closed;
    await expectHealthy();
  });

  it.each([['header=%%%'], ['header=bm90IGpzb24='], ['header=e30='], ['header=W10=&payload=e30=']])(
    'an upgrade with the query %s is not authorized and harms nobody',
    async (query) => {
      const socket = await endpoint.openSocket({ auth: 'none', path: `/graphql/realtime?${query}` });
      const outcome = await Promise.race([socket.init(), socket.closed]);
      expect('type' in outcome ? outcome.type : 'closed').not.toBe('connection_ack');
      await expectHealthy();
    },
  );
});

describeEndpoint('a subscriber that reads slowly', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  it('does not delay others, and its connection is ended', async () => {
    const group = await endpoint.group();
    const [slow, quick] = await Promise.all([endpoint.subscriber(), endpoint.subscriber()]);
    for (const each of [slow, quick]) await each.listen(group);
    let closed = 0;
    endpoint.runtime.events.subscribe((event) => {
      if (event.kind === 'connection' && event.change === 'close') closed += 1;
    });
    slow.socket.pause();
    const value = 'x'.repeat(200 * 1024);
    for (let round = 0; round < 400 && closed === 0; round += 1) {
      const message = await endpoint.client.call(reportDataByNode, {
        ...of(group),
        nodeId: 'n',
        data: [{ key: String(round), value }],
      });
      expect(await quick.nextMessage()).toEqual(message);
    }
    expect(closed).toBe(1);
    slow.socket.resume();
    expect((await slow.closed).code).not.toBe(1000);
    await endpoint.client.call(reportDataByNode, { ...of(group), nodeId: 'n', data: [] });
    expect((await quick.nextMessage()).nodeStatus?.data).toEqual([]);
  });
});
