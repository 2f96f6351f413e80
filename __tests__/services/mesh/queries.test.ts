import { loadMeshCode, nowIso, nowSeconds, storedGroup } from './mesh-handlers';

const group = { groupId: 'g1', domain: 'd1' };
const membership = (nodeId: string) => ({
  pk: 'DOMAIN#d1',
  sk: `GROUP#g1#NODE#${nodeId}`,
  id: nodeId,
  nodeId,
  ...group,
  name: `Node ${nodeId}`,
  joinedAt: nowIso,
  ttl: nowSeconds + 1,
});
const nodeStatus = (nodeId: string) => ({
  nodeId,
  ...group,
  data: [{ key: 'k', value: nodeId }],
  timestamp: nowIso,
});
const status = (nodeId: string) => ({
  pk: 'DOMAIN#d1',
  sk: `GROUP#g1#NODE#${nodeId}#STATUS`,
  ...nodeStatus(nodeId),
  ttl: nowSeconds + 1,
  gsi_pk: `NODE#${nodeId}`,
  gsi_sk: 'STATUS',
});
const listedGroup = {
  id: 'g1',
  domain: 'd1',
  fullId: 'g1@d1',
  name: 'Class 1',
  hostId: 'host-1',
  expiresAt: '2026-01-31T09:04:00.123Z',
  useWebSocket: false,
  pollingIntervalSeconds: 7,
};
const nodeItemsQuery = {
  operation: 'Query',
  query: {
    expression: 'pk = :pk AND begins_with(sk, :prefix)',
    expressionValues: { ':pk': { S: 'DOMAIN#d1' }, ':prefix': { S: 'GROUP#g1#NODE#' } },
  },
  filter: {
    expression: 'attribute_not_exists(#ttl) OR #ttl > :now',
    expressionNames: { '#ttl': 'ttl' },
    expressionValues: { ':now': { N: nowSeconds } },
  },
};
const refused = (message: string) => ({ error: { message, errorType: 'ValidationError' } });

describe('Query.listGroupsByDomain', () => {
  const code = loadMeshCode('resolvers/Query.listGroupsByDomain');

  it("asks for the domain's live groups, more strictly than the check of one group", () => {
    expect(code.request({ args: { domain: 'd1' } })).toEqual({
      value: {
        operation: 'Query',
        query: {
          expression: 'pk = :pk AND begins_with(sk, :prefix)',
          expressionValues: { ':pk': { S: 'DOMAIN#d1' }, ':prefix': { S: 'GROUP#' } },
        },
        filter: {
          expression: 'heartbeatAt > :heartbeatAfter AND expiresAt > :now',
          expressionValues: { ':heartbeatAfter': { N: nowSeconds - 60 }, ':now': { S: nowIso } },
        },
      },
    });
  });

  it('answers the groups in the order of the table, without a heartbeat interval', () => {
    const second = { ...storedGroup, id: 'g2' };
    expect(code.response({ result: { items: [storedGroup, second] } })).toEqual({
      value: [listedGroup, { ...listedGroup, id: 'g2' }],
    });
  });
});

describe('Query.searchGroupsByNamePrefix', () => {
  const code = loadMeshCode('resolvers/Query.searchGroupsByNamePrefix');

  it.each([undefined, null, 1, 500])('with limit %p reads 10 groups of all domains, ascending by name', (limit) => {
    expect(code.request({ args: { namePrefix: 'Class', limit } })).toEqual({
      value: {
        operation: 'Query',
        index: 'GroupNameIndex',
        query: {
          expression: 'gsi2_pk = :pk AND begins_with(gsi2_sk, :prefix)',
          expressionValues: { ':pk': { S: 'ALL_GROUPS' }, ':prefix': { S: 'Class' } },
        },
        filter: {
          expression: 'heartbeatAt > :heartbeatAfter AND expiresAt > :now',
          expressionValues: { ':heartbeatAfter': { N: nowSeconds - 150 }, ':now': { S: nowIso } },
        },
        limit: 10,
      },
    });
  });

  it.each(['', 'Class 1'])('refuses the prefix "%s"', (namePrefix) => {
    expect(code.request({ args: { namePrefix } })).toEqual(refused('namePrefix must be 1-6 characters'));
  });

  it.each(['C', 'Class '])('accepts the prefix "%s"', (namePrefix) => {
    expect(code.request({ args: { namePrefix } })).toHaveProperty('value');
  });

  it('answers the groups', () => {
    expect(code.response({ result: { items: [storedGroup] } })).toEqual({ value: [listedGroup] });
  });
});

