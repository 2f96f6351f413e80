import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import {
  fireEventsByNode,
  getEventsSince,
  type Group,
  type MeshEvent,
  pollGroupData,
  recordEventsByNode,
} from '../support/mesh-endpoint-operations';

const of = ({ id, domain }: Group) => ({ groupId: id, domain });
const firedAt = '2026-01-31T09:00:00.500+09:00';
const isoTime = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

describeEndpoint('events', () => {
  let endpoint: MeshEndpoint;
  let group: Group;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());
  beforeEach(async () => {
    group = await endpoint.group();
  });

  const read = (since = ''): Promise<readonly MeshEvent[]> =>
    endpoint.client.call(getEventsSince, { ...of(group), since });
  const record = (events: readonly object[], nodeId = 'n') =>
    endpoint.client.call(recordEventsByNode, {
      ...of(group),
      nodeId,
      events: events.map((event) => ({ firedAt, ...event })),
    });

  describe('fireEventsByNode', () => {
    it('answers a message whose only set part is batchEvent, in the order sent and stamped by the server', async () => {
      const events = [
        { eventName: 'z', firedAt, payload: '{"x":1}', orderKey: '20260131090000-0000001' },
        { eventName: 'あ', firedAt },
        { eventName: 'a', firedAt, payload: '', orderKey: '' },
      ];
      const by = { firedByNodeId: 'n', ...of(group) };
      const fired = (name: string, payload: string | null, orderKey: string | null) => ({
        name,
        ...by,
        payload,
        timestamp: firedAt,
        cursor: null,
        orderKey,
      });
      expect(await endpoint.client.call(fireEventsByNode, { ...of(group), nodeId: 'n', events })).toEqual({
        ...of(group),
        nodeStatus: null,
        groupDissolve: null,
        batchEvent: {
          events: [fired('z', '{"x":1}', '20260131090000-0000001'), fired('あ', null, null), fired('a', null, null)],
          ...by,
          timestamp: endpoint.clock.nowIso(),
        },
      });
    });

    it('stores nothing', async () => {
      await endpoint.client.call(fireEventsByNode, {
        ...of(group),
        nodeId: 'n',
        events: [{ eventName: 'e', firedAt }],
      });
      expect(await read()).toEqual([]);
      expect(await endpoint.table.items(`GROUP#${group.id}@${group.domain}`)).toEqual([]);
    });

    it('carries 1,000 events', async () => {
      const events = Array.from({ length: 1000 }, (_, index) => ({ eventName: `e${index}`, firedAt }));
      const message = await endpoint.client.call(fireEventsByNode, { ...of(group), nodeId: 'n', events });
      expect(message.batchEvent?.events.map(({ name }) => name)).toEqual(events.map(({ eventName }) => eventName));
    });

    it('refuses a firedAt that is no AWSDateTime', async () => {
      const events = [{ eventName: 'e', firedAt: 'yesterday' }];
      const { errors } = await endpoint.client.refused(fireEventsByNode, { ...of(group), nodeId: 'n', events });
      expect(errors[0]?.message).toContain('firedAt');
    });
  });

  describe('recordEventsByNode', () => {
    it('answers the number of events and the sort key given to the last', async () => {
      const recorded = await record([{ eventName: 'a' }, { eventName: 'b' }]);
      expect(recorded).toEqual({ ...of(group), recordedCount: 2, nextSince: expect.any(String) as string });
      const events = await read();
      expect(events.find(({ name }) => name === 'b')?.cursor).toBe(recorded.nextSince);
    });

    it('stamps all events of a call with one time of the server: firedAt is dropped', async () => {
      const before = Date.now();
      await record([{ eventName: 'a', payload: 'p' }, { eventName: 'b' }]);
      const events = await read();
      const times = new Set(events.map(({ timestamp }) => timestamp));
      expect(times.size).toBe(1);
      const [time = ''] = times;
      expect(time).toMatch(new RegExp(`^${isoTime}$`));
      expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(time)).toBeLessThanOrEqual(Date.now());
    });

    it('gives each event a cursor of its time and a UUID', async () => {
      await record([{ eventName: 'a', payload: 'p' }]);
      const [event] = await read();
      expect(event).toEqual({
        name: 'a',
        firedByNodeId: 'n',
        ...of(group),
        payload: 'p',
        timestamp: expect.any(String) as string,
        cursor: expect.stringMatching(
          new RegExp(`^EVENT#${isoTime}#[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
        ) as string,
        orderKey: null,
      });
    });

    it('orders the events of a call by orderKey, whatever order they came in', async () => {
      const keys = ['20260131090000-0000003', '20260131090000-0000001', 'odd#key', '20260131090000-0000002'];
      await record(keys.map((orderKey) => ({ eventName: `e-${orderKey}`, orderKey })));
      const events = await read();
      expect(events.map(({ orderKey }) => orderKey)).toEqual([...keys].sort());
      for (const { cursor, timestamp, orderKey } of events) {
        expect(cursor).toMatch(/#[0-9a-f]{8}$/);
        expect(cursor?.slice(0, -9)).toBe(`EVENT#${timestamp}#${orderKey}`);
      }
    });

    it('counts an empty orderKey and an empty payload: the key is none, the payload stays as it is', async () => {
      await record([{ eventName: 'a', orderKey: '', payload: '' }]);
      expect(await read()).toMatchObject([{ orderKey: null }]);
    });

    it('of no events answers 0 and the present as the next start', async () => {
      const recorded = await record([]);
      expect(recorded.recordedCount).toBe(0);
      expect(recorded.nextSince).toMatch(new RegExp(`^EVENT#${isoTime}$`));
      expect(await read()).toEqual([]);
    });

    it('is read only in its own group and domain', async () => {
      await record([{ eventName: 'a' }]);
      const elsewhere = { groupId: group.id, domain: 'elsewhere', since: '' };
      expect(await endpoint.client.call(getEventsSince, elsewhere)).toEqual([]);
    });
  });

  describe('getEventsSince', () => {
    it('answers at most 100 events, and the last cursor leads to the next', async () => {
      const names = Array.from({ length: 230 }, (_, index) => String(index).padStart(3, '0'));
      await record(names.map((name) => ({ eventName: name, orderKey: name })));
      const pages: string[][] = [];
      for (let page = await read(); page.length > 0 && pages.length < 5; page = await read(page.at(-1)?.cursor ?? '')) {
        pages.push(page.map(({ name }) => name));
      }
      expect(pages.map(({ length }) => length)).toEqual([100, 100, 30]);
      expect(pages.flat()).toEqual(names);
    });

    it('excludes the event whose cursor is given', async () => {
      await record([{ eventName: 'a', orderKey: '1' }]);
      const [{ cursor } = { cursor: null }] = await read();
      expect(await read(cursor ?? '')).toEqual([]);
    });

    it("takes a client's own time as it takes a cursor: EVENT# is put before it", async () => {
      const before = new Date(Date.now() - 1).toISOString();
      await record([{ eventName: 'a' }]);
      expect(await read(before)).toHaveLength(1);
      expect(await read(`EVENT#${before}`)).toHaveLength(1);
      const later = new Date(Date.now() + 1000).toISOString();
      expect(await read(later)).toEqual([]);
    });

    it('reads on from the nextSince of a recording', async () => {
      const { nextSince } = await record([{ eventName: 'a', orderKey: '1' }]);
      expect(await read(nextSince)).toEqual([]);
      await record([{ eventName: 'b', orderKey: '0' }]);
      expect(await read(nextSince)).toMatchObject([{ name: 'b' }]);
    });

    it('shows events past their ttl as long as they are there', async () => {
      await record([{ eventName: 'a' }]);
      const [item] = await endpoint.table.items(`GROUP#${group.id}@${group.domain}`);
      await endpoint.table.set(item?.pk ?? '', item?.sk ?? '', 'ttl', endpoint.clock.nowSeconds() - 1);
      expect(await read()).toHaveLength(1);
    });

    it('of an unknown group is empty', async () => {
      const unknown = { groupId: 'none', domain: 'void', since: '' };
      expect(await endpoint.client.call(getEventsSince, unknown)).toEqual([]);
    });
  });

  it('pollGroupData answers events as getEventsSince does, with the same limit', async () => {
    const names = Array.from({ length: 101 }, (_, index) => String(index).padStart(3, '0'));
    await record(names.map((name) => ({ eventName: name, orderKey: name })));
    const { events, nodeStatuses } = await endpoint.client.call(pollGroupData, { ...of(group), since: '' });
    expect(events).toEqual(await read());
    expect(events).toHaveLength(100);
    expect(nodeStatuses).toEqual([]);
    const rest = await endpoint.client.call(pollGroupData, { ...of(group), since: events.at(-1)?.cursor ?? '' });
    expect(rest.events).toMatchObject([{ name: '100' }]);
  });
});
