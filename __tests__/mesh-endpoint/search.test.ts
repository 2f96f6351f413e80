import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import { type Group, searchGroupsByNamePrefix } from '../support/mesh-endpoint-operations';

describeEndpoint('searchGroupsByNamePrefix', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  const search = (namePrefix: string, limit?: number): Promise<readonly Group[]> =>
    endpoint.client.call(searchGroupsByNamePrefix, { namePrefix, limit });

  it.each([
    ['', 'none'],
    ['1234567', '7'],
  ])('refuses the prefix "%s" with %s characters', async (namePrefix) => {
    expect(await endpoint.client.refusal(searchGroupsByNamePrefix, { namePrefix })).toEqual({
      errorType: 'ValidationError',
      message: 'namePrefix must be 1-6 characters',
    });
  });

  it.each([['p'], ['prefix']])('accepts the prefix %s', async (namePrefix) => {
    const group = await endpoint.group({ name: 'prefixed' });
    expect((await search(namePrefix)).map(({ id }) => id)).toContain(group.id);
  });

  it('finds groups of all domains by the beginning of the name, ascending by name', async () => {
    for (const name of ['Cat 3', 'Cat 1', 'Cat 2', 'cat 0', 'A Cat']) await endpoint.group({ name });
    expect((await search('Cat')).map(({ name }) => name)).toEqual(['Cat 1', 'Cat 2', 'Cat 3']);
  });

  it('answers the fields of a group without a heartbeat interval', async () => {
    const group = await endpoint.group({ name: 'fields' });
    const { id, domain, fullId, name, hostId, expiresAt } = group;
    expect(await search('fields')).toMatchObject([
      { id, domain, fullId, name, hostId, expiresAt, heartbeatIntervalSeconds: null },
    ]);
  });

  it('reads 10 groups, whatever limit says', async () => {
    for (let index = 0; index < 12; index += 1)
      await endpoint.group({ name: `many ${String(index).padStart(2, '0')}` });
    for (const limit of [undefined, 1, 100]) expect(await search('many', limit)).toHaveLength(10);
  });

  it('reads them before it leaves dead ones out, so that dead groups crowd out live ones', async () => {
    const dead: Group[] = [];
    for (let index = 0; index < 10; index += 1) {
      dead.push(await endpoint.group({ name: `crowd ${index}`, maxConnectionTimeSeconds: 1 }));
    }
    await endpoint.group({ name: 'crowd z' });
    endpoint.clock.advance(2000);
    expect(await search('crowd')).toEqual([]);
    expect(dead).toHaveLength(10);
  });

  it('takes a heartbeat for alive during 150 seconds, not the time of the stage', async () => {
    const group = await endpoint.group({ name: 'beat' });
    await endpoint.table.keepItems(`DOMAIN#${group.domain}`);
    const createdSeconds = endpoint.clock.nowSeconds();
    endpoint.clock.setTo((createdSeconds + 150) * 1000 - 1);
    expect(await search('beat')).toHaveLength(1);
    endpoint.clock.setTo((createdSeconds + 150) * 1000);
    expect(await search('beat')).toEqual([]);
  });
});