describe.each(['resolvers/Query.listGroupStatuses', 'functions/listStatuses'])('%s', (name) => {
  const code = loadMeshCode(name);

  it("asks for the group's nodes that have not run out", () => {
    expect(code.request({ args: group })).toEqual({ value: nodeItemsQuery });
  });

  it.each([
    { groupId: '', domain: 'd1' },
    { groupId: 'g1', domain: '' },
  ])('refuses %p', (args) => {
    expect(code.request({ args })).toEqual(refused('groupId and domain are required'));
  });

  it('answers the statuses among the items, not a membership that is named like one', () => {
    const items = [membership('a'), status('a'), membership('b#STATUS'), membership('c'), status('c')];
    expect(code.response({ args: group, result: { items } })).toEqual({ value: [nodeStatus('a'), nodeStatus('c')] });
    expect(code.response({ args: group, result: { items: [] } })).toEqual({ value: [] });
  });
});

describe('Query.listNodesInGroup', () => {
  const code = loadMeshCode('resolvers/Query.listNodesInGroup');

  it("asks for the group's nodes that have not run out", () => {
    expect(code.request({ args: group })).toEqual({ value: nodeItemsQuery });
  });

  it('answers id, name, groupId and domain of the members, in the order of the table', () => {
    const items = [membership('a'), status('a'), membership('c')];
    expect(code.response({ args: group, result: { items } })).toEqual({
      value: [
        { id: 'a', name: 'Node a', ...group },
        { id: 'c', name: 'Node c', ...group },
      ],
    });
  });
});

describe.each(['resolvers/Query.getEventsSince', 'functions/listEvents'])('%s', (name) => {
  const code = loadMeshCode(name);

  it.each([
    ['', 'EVENT#'],
    ['2026-01-31T09:00:00.500Z', 'EVENT#2026-01-31T09:00:00.500Z'],
    ['EVENT#2026-01-31T09:00:00+00:00#u', 'EVENT#2026-01-31T09:00:00+00:00#u'],
    ['event#', 'EVENT#event#'],
  ])('with since "%s" reads at most 100 events after %s', (since, key) => {
    expect(code.request({ args: { ...group, since } })).toEqual({
      value: {
        operation: 'Query',
        query: {
          expression: 'pk = :pk AND sk > :since',
          expressionValues: { ':pk': { S: 'GROUP#g1@d1' }, ':since': { S: key } },
        },
        limit: 100,
      },
    });
  });

  it('answers the events with their sort keys as cursors', () => {
    const event = { firedByNodeId: 'n1', ...group, payload: null, timestamp: nowIso };
    const item = { pk: 'GROUP#g1@d1', sk: 'EVENT#1', eventName: 'go', ...event, ttl: 1 };
    const items = [item, { ...item, sk: 'EVENT#2', payload: '', orderKey: 'o' }];
    const stash = {};
    const events = [
      { name: 'go', ...event, cursor: 'EVENT#1', orderKey: null },
      { name: 'go', ...event, payload: '', cursor: 'EVENT#2', orderKey: 'o' },
    ];
    expect(code.response({ args: { ...group, since: '' }, result: { items }, stash })).toEqual({ value: events });
    expect(stash).toEqual(name.startsWith('functions/') ? { events } : {});
  });
});

describe('Query.pollGroupData', () => {
  it('answers the events of the first function and the statuses of the second', () => {
    const events = [{ name: 'go' }];
    const statuses = [nodeStatus('a')];
    expect(loadMeshCode('resolvers/Query.pollGroupData').response({ stash: { events }, prev: statuses })).toEqual({
      value: { events, nodeStatuses: statuses },
    });
  });
});

describe('findMembership', () => {
  const code = loadMeshCode('functions/findMembership');
  const args = { nodeId: 'a' };

  it('reads the reverse item of the node', () => {
    expect(code.request({ args })).toEqual({
      value: { operation: 'GetItem', key: { pk: { S: 'NODE#a' }, sk: { S: 'METADATA' } } },
    });
  });

  it('hands it on while it lives', () => {
    expect(code.response({ args, result: membership('a') })).toEqual({ value: membership('a') });
    expect(code.response({ args, result: { ...membership('a'), ttl: nowSeconds } })).toEqual({ value: null });
    expect(code.response({ args, result: null })).toEqual({ value: null });
  });
});

describe('getStatus', () => {
  const code = loadMeshCode('functions/getStatus');
  const args = { nodeId: 'a' };

  it("reads the status in the node's group", () => {
    expect(code.request({ args, prev: membership('a') })).toEqual({
      value: { operation: 'GetItem', key: { pk: { S: 'DOMAIN#d1' }, sk: { S: 'GROUP#g1#NODE#a#STATUS' } } },
    });
  });

  it('ends with null for a node in no group', () => {
    expect(code.request({ args, prev: null })).toEqual({ earlyReturn: null });
  });

  it('answers the status, also one that has run out, or null', () => {
    expect(code.response({ args, result: { ...status('a'), ttl: 1 } })).toEqual({ value: nodeStatus('a') });
    expect(code.response({ args, result: null })).toEqual({ value: null });
  });
});
