import { groupItem, MeshFixture, nowSeconds } from './mesh-fixture';

const firedAt = '2020-01-01T00:00:00Z';
const args = (events: unknown[]) => ({ groupId: 'g1', domain: 'd1', nodeId: 'n1', events });
const time = '2026-01-31T09:00:00.500Z';
const partition = 'GROUP#g1@d1';

async function meshWithGroup(change: object = {}): Promise<MeshFixture> {
  const mesh = new MeshFixture();
  await mesh.put(groupItem('g1', 'd1', change));
  return mesh;
}

describe('recordEventsByNode', () => {
  it("stores an event at the server's time, also in a group that is over", async () => {
    const mesh = await meshWithGroup();
    const sk = `EVENT#${time}#00000001-0000-4000-8000-000000000000`;
    const events = [{ eventName: 'go', payload: 'x', firedAt }];
    await expect(mesh.call('recordEventsByNode', args(events))).resolves.toEqual({
      groupId: 'g1',
      domain: 'd1',
      recordedCount: 1,
      nextSince: sk,
    });
    await expect(mesh.get(partition, sk)).resolves.toEqual({
      pk: partition,
      sk,
      eventName: 'go',
      firedByNodeId: 'n1',
      groupId: 'g1',
      domain: 'd1',
      payload: 'x',
      timestamp: time,
      ttl: nowSeconds + 10,
    });
  });

  it('sorts events by their order key, which is stored too', async () => {
    const mesh = await meshWithGroup();
    const events = ['20260131090000-0000002', '20260131090000-0000001', 'a#b'].map((orderKey) => ({
      eventName: 'go',
      payload: null,
      firedAt,
      orderKey,
    }));
    await expect(mesh.call('recordEventsByNode', args(events))).resolves.toMatchObject({
      nextSince: `EVENT#${time}#a#b#00000003`,
    });
    const keys = [
      `EVENT#${time}#20260131090000-0000001#00000002`,
      `EVENT#${time}#20260131090000-0000002#00000001`,
      `EVENT#${time}#a#b#00000003`,
    ];
    expect(mesh.database.keys()[partition]).toEqual(keys);
    await expect(mesh.get(partition, keys[2] ?? '')).resolves.toMatchObject({ orderKey: 'a#b', payload: null });
  });

  it.each([undefined, null, ''])('takes the order key %p for none', async (orderKey) => {
    const mesh = await meshWithGroup();
    const events = [{ eventName: 'go', firedAt, orderKey }];
    const sk = `EVENT#${time}#00000001-0000-4000-8000-000000000000`;
    await expect(mesh.call('recordEventsByNode', args(events))).resolves.toMatchObject({ nextSince: sk });
    await expect(mesh.get(partition, sk)).resolves.not.toHaveProperty('orderKey');
  });

  it('stores many events in slices of 25 and leads on to the last one', async () => {
    const mesh = await meshWithGroup();
    const events = Array.from({ length: 60 }, (_, index) => ({ eventName: `e${index}`, firedAt }));
    await expect(mesh.call('recordEventsByNode', args(events))).resolves.toMatchObject({
      recordedCount: 60,
      nextSince: `EVENT#${time}#00000060-0000-4000-8000-000000000000`,
    });
    expect(mesh.database.calls[0]?.input).toMatchObject({ ConsistentRead: true });
    expect(mesh.database.operations()).toEqual(['GetItem', 'BatchWriteItem', 'BatchWriteItem', 'BatchWriteItem']);
    expect(mesh.database.keys()[partition]).toHaveLength(60);
  });

  it('sends unprocessed events again', async () => {
    const mesh = await meshWithGroup();
    let refusals = 1;
    mesh.database.leaveUnprocessed = (requests) => (refusals-- > 0 ? requests : []);
    await mesh.call('recordEventsByNode', args([{ eventName: 'go', firedAt }]));
    expect(mesh.waitsMs).toEqual([50]);
    expect(mesh.database.keys()[partition]).toHaveLength(1);
  });

  it('without events leads on to now', async () => {
    const mesh = await meshWithGroup();
    await expect(mesh.call('recordEventsByNode', args([]))).resolves.toMatchObject({
      recordedCount: 0,
      nextSince: `EVENT#${time}`,
    });
  });

  it('refuses a group that is not there, or that has no name or domain', async () => {
    const events = [{ eventName: 'go', firedAt }];
    const message = (mesh: MeshFixture) => mesh.call('recordEventsByNode', args(events));
    await expect(message(new MeshFixture())).rejects.toThrow(new Error('Group not found'));
    await expect(message(await meshWithGroup({ name: '' }))).rejects.toThrow(new Error('name is required'));
    await expect(message(await meshWithGroup({ domain: '' }))).rejects.toThrow(new Error('domain is required'));
  });
});
