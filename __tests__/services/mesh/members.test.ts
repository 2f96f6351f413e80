import { loadMeshCode, nowIso, nowSeconds, storedGroup } from './mesh-handlers';

const args = { groupId: 'g1', domain: 'd1', nodeId: 'n1' };
const conditionFailed = { message: 'The conditional request failed', type: 'DynamoDB:ConditionalCheckFailedException' };

describe('putMembership', () => {
  it('puts membership and reverse item in one transaction, over what is there', () => {
    const attributeValues = {
      id: { S: 'n1' },
      nodeId: { S: 'n1' },
      groupId: { S: 'g1' },
      domain: { S: 'd1' },
      name: { S: 'Node n1' },
      joinedAt: { S: nowIso },
      ttl: { N: nowSeconds + 90 },
    };
    expect(loadMeshCode('functions/putMembership').request({ args, prev: storedGroup })).toEqual({
      value: {
        operation: 'TransactWriteItems',
        transactItems: [
          {
            table: 'MeshV2Table-test',
            operation: 'PutItem',
            key: { pk: { S: 'DOMAIN#d1' }, sk: { S: 'GROUP#g1#NODE#n1' } },
            attributeValues,
          },
          {
            table: 'MeshV2Table-test',
            operation: 'PutItem',
            key: { pk: { S: 'NODE#n1' }, sk: { S: 'METADATA' } },
            attributeValues,
          },
        ],
      },
    });
  });

  it("answers the node with the group's times and the heartbeat interval of members", () => {
    expect(loadMeshCode('functions/putMembership').response({ args, prev: storedGroup, result: {} })).toEqual({
      value: {
        id: 'n1',
        name: 'Node n1',
        groupId: 'g1',
        domain: 'd1',
        expiresAt: '2026-01-31T09:04:00.123Z',
        heartbeatIntervalSeconds: 20,
        useWebSocket: false,
        pollingIntervalSeconds: 7,
      },
    });
  });

  it.each([
    [true, 'log', 'WebSocket'],
    [false, 'error', 'Polling'],
    [null, 'log', 'unknown'],
    [undefined, 'log', 'unknown'],
  ])('with useWebSocket %p logs one line at level %s, and answers the same', (useWebSocket, level, protocol) => {
    const code = loadMeshCode('functions/putMembership');
    const outcome = code.response({ args: { ...args, useWebSocket }, prev: storedGroup, result: {} });
    expect(outcome).toMatchObject({ value: { useWebSocket: false } });
    expect(code.logs).toHaveLength(1);
    expect(code.logs[0]?.level).toBe(level);
    for (const text of ['joinGroup', 'g1', 'd1', 'n1', protocol]) expect(code.logs[0]?.line).toContain(text);
  });

  it('logs nothing when the transaction failed', () => {
    const code = loadMeshCode('functions/putMembership');
    code.response({ args, prev: storedGroup, result: null, error: { message: 'm', type: 'DynamoDB:Any' } });
    expect(code.logs).toEqual([]);
  });
});

describe('renewMembership', () => {
  const code = loadMeshCode('functions/renewMembership');

  it('prolongs the membership if it exists', () => {
    expect(code.request({ args })).toEqual({
      value: {
        operation: 'UpdateItem',
        key: { pk: { S: 'DOMAIN#d1' }, sk: { S: 'GROUP#g1#NODE#n1' } },
        update: {
          expression: 'SET #ttl = :ttl',
          expressionNames: { '#ttl': 'ttl' },
          expressionValues: { ':ttl': { N: nowSeconds + 90 } },
        },
        condition: { expression: 'attribute_exists(pk)' },
      },
    });
  });

  it('answers the end of the membership in whole seconds, also after the end of the group', () => {
    expect(code.response({ args, prev: storedGroup, result: { ttl: nowSeconds + 900 } })).toEqual({
      value: {
        nodeId: 'n1',
        groupId: 'g1',
        domain: 'd1',
        expiresAt: '2026-01-31T09:15:00.000Z',
        heartbeatIntervalSeconds: 20,
      },
    });
  });

  it('answers NodeNotFound for a node that never joined', () => {
    expect(code.response({ args, error: conditionFailed, result: null })).toEqual({
      error: { message: 'Node not found', errorType: 'NodeNotFound' },
    });
  });
});

