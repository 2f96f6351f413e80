import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import {
  createGroup,
  dissolveGroup,
  fireEventsByNode,
  type Group,
  joinGroup,
  leaveGroup,
  type MeshMessage,
  onMessageInGroup,
  recordEventsByNode,
  renewHeartbeat,
  reportDataByNode,
  selecting,
  sendMemberHeartbeat,
} from '../support/mesh-endpoint-operations';
import { type Subscriber } from '../support/mesh-endpoint-subscriber';

const of = ({ id, domain }: Group) => ({ groupId: id, domain });
const firedAt = '2026-01-31T00:00:00.000Z';

describeEndpoint('onMessageInGroup', () => {
  let endpoint: MeshEndpoint;
  let group: Group;
  let subscriber: Subscriber;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());
  beforeEach(async () => {
    group = await endpoint.group();
    subscriber = await endpoint.subscriber();
  });
  afterEach(() => subscriber.close());

  const call = (...args: Parameters<MeshEndpoint['client']['call']>) => endpoint.client.call(...args);
  const report = (target: Group, value: string): Promise<MeshMessage> =>
    endpoint.client.call(reportDataByNode, { ...of(target), nodeId: 'n', data: [{ key: 'k', value }] });
  /** Publishes a message and sees that it is the next one: what was done before was then not delivered. */
  const expectNothingBefore = async (target: Group) => {
    const message = await report(target, 'marker');
    expect(await subscriber.nextMessage()).toEqual(message);
  };

  const publishing = [
    ['reportDataByNode', reportDataByNode, { nodeId: 'n', data: [{ key: 'k', value: 'v' }] }],
    ['fireEventsByNode', fireEventsByNode, { nodeId: 'n', events: [{ eventName: 'e', firedAt, payload: 'p' }] }],
    ['dissolveGroup', dissolveGroup, { hostId: 'host' }],
  ] as const;

  it.each(publishing)('delivers what %s answers', async (_, operation, more) => {
    await subscriber.listen(group);
    const answer = await endpoint.client.call<MeshMessage>(operation, { ...of(group), ...more });
    expect(await subscriber.nextMessage()).toEqual(answer);
    const parts = [answer.nodeStatus, answer.batchEvent, answer.groupDissolve];
    expect(parts.filter((part) => part !== null)).toHaveLength(1);
  });

  it('delivers to every subscriber of the group, the sender among them', async () => {
    const others = await Promise.all([endpoint.subscriber(), endpoint.subscriber()]);
    for (const each of [subscriber, ...others]) await each.listen(group);
    const fired = await call(fireEventsByNode, {
      ...of(group),
      nodeId: 'sender',
      events: [{ eventName: 'e', firedAt }],
    });
    for (const each of [subscriber, ...others]) expect(await each.nextMessage()).toEqual(fired);
  });

  it.each([
    ['another group of the domain', () => endpoint.group({ domain: group.domain, hostId: 'neighbour' })],
    ['a group of the same id in another domain', () => endpoint.storeCopy(group, { domain: 'elsewhere' })],
  ])('delivers only to the group and not to %s', async (_, other) => {
    const neighbour = await other();
    const stranger = await endpoint.subscriber();
    await subscriber.listen(group);
    await stranger.listen(neighbour);
    const inside = await report(group, 'inside');
    const outside = await report(neighbour, 'outside');
    expect(await subscriber.nextMessage()).toEqual(inside);
    expect(await stranger.nextMessage()).toEqual(outside);
    await expectNothingBefore(group);
  });

  it.each([['groupId nodeStatus { nodeId }'], ['domain nodeStatus { nodeId }'], ['nodeStatus { groupId domain }']])(
    'delivers to nobody when the mutation selects only { %s }',
    async (selection) => {
      await subscriber.listen(group);
      const operation = selecting(reportDataByNode, selection);
      await call(operation, { ...of(group), nodeId: 'n', data: [] });
      await expectNothingBefore(group);
    },
  );

  it("delivers in the subscriber's own selection", async () => {
    await subscriber.listen(group, 'domain status: nodeStatus { data { value } }');
    await report(group, 'v');
    expect(await subscriber.nextPayload()).toEqual({
      data: { onMessageInGroup: { domain: group.domain, status: { data: [{ value: 'v' }] } } },
    });
  });

  it.each([
    ['aliases', 'a: groupId b: domain c: nodeStatus { nodeId groupId domain d: data { e: key f: value } timestamp }'],
    [
      'several selections of a field',
      `groupId domain nodeStatus { nodeId } nodeStatus { groupId domain timestamp data { key } }
       nodeStatus { data { value } }`,
    ],
    [
      'inline fragments',
      `groupId ... on MeshMessage { domain nodeStatus { nodeId groupId domain } }
       ... @include(if: true) { nodeStatus { timestamp data { key value } } }`,
    ],
  ])('delivers all that the mutation selected by %s', async (_, selection) => {
    await subscriber.listen(group);
    const data = [
      { key: 'k', value: 'v' },
      { key: 'l', value: 'w' },
    ];
    await call(selecting(reportDataByNode, selection), { ...of(group), nodeId: 'n', data });
    const timestamp = endpoint.clock.nowIso();
    expect((await subscriber.nextMessage()).nodeStatus).toEqual({ nodeId: 'n', ...of(group), data, timestamp });
  });

  it('leaves out what a directive of the mutation skipped', async () => {
    await subscriber.listen(group);
    const selection =
      'groupId domain nodeStatus @skip(if: true) { nodeId groupId domain timestamp data { key value } }';
    await call(selecting(reportDataByNode, selection), { ...of(group), nodeId: 'n', data: [] });
    expect((await subscriber.nextMessage()).nodeStatus).toBeNull();
  });

  it('delivers null for nullable fields that the mutation did not select', async () => {
    await subscriber.listen(group);
    await call(selecting(reportDataByNode, 'groupId domain'), { ...of(group), nodeId: 'n', data: [] });
    expect(await subscriber.nextMessage()).toEqual({
      ...of(group),
      nodeStatus: null,
      batchEvent: null,
      groupDissolve: null,
    });
  });

  it('delivers an error entry for a non-null field that the mutation did not select', async () => {
    await subscriber.listen(group, 'groupId nodeStatus { nodeId timestamp }');
    const operation = selecting(reportDataByNode, 'groupId domain nodeStatus { nodeId }');
    await call(operation, { ...of(group), nodeId: 'n', data: [] });
    const { data, errors } = await subscriber.nextPayload();
    expect(data).toEqual({ onMessageInGroup: { groupId: group.id, nodeStatus: null } });
    expect(errors).toMatchObject([{ path: ['onMessageInGroup', 'nodeStatus', 'timestamp'] }]);
  });

  it('delivers the messages of a group in the order of the mutations', async () => {
    await subscriber.listen(group);
    const values = Array.from({ length: 60 }, (_, index) => String(index));
    for (const [index, value] of values.entries()) {
      if (index % 3 > 0) await report(group, value);
      else {
        await call(fireEventsByNode, { ...of(group), nodeId: 'n', events: [{ eventName: value, firedAt }] });
      }
    }
    const received: (string | undefined)[] = [];
    while (received.length < values.length) {
      const { nodeStatus, batchEvent } = await subscriber.nextMessage();
      received.push(nodeStatus?.data[0]?.value ?? batchEvent?.events[0]?.name);
    }
    expect(received).toEqual(values);
  });

  it('is not published by a mutation that failed', async () => {
    await subscriber.listen(group);
    await subscriber.listen({ id: 'none', domain: group.domain });
    await endpoint.client.refusal(dissolveGroup, { ...of(group), hostId: 'thief' });
    const absent = { groupId: 'none', domain: group.domain, nodeId: 'n' };
    await endpoint.client.refusal(reportDataByNode, { ...absent, data: [] });
    await endpoint.client.refusal(fireEventsByNode, { ...absent, events: [] });
    await expectNothingBefore(group);
  });

  it('is not published by any other mutation', async () => {
    await subscriber.listen(group);
    const node = { ...of(group), nodeId: 'n' };
    await endpoint.group({ ...group });
    await call(createGroup, endpoint.groupVariables({ domain: group.domain, hostId: 'another' }));
    await call(joinGroup, node);
    await call(renewHeartbeat, { ...of(group), hostId: group.hostId });
    await call(sendMemberHeartbeat, node);
    await call(recordEventsByNode, { ...node, events: [{ eventName: 'e', firedAt }] });
    await call(leaveGroup, node);
    await expectNothingBefore(group);
  });

  it('needs no live group: who listens first gets the first message', async () => {
    const { id, frame } = await subscriber.start(onMessageInGroup(), { groupId: 'future', domain: 'd' });
    expect(frame).toEqual({ type: 'start_ack', id });
  });

  it('ends with stop: complete comes, and no message after it', async () => {
    const id = await subscriber.listen(group);
    const kept = await subscriber.listen(group);
    subscriber.send({ type: 'stop', id });
    expect(await subscriber.next((frame) => frame.id === id)).toEqual({ type: 'complete', id });
    const message = await report(group, 'after');
    expect(await subscriber.nextMessage(kept)).toEqual(message);
    const second = await report(group, 'second');
    const frame = await subscriber.next(({ type }) => type === 'data');
    expect(frame).toMatchObject({ id: kept, payload: { data: { onMessageInGroup: second } } });
  });

  it.each([
    ['unknown field', 'subscription { onNothing { groupId } }', {}],
    ['missing argument', 'subscription { onMessageInGroup(groupId: "g") { groupId } }', {}],
    ['syntax error', 'subscription {', {}],
    ['missing variable', onMessageInGroup(), { groupId: 'g' }],
  ])('an operation with a %s is answered by an error for its id', async (_, query, variables) => {
    const { id, frame } = await subscriber.start(query, variables);
    expect(frame).toMatchObject({
      type: 'error',
      id,
      payload: { errors: [{ message: expect.any(String) as string }] },
    });
  });

  it('refuses a start with a wrong key', async () => {
    const data = JSON.stringify({ query: onMessageInGroup(), variables: of(group) });
    const authorization = { host: new URL(endpoint.wsUrl).host, 'x-api-key': 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa' };
    subscriber.send({ id: 'intruder', type: 'start', payload: { data, extensions: { authorization } } });
    expect(await subscriber.next(({ id }) => id === 'intruder')).toMatchObject({
      type: 'error',
      payload: { errors: [{ errorType: 'UnauthorizedException' }] },
    });
    await report(group, 'secret');
    await subscriber.listen(group);
    await expectNothingBefore(group);
  });

  it('leaves out a message of more than 240 KB and goes on', async () => {
    await subscriber.listen(group);
    await report(group, 'x'.repeat(241 * 1024));
    await expectNothingBefore(group);
    const message = await report(group, 'x'.repeat(200 * 1024));
    expect(await subscriber.nextMessage()).toEqual(message);
  });
});

