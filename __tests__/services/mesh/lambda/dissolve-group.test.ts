import { groupItem, membershipItems, MeshFixture, statusItem } from './mesh-fixture';

const args = { groupId: 'g1', domain: 'd1', hostId: 'host-1' };
const reply = {
  groupId: 'g1',
  domain: 'd1',
  groupDissolve: { groupId: 'g1', domain: 'd1', message: 'Group g1@d1 has been dissolved successfully.' },
};
const otherItems = [
  groupItem('g2', 'd1'),
  groupItem('g1', 'd2'),
  ...membershipItems('g2', 'd1', 'other'),
  { pk: 'GROUP#g1@d1', sk: 'EVENT#1', eventName: 'go' },
];
const otherKeys = {
  'DOMAIN#d1': ['GROUP#g2#METADATA', 'GROUP#g2#NODE#other'],
  'DOMAIN#d2': ['GROUP#g1#METADATA'],
  'NODE#other': ['METADATA'],
  'GROUP#g1@d1': ['EVENT#1'],
};

describe('dissolveGroup', () => {
  it('deletes the group, over or not, with all that belongs to it, over several pages and batches', async () => {
    const mesh = new MeshFixture();
    mesh.database.pageSize = 7;
    await mesh.put(...otherItems, groupItem('g1', 'd1'));
    const nodeIds = Array.from({ length: 20 }, (_, index) => `n${index}`);
    for (const nodeId of nodeIds)
      await mesh.put(...membershipItems('g1', 'd1', nodeId), statusItem('g1', 'd1', nodeId));
    await mesh.put(statusItem('g1', 'd1', '組#子/ 😀'), ...membershipItems('g1', 'd1', 'é').slice(1));
    await mesh.put(statusItem('g1', 'd1', 'é'));

    await expect(mesh.call('dissolveGroup', args)).resolves.toEqual(reply);
    expect(mesh.database.keys()).toEqual(otherKeys);
    const queries = mesh.database.calls.filter(({ operation }) => operation === 'Query');
    expect(queries.length).toBeGreaterThan(5);
    for (const { input } of queries) expect(input).toMatchObject({ ConsistentRead: true });
    expect(mesh.waitsMs).toEqual([]);
  });

  it('deletes the item of the group last, so that a call that failed half-way can be repeated', async () => {
    const mesh = new MeshFixture();
    await mesh.put(groupItem('g1', 'd1'), ...membershipItems('g1', 'd1', 'n1'));
    await mesh.call('dissolveGroup', args);
    const { RequestItems } = mesh.database.calls.at(-1)?.input ?? {};
    const requests = (RequestItems as Record<string, unknown[]>)['MeshV2Table-test'];
    expect(requests?.at(-1)).toEqual({
      DeleteRequest: { Key: { pk: { S: 'DOMAIN#d1' }, sk: { S: 'GROUP#g1#METADATA' } } },
    });
  });

  it('sends unprocessed deletes again, waiting longer each time', async () => {
    const mesh = new MeshFixture();
    await mesh.put(groupItem('g1', 'd1'), ...membershipItems('g1', 'd1', 'n1'));
    let refusals = 3;
    mesh.database.leaveUnprocessed = (requests) => (refusals-- > 0 ? requests.slice(1) : []);
    await expect(mesh.call('dissolveGroup', args)).resolves.toEqual(reply);
    expect(mesh.database.keys()).toEqual({});
    expect(mesh.waitsMs).toEqual([50, 100]);
  });

  it('fails when deletes stay unprocessed, and can be repeated', async () => {
    const mesh = new MeshFixture();
    await mesh.put(groupItem('g1', 'd1'));
    mesh.database.leaveUnprocessed = (requests) => requests;
    await expect(mesh.call('dissolveGroup', args)).rejects.toThrow(
      'MeshV2Table-test: 1 of 1 writes unprocessed after 8 attempts; try again',
    );
    expect(mesh.waitsMs).toEqual([50, 100, 200, 400, 800, 1600, 2000]);
    mesh.database.leaveUnprocessed = () => [];
    await expect(mesh.call('dissolveGroup', args)).resolves.toEqual(reply);
  });

  it.each(['groupId', 'domain', 'hostId'])('refuses an empty %s', async (name) => {
    const mesh = new MeshFixture();
    await expect(mesh.call('dissolveGroup', { ...args, [name]: '' })).rejects.toThrow(new Error(`${name} is required`));
    expect(mesh.database.calls).toEqual([]);
  });

  it('refuses a group that is not there, so also a second time', async () => {
    const mesh = new MeshFixture();
    await mesh.put(groupItem('g1', 'd1'));
    await mesh.call('dissolveGroup', args);
    await expect(mesh.call('dissolveGroup', args)).rejects.toThrow(new Error('Group not found: g1@d1'));
  });

  it('refuses a caller who is not the host, and deletes nothing', async () => {
    const mesh = new MeshFixture();
    await mesh.put(groupItem('g1', 'd1'), ...membershipItems('g1', 'd1', 'n1'));
    await expect(mesh.call('dissolveGroup', { ...args, hostId: 'n1' })).rejects.toThrow(
      new Error('Only the host can dissolve the group. Host: host-1, Requested by: n1'),
    );
    expect(mesh.database.keys()['DOMAIN#d1']).toHaveLength(2);
  });

  it('refuses a stored group without a name', async () => {
    const mesh = new MeshFixture();
    await mesh.put(groupItem('g1', 'd1', { name: '' }));
    await expect(mesh.call('dissolveGroup', args)).rejects.toThrow(new Error('name is required'));
  });

  it('takes no membership for a group, whatever its node is named', async () => {
    const mesh = new MeshFixture();
    await mesh.put(...membershipItems('g1', 'd1', 'n#METADATA'));
    await expect(mesh.call('dissolveGroup', { ...args, groupId: 'g1#NODE#n' })).rejects.toThrow('Group not found');
  });
});
