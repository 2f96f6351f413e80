import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import {
  getNodeStatus,
  type Group,
  joinGroup,
  listGroupStatuses,
  pollGroupData,
  reportDataByNode,
} from '../support/mesh-endpoint-operations';

const of = ({ id, domain }: Group) => ({ groupId: id, domain });

describeEndpoint('reports of data', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  const call = (...args: Parameters<MeshEndpoint['client']['call']>) => endpoint.client.call(...args);
  const pairs = (...entries: readonly (readonly [string, string])[]) => entries.map(([key, value]) => ({ key, value }));

  it('answer a message whose only set part is nodeStatus, stamped by the server', async () => {
    const group = await endpoint.group();
    const data = pairs(['温度', '21.5'], ['b', '']);
    const status = { nodeId: 'n', ...of(group), data, timestamp: endpoint.clock.nowIso() };
    expect(await call(reportDataByNode, { ...of(group), nodeId: 'n', data })).toEqual({
      ...of(group),
      nodeStatus: status,
      batchEvent: null,
      groupDissolve: null,
    });
    expect(await call(listGroupStatuses, of(group))).toEqual([status]);
  });

  it('replace the former list and do not merge with it', async () => {
    const group = await endpoint.group();
    const report = (data: object) => call(reportDataByNode, { ...of(group), nodeId: 'n', data });
    await report(pairs(['a', '1'], ['b', '2']));
    await report(pairs(['b', '3']));
    expect(await call(listGroupStatuses, of(group))).toMatchObject([{ data: pairs(['b', '3']) }]);
    await report([]);
    expect(await call(listGroupStatuses, of(group))).toMatchObject([{ data: [] }]);
  });

  it('keep the order of the data, and a key that comes twice', async () => {
    const group = await endpoint.group();
    const data = pairs(['z', '1'], ['a', '2'], ['z', '3']);
    await call(reportDataByNode, { ...of(group), nodeId: 'n', data });
    expect(await call(listGroupStatuses, of(group))).toMatchObject([{ data }]);
  });

  it('are accepted from a node that never joined', async () => {
    const group = await endpoint.group();
    await call(reportDataByNode, { ...of(group), nodeId: 'stranger', data: [] });
    expect(await call(listGroupStatuses, of(group))).toMatchObject([{ nodeId: 'stranger' }]);
    expect(await call(getNodeStatus, { nodeId: 'stranger' })).toBeNull();
  });

  it('of a member can be read by node', async () => {
    const group = await endpoint.group();
    await call(joinGroup, { ...of(group), nodeId: 'reader' });
    expect(await call(getNodeStatus, { nodeId: 'reader' })).toBeNull();
    const { nodeStatus } = await endpoint.client.call(reportDataByNode, {
      ...of(group),
      nodeId: 'reader',
      data: pairs(['k', 'v']),
    });
    expect(await call(getNodeStatus, { nodeId: 'reader' })).toEqual(nodeStatus);
  });

  it.each([
    ['groupId', { groupId: '', domain: 'd' }],
    ['domain', { groupId: 'g', domain: '' }],
  ])('listGroupStatuses with an empty %s is a ValidationError', async (_, variables) => {
    expect(await endpoint.client.refusal(listGroupStatuses, variables)).toEqual({
      errorType: 'ValidationError',
      message: 'groupId and domain are required',
    });
  });

  it('of each node are listed once, in the order of node ids', async () => {
    const group = await endpoint.group();
    for (const nodeId of ['b', 'a', 'b']) await call(reportDataByNode, { ...of(group), nodeId, data: [] });
    expect(await call(listGroupStatuses, of(group))).toMatchObject([{ nodeId: 'a' }, { nodeId: 'b' }]);
  });

  it('are off the list once their ttl is reached, before anything removes them', async () => {
    const group = await endpoint.group();
    await call(reportDataByNode, { ...of(group), nodeId: 'n', data: [] });
    const sortKey = `GROUP#${group.id}#NODE#n#STATUS`;
    const set = (ttl: number) => endpoint.table.set(`DOMAIN#${group.domain}`, sortKey, 'ttl', ttl);
    await set(endpoint.clock.nowSeconds() + 1);
    expect(await call(listGroupStatuses, of(group))).toHaveLength(1);
    await set(endpoint.clock.nowSeconds());
    expect(await call(listGroupStatuses, of(group))).toEqual([]);
    await endpoint.table.remove(`DOMAIN#${group.domain}`, sortKey, 'ttl');
    expect(await call(listGroupStatuses, of(group))).toHaveLength(1);
  });

  it('are listed as far as one page of the table goes: until 1 MB is passed', async () => {
    const group = await endpoint.group();
    const data = pairs(['k', 'x'.repeat(300 * 1024)]);
    for (const nodeId of ['a', 'b', 'c', 'd', 'e', 'f']) await call(reportDataByNode, { ...of(group), nodeId, data });
    const listed = await endpoint.client.call(listGroupStatuses, of(group));
    expect(listed.map(({ nodeId }) => nodeId)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are answered by pollGroupData as by listGroupStatuses', async () => {
    const group = await endpoint.group();
    await call(reportDataByNode, { ...of(group), nodeId: 'n', data: pairs(['k', 'v']) });
    const nodeStatuses = await call(listGroupStatuses, of(group));
    expect(await call(pollGroupData, { ...of(group), since: '' })).toEqual({ events: [], nodeStatuses });
  });
});
