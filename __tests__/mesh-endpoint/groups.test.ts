import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import {
  createGroup,
  dissolveGroup,
  getNodeStatus,
  type Group,
  joinGroup,
  leaveGroup,
  listGroupsByDomain,
  listGroupStatuses,
  listNodesInGroup,
  recordEventsByNode,
  renewHeartbeat,
  reportDataByNode,
  sendMemberHeartbeat,
} from '../support/mesh-endpoint-operations';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const maximumSeconds = 300;

const of = ({ id, domain }: Group) => ({ groupId: id, domain });

describeEndpoint('groups and their members', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  const call = (...args: Parameters<MeshEndpoint['client']['call']>) => endpoint.client.call(...args);
  const refusal = (...args: Parameters<MeshEndpoint['client']['refusal']>) => endpoint.client.refusal(...args);

  describe('createGroup', () => {
    it('answers the new group with every field', async () => {
      const domain = endpoint.newDomain();
      const expiresAt = new Date(endpoint.clock.nowMs() + maximumSeconds * 1000).toISOString();
      const group = await endpoint.client.call(createGroup, { name: '教室', hostId: 'h', domain, useWebSocket: true });
      expect(group).toEqual({
        id: expect.stringMatching(uuid) as string,
        domain,
        fullId: `${group.id}@${domain}`,
        name: '教室',
        hostId: 'h',
        expiresAt,
        heartbeatIntervalSeconds: 15,
        useWebSocket: true,
        pollingIntervalSeconds: null,
      });
    });

    it('without WebSocket has the polling interval of the stage', async () => {
      const group = await endpoint.group({ useWebSocket: false });
      expect(group).toMatchObject({ useWebSocket: false, pollingIntervalSeconds: 2 });
    });

    it.each([[1], [42], [maximumSeconds], [null]])('lives for maxConnectionTimeSeconds %p', async (seconds) => {
      const group = await endpoint.group({ maxConnectionTimeSeconds: seconds });
      expect(Date.parse(group.expiresAt) - endpoint.clock.nowMs()).toBe((seconds ?? maximumSeconds) * 1000);
    });

    it.each([
      [0, 'maxConnectionTimeSeconds must be at least 1'],
      [-5, 'maxConnectionTimeSeconds must be at least 1'],
      [maximumSeconds + 1, `maxConnectionTimeSeconds cannot exceed ${maximumSeconds}`],
    ])('refuses maxConnectionTimeSeconds %d', async (seconds, message) => {
      const variables = endpoint.groupVariables({ maxConnectionTimeSeconds: seconds });
      expect(await refusal(createGroup, variables)).toEqual({ errorType: 'ValidationError', message });
    });

    it('accepts a domain of 256 UTF-16 units and refuses one of 257', async () => {
      const longest = '\u{1F431}'.repeat(128);
      expect((await endpoint.group({ domain: longest })).domain).toBe(longest);
      expect(await refusal(createGroup, endpoint.groupVariables({ domain: `${longest}x` }))).toEqual({
        errorType: 'ValidationError',
        message: 'Domain must be 256 characters or less',
      });
    });

    it('looks at the domain before the time', async () => {
      const variables = endpoint.groupVariables({ domain: 'd'.repeat(257), maxConnectionTimeSeconds: 0 });
      expect((await refusal(createGroup, variables)).message).toBe('Domain must be 256 characters or less');
    });

    it('accepts an empty name and an empty domain', async () => {
      expect(await endpoint.group({ name: '', domain: '', hostId: 'empty' })).toMatchObject({ name: '', domain: '' });
    });

    it('answers the live group of the same host and domain as it is stored', async () => {
      const first = await endpoint.group({ name: 'first', useWebSocket: false, maxConnectionTimeSeconds: 100 });
      endpoint.clock.advance(1500);
      const again = await endpoint.group({ ...first, name: 'second', useWebSocket: true });
      expect(again).toEqual(first);
    });

    it('does not validate a call that finds a live group', async () => {
      const first = await endpoint.group();
      expect(await endpoint.group({ ...first, maxConnectionTimeSeconds: 100_000 })).toEqual(first);
    });

    it('makes a group of its own for another host, and for another domain', async () => {
      const first = await endpoint.group();
      expect((await endpoint.group({ ...first, hostId: 'other' })).id).not.toBe(first.id);
      expect((await endpoint.group({ hostId: first.hostId })).id).not.toBe(first.id);
    });

    it('answers all of several calls at once, and later calls agree on one group', async () => {
      const variables = endpoint.groupVariables();
      const groups = await Promise.all([1, 2, 3].map(() => endpoint.client.call(createGroup, variables)));
      const first = groups.map(({ id }) => id).sort()[0];
      expect((await endpoint.client.call(createGroup, variables)).id).toBe(first);
    });

    it('takes the first group in the order of ids when the host has two', async () => {
      const group = await endpoint.group();
      const earlier = await endpoint.storeCopy(group, { id: '00000000-0000-0000-0000-000000000000' });
      expect((await endpoint.group({ ...group })).id).toBe(earlier.id);
    });

    it('counts a stored group without useWebSocket as one with', async () => {
      const group = await endpoint.group({ useWebSocket: false });
      await endpoint.table.remove(`DOMAIN#${group.domain}`, `GROUP#${group.id}#METADATA`, 'useWebSocket');
      expect((await endpoint.group({ ...group })).useWebSocket).toBe(true);
    });
  });

  describe('joinGroup', () => {
    it("answers the node with the group's end, protocol and polling, and the member interval", async () => {
      const group = await endpoint.group({ useWebSocket: false });
      expect(await call(joinGroup, { ...of(group), nodeId: 'n1' })).toEqual({
        id: 'n1',
        name: 'Node n1',
        groupId: group.id,
        domain: group.domain,
        expiresAt: group.expiresAt,
        heartbeatIntervalSeconds: 15,
        useWebSocket: false,
        pollingIntervalSeconds: 2,
      });
    });

    it.each([[true], [false], [null], [undefined]])('useWebSocket %p changes nothing', async (useWebSocket) => {
      const group = await endpoint.group();
      const node = await endpoint.client.call(joinGroup, { ...of(group), nodeId: 'n', useWebSocket });
      expect(node).toMatchObject({ useWebSocket: true, pollingIntervalSeconds: null });
    });

    it('can be repeated', async () => {
      const group = await endpoint.group();
      const first = await call(joinGroup, { ...of(group), nodeId: 'n' });
      expect(await call(joinGroup, { ...of(group), nodeId: 'n' })).toEqual(first);
      expect(await call(listNodesInGroup, of(group))).toHaveLength(1);
    });

    it('of a second group keeps the membership of the first and moves the reverse item', async () => {
      const [first, second] = [await endpoint.group(), await endpoint.group()];
      for (const group of [first, second]) {
        await call(joinGroup, { ...of(group), nodeId: 'mover' });
        await call(reportDataByNode, { ...of(group), nodeId: 'mover', data: [] });
      }
      expect(await call(listNodesInGroup, of(first))).toHaveLength(1);
      expect(await call(getNodeStatus, { nodeId: 'mover' })).toMatchObject({ groupId: second.id });
    });

    it('is not done by createGroup: the host is no member', async () => {
      const group = await endpoint.group();
      expect(await call(listNodesInGroup, of(group))).toEqual([]);
    });
  });

  describe('listNodesInGroup', () => {
    it('lists id, name, groupId and domain in the order of node ids, others null', async () => {
      const group = await endpoint.group();
      for (const nodeId of ['b', 'a', 'c']) await call(joinGroup, { ...of(group), nodeId });
      await call(reportDataByNode, { ...of(group), nodeId: 'a', data: [] });
      const nothing = { expiresAt: null, heartbeatIntervalSeconds: null, useWebSocket: null };
      expect(await call(listNodesInGroup, of(group))).toEqual(
        ['a', 'b', 'c'].map((id) => ({
          id,
          name: `Node ${id}`,
          ...of(group),
          ...nothing,
          pollingIntervalSeconds: null,
        })),
      );
    });
  });

  it('listNodesInGroup leaves out a member whose ttl is reached, before anything removes it', async () => {
    const group = await endpoint.group();
    await call(joinGroup, { ...of(group), nodeId: 'n' });
    const sortKey = `GROUP#${group.id}#NODE#n`;
    await endpoint.table.set(`DOMAIN#${group.domain}`, sortKey, 'ttl', endpoint.clock.nowSeconds() + 1);
    expect(await call(listNodesInGroup, of(group))).toHaveLength(1);
    await endpoint.table.set(`DOMAIN#${group.domain}`, sortKey, 'ttl', endpoint.clock.nowSeconds());
    expect(await call(listNodesInGroup, of(group))).toEqual([]);
  });

  describe('listGroupsByDomain', () => {
    it('lists the live groups of the domain only, in the order of ids', async () => {
      const one = await endpoint.group({ hostId: 'h1' });
      const two = await endpoint.group({ hostId: 'h2', domain: one.domain });
      await endpoint.group({ hostId: 'h3' });
      const listed = await endpoint.client.call(listGroupsByDomain, { domain: one.domain });
      expect(listed.map(({ id }) => id)).toEqual([one.id, two.id].sort());
    });

    it('answers the stored useWebSocket, and no heartbeat interval', async () => {
      const group = await endpoint.group({ useWebSocket: false });
      expect(await call(listGroupsByDomain, { domain: group.domain })).toEqual([
        { ...group, heartbeatIntervalSeconds: null },
      ]);
    });

    it('of an unknown domain is empty', async () => {
      expect(await call(listGroupsByDomain, { domain: 'nobody' })).toEqual([]);
    });
  });

  describe('leaveGroup', () => {
    it('answers peerId, groupId, domain and a message', async () => {
      const group = await endpoint.group();
      await call(joinGroup, { ...of(group), nodeId: 'n' });
      expect(await call(leaveGroup, { ...of(group), nodeId: 'n' })).toEqual({
        peerId: 'n',
        ...of(group),
        message: `Peer n successfully left group ${group.id}`,
      });
    });

    it('removes membership, reverse item and status', async () => {
      const group = await endpoint.group();
      await call(joinGroup, { ...of(group), nodeId: 'leaver' });
      await call(reportDataByNode, { ...of(group), nodeId: 'leaver', data: [{ key: 'k', value: 'v' }] });
      await call(leaveGroup, { ...of(group), nodeId: 'leaver' });
      expect(await endpoint.table.sortKeys(`DOMAIN#${group.domain}`)).toEqual([`GROUP#${group.id}#METADATA`]);
      expect(await endpoint.table.items('NODE#leaver')).toEqual([]);
    });

    it('removes the reverse item even if it leads to another group', async () => {
      const [first, second] = [await endpoint.group(), await endpoint.group()];
      await call(joinGroup, { ...of(first), nodeId: 'straying' });
      await call(joinGroup, { ...of(second), nodeId: 'straying' });
      await call(leaveGroup, { ...of(first), nodeId: 'straying' });
      expect(await endpoint.table.items('NODE#straying')).toEqual([]);
      expect(await call(listNodesInGroup, of(second))).toHaveLength(1);
    });

    it('leaves what others have', async () => {
      const group = await endpoint.group();
      for (const nodeId of ['stays', 'goes']) await call(joinGroup, { ...of(group), nodeId });
      await call(leaveGroup, { ...of(group), nodeId: 'goes' });
      expect(await call(listNodesInGroup, of(group))).toMatchObject([{ id: 'stays' }]);
    });
  });

  describe('dissolveGroup', () => {
    it('answers a message whose only set part is groupDissolve', async () => {
      const group = await endpoint.group();
      const message = `Group ${group.id}@${group.domain} has been dissolved successfully.`;
      expect(await call(dissolveGroup, { ...of(group), hostId: group.hostId })).toEqual({
        ...of(group),
        nodeStatus: null,
        batchEvent: null,
        groupDissolve: { ...of(group), message },
      });
    });

    it('leaves no item of the group, its members and those who only reported, but its events stay', async () => {
      const group = await endpoint.group();
      const neighbour = await endpoint.group({ domain: group.domain, hostId: 'neighbour' });
      const nodes = ['člen', '子猫 1', 'a#b'];
      for (const nodeId of nodes) await call(joinGroup, { ...of(group), nodeId });
      await call(reportDataByNode, { ...of(group), nodeId: nodes[0], data: [{ key: '鍵', value: '値' }] });
      await call(reportDataByNode, { ...of(group), nodeId: 'stranger', data: [] });
      const events = [{ eventName: 'e', firedAt: endpoint.clock.nowIso() }];
      await call(recordEventsByNode, { ...of(group), nodeId: 'n', events });
      await call(dissolveGroup, { ...of(group), hostId: group.hostId });

      const left = (await endpoint.table.all()).filter((item) => JSON.stringify(item).includes(group.id));
      expect(left.map(({ pk }) => pk)).toEqual([`GROUP#${group.id}@${group.domain}`]);
      for (const nodeId of nodes) expect(await endpoint.table.items(`NODE#${nodeId}`)).toEqual([]);
      expect(await call(listGroupsByDomain, { domain: group.domain })).toMatchObject([{ id: neighbour.id }]);
    });

    it('deletes a group of more than one batch of 25 items', async () => {
      const group = await endpoint.group();
      const nodes = Array.from({ length: 40 }, (_, index) => `many-${index}`);
      await Promise.all(nodes.map((nodeId) => call(joinGroup, { ...of(group), nodeId })));
      await Promise.all(nodes.map((nodeId) => call(reportDataByNode, { ...of(group), nodeId, data: [] })));
      await call(dissolveGroup, { ...of(group), hostId: group.hostId });
      expect(await endpoint.table.items(`DOMAIN#${group.domain}`)).toEqual([]);
    });

    it.each([
      [{ groupId: '' }, 'groupId is required'],
      [{ domain: '' }, 'domain is required'],
      [{ hostId: '' }, 'hostId is required'],
      [{ groupId: '', domain: '', hostId: '' }, 'groupId is required'],
    ])('with %p is refused as Lambda:Unhandled', async (empty, message) => {
      const variables = { groupId: 'g', domain: 'd', hostId: 'h', ...empty };
      expect(await refusal(dissolveGroup, variables)).toEqual({ errorType: 'Lambda:Unhandled', message });
    });

    it('a second time is refused: the group is not found', async () => {
      const group = await endpoint.group();
      const variables = { ...of(group), hostId: group.hostId };
      await call(dissolveGroup, variables);
      expect(await refusal(dissolveGroup, variables)).toEqual({
        errorType: 'Lambda:Unhandled',
        message: `Group not found: ${group.id}@${group.domain}`,
      });
    });

    it('by another than the host is refused with both ids, and nothing is deleted', async () => {
      const group = await endpoint.group({ hostId: 'owner' });
      expect(await refusal(dissolveGroup, { ...of(group), hostId: 'thief' })).toEqual({
        errorType: 'Lambda:Unhandled',
        message: 'Only the host can dissolve the group. Host: owner, Requested by: thief',
      });
      expect(await call(listGroupsByDomain, { domain: group.domain })).toHaveLength(1);
    });

    it('takes the group off the list, and every full check answers GroupNotFound', async () => {
      const group = await endpoint.group();
      await call(dissolveGroup, { ...of(group), hostId: group.hostId });
      expect(await call(listGroupsByDomain, { domain: group.domain })).toEqual([]);
      expect(await refusal(joinGroup, { ...of(group), nodeId: 'n' })).toEqual({
        errorType: 'GroupNotFound',
        message: `Group not found: ${group.id}@${group.domain}`,
      });
    });

    it('of a group with an empty name is refused, and so is recording its events', async () => {
      const group = await endpoint.group({ name: '' });
      const byHost = await refusal(dissolveGroup, { ...of(group), hostId: group.hostId });
      const byNode = await refusal(recordEventsByNode, { ...of(group), nodeId: 'n', events: [] });
      expect([byHost.errorType, byNode.errorType]).toEqual(['Lambda:Unhandled', 'Lambda:Unhandled']);
    });
  });

  describe('renewHeartbeat', () => {
    it('answers the end that createGroup gave, unmoved, and the host interval', async () => {
      const group = await endpoint.group();
      endpoint.clock.advance(7_321);
      expect(await call(renewHeartbeat, { ...of(group), hostId: group.hostId })).toEqual({
        ...of(group),
        expiresAt: group.expiresAt,
        heartbeatIntervalSeconds: 15,
      });
      expect(await call(listGroupsByDomain, { domain: group.domain })).toMatchObject([{ expiresAt: group.expiresAt }]);
    });

    it('by another than the host is Unauthorized', async () => {
      const group = await endpoint.group();
      expect(await refusal(renewHeartbeat, { ...of(group), hostId: 'thief' })).toEqual({
        errorType: 'Unauthorized',
        message: 'Only the host can renew the heartbeat',
      });
    });
  });

  describe('sendMemberHeartbeat', () => {
    it('answers an end in whole seconds, the member TTL from now, even after the end of the group', async () => {
      const group = await endpoint.group({ maxConnectionTimeSeconds: 5 });
      await call(joinGroup, { ...of(group), nodeId: 'n' });
      endpoint.clock.advance(1_234);
      const expiresAt = new Date((endpoint.clock.nowSeconds() + 60) * 1000).toISOString();
      expect(expiresAt).toMatch(/\.000Z$/);
      expect(await call(sendMemberHeartbeat, { ...of(group), nodeId: 'n' })).toEqual({
        nodeId: 'n',
        ...of(group),
        expiresAt,
        heartbeatIntervalSeconds: 15,
      });
    });

    it('of a node that never joined is NodeNotFound', async () => {
      const group = await endpoint.group();
      await call(reportDataByNode, { ...of(group), nodeId: 'reporter', data: [] });
      expect(await refusal(sendMemberHeartbeat, { ...of(group), nodeId: 'reporter' })).toEqual({
        errorType: 'NodeNotFound',
        message: 'Node not found',
      });
    });

    it('does not refresh the reverse item: the status by node turns null one member TTL after joining', async () => {
      const group = await endpoint.group();
      await call(joinGroup, { ...of(group), nodeId: 'beating' });
      await call(reportDataByNode, { ...of(group), nodeId: 'beating', data: [] });
      const joined = endpoint.clock.nowSeconds();
      endpoint.clock.advance(30_000);
      await call(sendMemberHeartbeat, { ...of(group), nodeId: 'beating' });
      await call(reportDataByNode, { ...of(group), nodeId: 'beating', data: [] });
      endpoint.clock.setTo((joined + 60) * 1000 - 1);
      expect(await call(getNodeStatus, { nodeId: 'beating' })).toMatchObject({ nodeId: 'beating' });
      endpoint.clock.setTo((joined + 60) * 1000);
      expect(await call(getNodeStatus, { nodeId: 'beating' })).toBeNull();
      expect(await call(listGroupStatuses, of(group))).toHaveLength(1);
    });
  });
});