describeEndpoint('the realtime connection', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  it.each([['query'], ['subprotocol']] as const)('takes the key in the %s and speaks graphql-ws', async (auth) => {
    const subscriber = await endpoint.openSocket({ auth });
    expect(subscriber.protocol).toBe('graphql-ws');
    expect(await subscriber.init()).toEqual({
      type: 'connection_ack',
      payload: { connectionTimeoutMs: expect.any(Number) as number },
    });
    await subscriber.close();
  });

  it.each([['/graphql'], ['/graphql/realtime'], ['/realtime']])('is open at %s', async (path) => {
    const subscriber = await endpoint.openSocket({ path });
    expect((await subscriber.init()).type).toBe('connection_ack');
    await subscriber.close();
  });

  it('keeps itself alive: ka comes while nothing else does', async () => {
    const subscriber = await endpoint.subscriber();
    endpoint.clock.advance(61_000);
    expect(await subscriber.next(({ type }) => type === 'ka')).toEqual({ type: 'ka' });
    await subscriber.close();
  });

  it.each([['query'], ['subprotocol']] as const)('refuses a wrong key in the %s', async (auth) => {
    const opened = endpoint.openSocket({ auth, apiKey: 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa' });
    const subscriber = await opened;
    const frame = await subscriber.init();
    expect(frame).toMatchObject({
      type: 'connection_error',
      payload: { errors: [{ errorType: 'UnauthorizedException', errorCode: 401 }] },
    });
  });

  it('does not subscribe with a key that has expired since, nor open with it', async () => {
    const expiring = await MeshEndpoint.start();
    const subscriber = await expiring.subscriber();
    expiring.clock.setTo(expiring.apiKeyExpiresMs - 1);
    const later = await expiring.subscriber();
    expect((await later.start(onMessageInGroup(), { groupId: 'g', domain: 'd' })).frame.type).toBe('start_ack');
    expiring.clock.setTo(expiring.apiKeyExpiresMs);
    const { frame } = await later.start(onMessageInGroup(), { groupId: 'g', domain: 'd' });
    expect(frame).toMatchObject({ type: 'error', payload: { errors: [{ errorType: 'UnauthorizedException' }] } });
    expect((await (await expiring.openSocket()).init()).type).toBe('connection_error');
    await subscriber.closed;
    await expiring.close();
  });

  it('opened without credentials does not subscribe before connection_init has brought them', async () => {
    const subscriber = await endpoint.openSocket({ auth: 'none' });
    const start = { data: JSON.stringify({ query: onMessageInGroup(), variables: { groupId: 'g', domain: 'd' } }) };
    subscriber.send({ type: 'start', id: 'early', payload: { ...start, extensions: { authorization: {} } } });
    const frame = await subscriber.next(() => true);
    expect(frame).toMatchObject({ payload: { errors: [{ errorType: 'UnauthorizedException' }] } });
    await subscriber.close();
  });
});
