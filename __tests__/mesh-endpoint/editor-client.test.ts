import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import {
  createDomain,
  createGroup,
  dissolveGroup,
  getEventsSince,
  joinGroup,
  listGroupsByDomain,
  pollGroupData,
  recordEventsByNode,
  reportDataByNode,
} from '../support/mesh-endpoint-operations';

describeEndpoint('what the editor does', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  it.each([['/graphql'], ['/graphql/realtime'], ['/realtime']])(
    'its probe, a bare WebSocket at %s without any credentials, is open within 3 s',
    async (path) => {
      const started = performance.now();
      const socket = await endpoint.openSocket({ auth: 'none', path });
      expect(performance.now() - started).toBeLessThan(3000);
      expect(socket.protocol).toBe('graphql-ws');
      await socket.close();
    },
  );

  it('its probe gets no data: without credentials it cannot subscribe', async () => {
    const socket = await endpoint.openSocket({ auth: 'none' });
    const frame = await socket.init();
    expect(frame.type).toBe('connection_error');
  });

  it('one lesson: a domain, a group, two members, data and the end', async () => {
    const { client } = endpoint;
    const domain = await client.call(createDomain, {}, { 'x-forwarded-for': '203.0.113.10' });
    const hostId = 'teacher';
    const group = await client.call(createGroup, { name: 'lesson', hostId, domain, useWebSocket: true });
    const found = await client.call(listGroupsByDomain, { domain });
    expect(found.map(({ id }) => id)).toEqual([group.id]);
    const of = { groupId: group.id, domain };
    const [first, second] = await Promise.all([endpoint.subscriber(), endpoint.subscriber()]);
    for (const [nodeId, subscriber] of [
      ['first', first],
      ['second', second],
    ] as const) {
      await client.call(joinGroup, { ...of, nodeId });
      await subscriber.listen(group);
    }
    await client.call(reportDataByNode, { ...of, nodeId: 'first', data: [{ key: '音量', value: '11' }] });
    const { nodeStatus } = await second.nextMessage();
    expect(nodeStatus).toMatchObject({ nodeId: 'first', data: [{ key: '音量', value: '11' }] });
    await client.call(dissolveGroup, { ...of, hostId });
    await first.nextMessage();
    for (const subscriber of [first, second]) {
      expect((await subscriber.nextMessage()).groupDissolve).toMatchObject({ groupId: group.id });
    }
  });

  it('polling from its own clock finds all events, those of the same second too', async () => {
    const group = await endpoint.group({ useWebSocket: false });
    const of = { groupId: group.id, domain: group.domain };
    const started = new Date().toISOString();
    // An event in the very millisecond of the start sorts after it: its key goes on where the time ends.
    const event = (name: string) => ({ eventName: name, firedAt: started, orderKey: `20260131090000-000000${name}` });
    await endpoint.client.call(recordEventsByNode, { ...of, nodeId: 'a', events: [event('1'), event('2')] });
    const { events } = await endpoint.client.call(pollGroupData, { ...of, since: started });
    expect(events.map(({ name }) => name)).toEqual(['1', '2']);
    const since = events.at(-1)?.cursor ?? '';
    await endpoint.client.call(recordEventsByNode, { ...of, nodeId: 'b', events: [event('3')] });
    const next = await endpoint.client.call(getEventsSince, { ...of, since });
    expect(next.map(({ name, firedByNodeId }) => [name, firedByNodeId])).toEqual([['3', 'b']]);
  });

  it('its order keys are opaque text: a # inside is fine', async () => {
    const group = await endpoint.group();
    const of = { groupId: group.id, domain: group.domain };
    const events = [{ eventName: 'e', firedAt: new Date().toISOString(), orderKey: '20260131090000-0000001#x' }];
    await endpoint.client.call(recordEventsByNode, { ...of, nodeId: 'n', events });
    expect(await endpoint.client.call(getEventsSince, { ...of, since: '' })).toMatchObject([
      { orderKey: '20260131090000-0000001#x' },
    ]);
  });
});
