import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import {
  dissolveGroup,
  type Group,
  joinGroup,
  listGroupStatuses,
  recordEventsByNode,
  renewHeartbeat,
  reportDataByNode,
  sendMemberHeartbeat,
} from '../support/mesh-endpoint-operations';

const of = ({ id, domain }: Group) => ({ groupId: id, domain });
/** Seconds of the stage stg: host, member and event TTL. */
const seconds = { host: 60, member: 60, event: 10 };

describeEndpoint('items of the table and their ttl', () => {
  let endpoint: MeshEndpoint;
  let group: Group;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());
  beforeEach(async () => {
    // Off the whole second: a ttl that was rounded up would show.
    endpoint.clock.setTo((endpoint.clock.nowSeconds() + 1) * 1000 + 987);
    group = await endpoint.group({ name: 'g' });
  });

  const call = (...args: Parameters<MeshEndpoint['client']['call']>) => endpoint.client.call(...args);
  const item = (pk: string, sk: string) => endpoint.table.item(pk, sk);
  const metadata = () => item(`DOMAIN#${group.domain}`, `GROUP#${group.id}#METADATA`);
  const membership = (nodeId: string) => item(`DOMAIN#${group.domain}`, `GROUP#${group.id}#NODE#${nodeId}`);
  const status = (nodeId: string) => item(`DOMAIN#${group.domain}`, `GROUP#${group.id}#NODE#${nodeId}#STATUS`);
  const reverse = (nodeId: string) => item(`NODE#${nodeId}`, 'METADATA');
  const inSeconds = (ttl: number) => endpoint.clock.nowSeconds() + ttl;

  it('group metadata: ttl is now + host TTL in whole seconds, with both indexes of a group', async () => {
    expect(await metadata()).toEqual({
      pk: `DOMAIN#${group.domain}`,
      sk: `GROUP#${group.id}#METADATA`,
      gsi_pk: `GROUP#${group.id}`,
      gsi_sk: `DOMAIN#${group.domain}`,
      gsi2_pk: 'ALL_GROUPS',
      gsi2_sk: 'g',
      id: group.id,
      domain: group.domain,
      fullId: group.fullId,
      name: 'g',
      hostId: group.hostId,
      createdAt: endpoint.clock.nowIso(),
      expiresAt: group.expiresAt,
      heartbeatAt: endpoint.clock.nowSeconds(),
      ttl: inSeconds(seconds.host),
      useWebSocket: true,
      pollingIntervalSeconds: null,
    });
  });

  it('group metadata: refreshed by renewHeartbeat and not by an idempotent createGroup', async () => {
    const created = await metadata();
    endpoint.clock.advance(5000);
    await endpoint.group({ ...group });
    expect(await metadata()).toEqual(created);
    await call(renewHeartbeat, { ...of(group), hostId: group.hostId });
    expect(await metadata()).toEqual({
      ...created,
      heartbeatAt: endpoint.clock.nowSeconds(),
      ttl: inSeconds(seconds.host),
    });
  });

  it('membership and reverse item: ttl is now + member TTL, refreshed by joining again', async () => {
    await call(joinGroup, { ...of(group), nodeId: 'a' });
    const first = await membership('a');
    expect(first).toMatchObject({
      id: 'a',
      nodeId: 'a',
      ...of(group),
      name: 'Node a',
      joinedAt: endpoint.clock.nowIso(),
      ttl: inSeconds(seconds.member),
    });
    expect(await reverse('a')).toEqual({ ...first, pk: 'NODE#a', sk: 'METADATA' });
    endpoint.clock.advance(3000);
    await call(joinGroup, { ...of(group), nodeId: 'a' });
    expect(await membership('a')).toMatchObject({ ttl: inSeconds(seconds.member) });
    expect(await reverse('a')).toMatchObject({ ttl: inSeconds(seconds.member) });
  });

  it('membership: refreshed by sendMemberHeartbeat, the reverse item is not', async () => {
    await call(joinGroup, { ...of(group), nodeId: 'b' });
    const before = await reverse('b');
    endpoint.clock.advance(7000);
    await call(sendMemberHeartbeat, { ...of(group), nodeId: 'b' });
    expect(await membership('b')).toMatchObject({ ttl: inSeconds(seconds.member) });
    expect(await reverse('b')).toEqual(before);
  });

  it('status: ttl is now + member TTL, refreshed by each report', async () => {
    const report = () => call(reportDataByNode, { ...of(group), nodeId: 'c', data: [{ key: 'k', value: 'v' }] });
    for (let time = 0; time < 2; time += 1) {
      await report();
      expect(await status('c')).toMatchObject({
        gsi_pk: 'NODE#c',
        gsi_sk: 'STATUS',
        nodeId: 'c',
        ...of(group),
        data: [{ key: 'k', value: 'v' }],
        timestamp: endpoint.clock.nowIso(),
        ttl: inSeconds(seconds.member),
      });
      endpoint.clock.advance(4000);
    }
  });

  it('event: ttl is its time in whole seconds + event TTL', async () => {
    const events = [{ eventName: 'e', firedAt: endpoint.clock.nowIso(), orderKey: 'o', payload: 'p' }];
    await call(recordEventsByNode, { ...of(group), nodeId: 'd', events });
    const [event] = await endpoint.table.items(`GROUP#${group.id}@${group.domain}`);
    expect(event).toMatchObject({ eventName: 'e', firedByNodeId: 'd', ...of(group), payload: 'p', orderKey: 'o' });
    const time = Date.parse(String(event?.timestamp));
    expect(event?.ttl).toBe(Math.floor(time / 1000) + seconds.event);
  });

  it('what is past its ttl is removed in the background', async () => {
    await call(reportDataByNode, { ...of(group), nodeId: 'e', data: [] });
    endpoint.clock.advance(3_600_000);
    expect(await endpoint.table.items(`DOMAIN#${group.domain}`)).toEqual([]);
    expect(await call(listGroupStatuses, of(group))).toEqual([]);
    const refusal = await endpoint.client.refusal(dissolveGroup, { ...of(group), hostId: group.hostId });
    expect(refusal.message).toBe(`Group not found: ${group.id}@${group.domain}`);
  });
});