describe('renewGroup', () => {
  const code = loadMeshCode('functions/renewGroup');
  const hostArgs = { groupId: 'g1', domain: 'd1', hostId: 'host-1' };

  it('notes the heartbeat and leaves expiresAt alone', () => {
    expect(code.request({ args: hostArgs, prev: storedGroup })).toEqual({
      value: {
        operation: 'UpdateItem',
        key: { pk: { S: 'DOMAIN#d1' }, sk: { S: 'GROUP#g1#METADATA' } },
        update: {
          expression: 'SET heartbeatAt = :now, #ttl = :ttl',
          expressionNames: { '#ttl': 'ttl' },
          expressionValues: { ':now': { N: nowSeconds }, ':ttl': { N: nowSeconds + 60 } },
        },
        condition: { expression: 'attribute_exists(pk)' },
      },
    });
    expect(code.response({ args: hostArgs, prev: storedGroup, result: {} })).toEqual({
      value: {
        groupId: 'g1',
        domain: 'd1',
        expiresAt: '2026-01-31T09:04:00.123Z',
        heartbeatIntervalSeconds: 15,
      },
    });
  });

  it('refuses any other node', () => {
    expect(code.request({ args: { ...hostArgs, hostId: 'host-2' }, prev: storedGroup })).toEqual({
      error: { message: 'Only the host can renew the heartbeat', errorType: 'Unauthorized' },
    });
  });

  it('answers GroupNotFound when the group was dissolved since it was read', () => {
    expect(code.response({ args: hostArgs, prev: storedGroup, error: conditionFailed, result: null })).toEqual({
      error: { message: 'Group not found: g1@d1', errorType: 'GroupNotFound' },
    });
  });
});

describe('putStatus', () => {
  const code = loadMeshCode('functions/putStatus');
  const data = [
    { key: 'z', value: '1' },
    { key: 'a', value: '' },
  ];

  it("puts the report in place of the node's last one, in the order given", () => {
    const pair = (key: string, value: string) => ({ M: { key: { S: key }, value: { S: value } } });
    expect(code.request({ args: { ...args, data } })).toEqual({
      value: {
        operation: 'PutItem',
        key: { pk: { S: 'DOMAIN#d1' }, sk: { S: 'GROUP#g1#NODE#n1#STATUS' } },
        attributeValues: {
          nodeId: { S: 'n1' },
          groupId: { S: 'g1' },
          domain: { S: 'd1' },
          data: { L: [pair('z', '1'), pair('a', '')] },
          timestamp: { S: nowIso },
          ttl: { N: nowSeconds + 90 },
          gsi_pk: { S: 'NODE#n1' },
          gsi_sk: { S: 'STATUS' },
        },
      },
    });
  });

  it('accepts an empty report', () => {
    expect(code.request({ args: { ...args, data: [] } })).toMatchObject({
      value: { attributeValues: { data: { L: [] } } },
    });
  });

  it('answers the message for subscribers', () => {
    const result = { ...args, pk: 'p', sk: 's', data, timestamp: nowIso, ttl: 1 };
    expect(code.response({ args: { ...args, data }, result })).toEqual({
      value: { groupId: 'g1', domain: 'd1', nodeStatus: { ...args, data, timestamp: nowIso } },
    });
  });
});

describe('broadcastEvents', () => {
  const code = loadMeshCode('functions/broadcastEvents');

  it('makes one message of all events in the order sent, with empty texts as null', () => {
    const firedAt = '2026-01-31T18:00:00+09:00';
    const events = [
      { eventName: 'b', payload: 'x', firedAt, orderKey: '20260131090000-0000001' },
      { eventName: 'a', payload: '', firedAt, orderKey: '' },
      { eventName: 'c', payload: null, firedAt, orderKey: null },
      { eventName: '', firedAt },
    ];
    const event = (name: string, payload: string | null, orderKey: string | null) => ({
      name,
      firedByNodeId: 'n1',
      groupId: 'g1',
      domain: 'd1',
      payload,
      timestamp: firedAt,
      cursor: null,
      orderKey,
    });
    const payload = {
      groupId: 'g1',
      domain: 'd1',
      batchEvent: {
        events: [
          event('b', 'x', '20260131090000-0000001'),
          event('a', null, null),
          event('c', null, null),
          event('', null, null),
        ],
        firedByNodeId: 'n1',
        groupId: 'g1',
        domain: 'd1',
        timestamp: nowIso,
      },
    };
    expect(code.request({ args: { ...args, events } })).toEqual({ value: { payload } });
    expect(code.response({ args, result: payload })).toEqual({ value: payload });
  });
});
