import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import {
  createGroup,
  dissolveGroup,
  fireEventsByNode,
  getEventsSince,
  getNodeStatus,
  joinGroup,
  leaveGroup,
  listGroupsByDomain,
  listGroupStatuses,
  listNodesInGroup,
  pollGroupData,
  recordEventsByNode,
  renewHeartbeat,
  reportDataByNode,
  searchGroupsByNamePrefix,
  sendMemberHeartbeat,
} from '../support/mesh-endpoint-operations';

const hostTtlSeconds = 60;

/** Operations that check a group in full, with what they need beside the group. */
const fullCheck = [
  ['joinGroup', joinGroup, { nodeId: 'node' }],
  ['renewHeartbeat', renewHeartbeat, { hostId: 'host' }],
  ['sendMemberHeartbeat', sendMemberHeartbeat, { nodeId: 'node' }],
  ['reportDataByNode', reportDataByNode, { nodeId: 'node', data: [] }],
  ['fireEventsByNode', fireEventsByNode, { nodeId: 'node', events: [] }],
] as const;

describeEndpoint('liveness of a group', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  /** A group with a member, created some ms after a whole second, whose items no background removal takes away. */
  const lastingGroup = async (maxConnectionTimeSeconds = 300, afterSecondMs = 123) => {
    endpoint.clock.setTo((endpoint.clock.nowSeconds() + 1) * 1000 + afterSecondMs);
    const group = await endpoint.group({ hostId: 'host', maxConnectionTimeSeconds });
    const of = { groupId: group.id, domain: group.domain };
    await endpoint.client.call(joinGroup, { ...of, nodeId: 'node' });
    await endpoint.table.keepItems(`DOMAIN#${group.domain}`);
    return { ...group, of, createdMs: endpoint.clock.nowMs(), name: `${group.id}@${group.domain}` };
  };
  const isListed = async (domain: string) => (await endpoint.client.call(listGroupsByDomain, { domain })).length === 1;

  describe.each(fullCheck)('full check: %s', (_, operation, more) => {
    it('answers GroupNotFound for a group that does not exist', async () => {
      expect(await endpoint.client.refusal(operation, { groupId: 'none', domain: 'void', ...more })).toEqual({
        errorType: 'GroupNotFound',
        message: 'Group not found: none@void',
      });
    });

    it.each([[0], [1], [999]])('works until the second is over in which the group expires, %d ms in', async (ms) => {
      const group = await lastingGroup(10, ms);
      const lastSecond = Math.floor(Date.parse(group.expiresAt) / 1000);
      endpoint.clock.setTo(lastSecond * 1000 + 999);
      await endpoint.client.call<unknown>(operation, { ...group.of, ...more });
      endpoint.clock.setTo((lastSecond + 1) * 1000);
      expect(await endpoint.client.refusal(operation, { ...group.of, ...more })).toEqual({
        errorType: 'GroupNotFound',
        message: `Group expired: ${group.name} (expiresAt: ${group.expiresAt})`,
      });
    });

    it('works for the whole second in which the host heartbeat runs out, and then answers GroupNotFound', async () => {
      const group = await lastingGroup();
      const lastSecond = Math.floor(group.createdMs / 1000) + hostTtlSeconds;
      endpoint.clock.setTo(lastSecond * 1000 + 999);
      const live = operation === renewHeartbeat ? joinGroup : operation;
      await endpoint.client.call<unknown>(live, { ...group.of, nodeId: 'node', ...more });
      endpoint.clock.setTo((lastSecond + 1) * 1000);
      expect(await endpoint.client.refusal(operation, { ...group.of, ...more })).toEqual({
        errorType: 'GroupNotFound',
        message: `Group not found: ${group.name} (heartbeat expired)`,
      });
    });
  });

  it('a group that is past both its end and its heartbeat is answered as expired', async () => {
    const group = await lastingGroup(10);
    endpoint.clock.advance((hostTtlSeconds + 2) * 1000);
    const { message } = await endpoint.client.refusal(joinGroup, { ...group.of, nodeId: 'late' });
    expect(message).toBe(`Group expired: ${group.name} (expiresAt: ${group.expiresAt})`);
  });

  describe('list filter', () => {
    it('a group is off the list at the millisecond of its end, while it still accepts joins', async () => {
      const group = await lastingGroup(10);
      endpoint.clock.setTo(Date.parse(group.expiresAt) - 1);
      expect(await isListed(group.domain)).toBe(true);
      endpoint.clock.setTo(Date.parse(group.expiresAt));
      expect(await isListed(group.domain)).toBe(false);
      await endpoint.client.call(joinGroup, { ...group.of, nodeId: 'last' });
    });

    it('a group is off the list once its heartbeat is as old as the TTL, while it still accepts joins', async () => {
      const group = await lastingGroup();
      const runsOut = Math.floor(group.createdMs / 1000) + hostTtlSeconds;
      endpoint.clock.setTo(runsOut * 1000 - 1);
      expect(await isListed(group.domain)).toBe(true);
      endpoint.clock.setTo(runsOut * 1000);
      expect(await isListed(group.domain)).toBe(false);
      await endpoint.client.call(joinGroup, { ...group.of, nodeId: 'last' });
    });

    it('createGroup makes a new group at the moment at which the former one is off the list', async () => {
      const group = await lastingGroup(10);
      const again = { name: 'again', hostId: 'host', domain: group.domain, useWebSocket: true };
      endpoint.clock.setTo(Date.parse(group.expiresAt) - 1);
      expect((await endpoint.client.call(createGroup, again)).id).toBe(group.id);
      endpoint.clock.setTo(Date.parse(group.expiresAt));
      expect((await endpoint.client.call(createGroup, again)).id).not.toBe(group.id);
    });

    it('the search drops a group at the millisecond of its end', async () => {
      const { client, clock } = endpoint;
      const group = await lastingGroup(10);
      const named = await client.call(createGroup, {
        name: 'drop',
        hostId: 'other',
        domain: group.domain,
        maxConnectionTimeSeconds: 10,
        useWebSocket: true,
      });
      const found = async () => (await client.call(searchGroupsByNamePrefix, { namePrefix: 'drop' })).length;
      clock.setTo(Date.parse(named.expiresAt) - 1);
      expect(await found()).toBe(1);
      clock.setTo(Date.parse(named.expiresAt));
      expect(await found()).toBe(0);
    });
  });

  describe('presence only', () => {
    it.each([
      ['at the end of its time', 10, 12],
      ['by a silent host', 300, hostTtlSeconds + 2],
    ])('recordEventsByNode and dissolveGroup work for a group that died %s', async (_, maximum, seconds) => {
      const group = await lastingGroup(maximum);
      endpoint.clock.advance(seconds * 1000);
      await endpoint.client.refusal(joinGroup, { ...group.of, nodeId: 'late' });
      const recorded = await endpoint.client.call(recordEventsByNode, { ...group.of, nodeId: 'node', events: [] });
      expect(recorded.recordedCount).toBe(0);
      const { groupDissolve } = await endpoint.client.call(dissolveGroup, { ...group.of, hostId: 'host' });
      expect(groupDissolve?.message).toBe(`Group ${group.name} has been dissolved successfully.`);
    });

    it('recordEventsByNode answers "Group not found" without ids when the item is gone', async () => {
      const events = { groupId: 'none', domain: 'void', nodeId: 'node', events: [] };
      expect(await endpoint.client.refusal(recordEventsByNode, events)).toEqual({
        errorType: 'Lambda:Unhandled',
        message: 'Group not found',
      });
    });
  });

  it.each([
    ['leaveGroup', leaveGroup, { peerId: 'node', message: 'Peer node successfully left group none' }],
    ['listGroupStatuses', listGroupStatuses, []],
    ['listNodesInGroup', listNodesInGroup, []],
    ['getEventsSince', getEventsSince, []],
    ['getNodeStatus', getNodeStatus, null],
    ['pollGroupData', pollGroupData, { events: [], nodeStatuses: [] }],
  ])('no check: %s answers for a group that never was', async (_, operation, answer) => {
    const variables = { groupId: 'none', domain: 'void', nodeId: 'node', since: '' };
    const actual: unknown = await endpoint.client.call<unknown>(operation, variables);
    if (answer === null || Array.isArray(answer)) expect(actual).toEqual(answer);
    else expect(actual).toMatchObject(answer);
  });

  describe('a group whose host fell silent', () => {
    it('is not announced: the next message of the group is the one of its dissolution', async () => {
      const group = await lastingGroup();
      const subscriber = await endpoint.subscriber();
      await subscriber.listen(group);
      endpoint.clock.advance((hostTtlSeconds + 2) * 1000);
      await endpoint.client.refusal(reportDataByNode, { ...group.of, nodeId: 'node', data: [] });
      await endpoint.client.call(dissolveGroup, { ...group.of, hostId: 'host' });
      expect(await subscriber.nextMessage()).toMatchObject({ nodeStatus: null, groupDissolve: { groupId: group.id } });
    });

    it('is not revived by renewHeartbeat, and its host gets a new group with a new id', async () => {
      const group = await lastingGroup();
      endpoint.clock.advance((hostTtlSeconds + 2) * 1000);
      const refusal = await endpoint.client.refusal(renewHeartbeat, { ...group.of, hostId: 'host' });
      expect(refusal.errorType).toBe('GroupNotFound');
      const again = { name: 'again', hostId: 'host', domain: group.domain, useWebSocket: true };
      expect((await endpoint.client.call(createGroup, again)).id).not.toBe(group.id);
    });

    it('stays alive as long as renewHeartbeat comes in time', async () => {
      const group = await lastingGroup();
      for (let beat = 0; beat < 4; beat += 1) {
        endpoint.clock.advance(hostTtlSeconds * 1000 - 1000);
        await endpoint.client.call(renewHeartbeat, { ...group.of, hostId: 'host' });
        await endpoint.table.keepItems(`DOMAIN#${group.domain}`);
      }
      expect(await isListed(group.domain)).toBe(true);
    });
  });
});
