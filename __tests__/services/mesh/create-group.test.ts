import { loadMeshCode, nowIso, nowSeconds, storedGroup } from './mesh-handlers';

const args = { name: 'Class 2', hostId: 'host-1', domain: 'd1', maxConnectionTimeSeconds: null, useWebSocket: true };
const refused = (message: string) => ({ error: { message, errorType: 'ValidationError' } });
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('findLiveGroup', () => {
  const code = loadMeshCode('functions/findLiveGroup');

  it("looks through the domain for the host's live group", () => {
    expect(code.request({ args })).toEqual({
      value: {
        operation: 'Query',
        query: {
          expression: 'pk = :pk AND begins_with(sk, :prefix)',
          expressionValues: { ':pk': { S: 'DOMAIN#d1' }, ':prefix': { S: 'GROUP#' } },
        },
        filter: {
          expression: 'heartbeatAt > :heartbeatAfter AND expiresAt > :now AND hostId = :hostId',
          expressionValues: {
            ':heartbeatAfter': { N: nowSeconds - 60 },
            ':now': { S: nowIso },
            ':hostId': { S: 'host-1' },
          },
        },
        consistentRead: true,
      },
    });
  });

  it('hands on the first group found, or null', () => {
    const second = { ...storedGroup, id: 'g2' };
    expect(code.response({ args, result: { items: [storedGroup, second] } })).toEqual({ value: storedGroup });
    expect(code.response({ args, result: { items: [] } })).toEqual({ value: null });
  });

  it('refuses a domain of more than 256 UTF-16 units, and none of 256', () => {
    expect(code.request({ args: { ...args, domain: 'd'.repeat(257) } })).toEqual(
      refused('Domain must be 256 characters or less'),
    );
    expect(code.request({ args: { ...args, domain: '😀'.repeat(129) } })).toHaveProperty('error');
    expect(code.request({ args: { ...args, domain: '😀'.repeat(128) } })).toHaveProperty('value');
  });
});

describe('putGroup', () => {
  const code = () => loadMeshCode('functions/putGroup');
  const put = (change: object, loaded = code()) => {
    const outcome = loaded.request({ args: { ...args, ...change }, prev: null });
    if (!('value' in outcome)) throw new Error(`no request: ${JSON.stringify(outcome)}`);
    return outcome.value as { attributeValues: Record<string, Record<string, unknown>>; key: object };
  };

  it('ends with the group found before as it is stored, without looking at the other arguments or logging', () => {
    const loaded = code();
    expect(loaded.request({ args: { ...args, maxConnectionTimeSeconds: 0 }, prev: storedGroup })).toEqual({
      earlyReturn: storedGroup,
    });
    expect(loaded.logs).toEqual([]);
  });

  it('puts a new group for WebSocket clients', () => {
    const request = put({});
    const id = String(request.attributeValues.id?.S);
    expect(id).toMatch(uuid);
    expect(request).toEqual({
      operation: 'PutItem',
      key: { pk: { S: 'DOMAIN#d1' }, sk: { S: `GROUP#${id}#METADATA` } },
      attributeValues: {
        id: { S: id },
        domain: { S: 'd1' },
        fullId: { S: `${id}@d1` },
        name: { S: 'Class 2' },
        hostId: { S: 'host-1' },
        createdAt: { S: nowIso },
        expiresAt: { S: '2026-01-31T09:05:00.500Z' },
        heartbeatAt: { N: nowSeconds },
        ttl: { N: nowSeconds + 60 },
        useWebSocket: { BOOL: true },
        pollingIntervalSeconds: { NULL: null },
        gsi_pk: { S: `GROUP#${id}` },
        gsi_sk: { S: 'DOMAIN#d1' },
        gsi2_pk: { S: 'ALL_GROUPS' },
        gsi2_sk: { S: 'Class 2' },
      },
    });
  });

  it('gives every group an id of its own', () => {
    const loaded = code();
    expect(put({}, loaded).key).not.toEqual(put({}, loaded).key);
  });

  it("tells polling clients the stage's interval", () => {
    expect(put({ useWebSocket: false }).attributeValues).toMatchObject({
      useWebSocket: { BOOL: false },
      pollingIntervalSeconds: { N: 2 },
    });
  });

  it.each([
    [1, '2026-01-31T09:00:01.500Z'],
    [300, '2026-01-31T09:05:00.500Z'],
    [undefined, '2026-01-31T09:05:00.500Z'],
  ])('with maxConnectionTimeSeconds %p lets the group live until %s', (maxConnectionTimeSeconds, expiresAt) => {
    expect(put({ maxConnectionTimeSeconds }).attributeValues.expiresAt).toEqual({ S: expiresAt });
  });

  it.each([
    [0, 'maxConnectionTimeSeconds must be at least 1'],
    [-5, 'maxConnectionTimeSeconds must be at least 1'],
    [301, 'maxConnectionTimeSeconds cannot exceed 300'],
  ])('refuses maxConnectionTimeSeconds %d', (maxConnectionTimeSeconds, message) => {
    expect(code().request({ args: { ...args, maxConnectionTimeSeconds }, prev: null })).toEqual(refused(message));
  });

  it('keeps a group without a name out of the index by name, whose keys may not be empty', () => {
    const { attributeValues } = put({ name: '', domain: '' });
    expect(attributeValues).toMatchObject({ name: { S: '' }, domain: { S: '' } });
    expect(Object.keys(attributeValues)).not.toEqual(expect.arrayContaining(['gsi2_pk']));
    expect(Object.keys(attributeValues)).not.toEqual(expect.arrayContaining(['gsi2_sk']));
  });

  it('keeps the index key of a long name within the 1024 bytes of a sort key', () => {
    const name = '組'.repeat(500);
    const { attributeValues } = put({ name });
    expect(attributeValues.name).toEqual({ S: name });
    expect(Buffer.byteLength(String(attributeValues.gsi2_sk?.S))).toBe(1023);
  });

  it.each([
    [true, 'log', 'WebSocket'],
    [false, 'error', 'Polling'],
  ])('with useWebSocket %p logs one line at level %s', (useWebSocket, level, protocol) => {
    const loaded = code();
    const result = { ...storedGroup, useWebSocket };
    expect(loaded.response({ args: { ...args, useWebSocket }, result })).toEqual({ value: result });
    expect(loaded.logs).toHaveLength(1);
    expect(loaded.logs[0]?.level).toBe(level);
    for (const text of ['createGroup', 'g1', 'd1', 'host-1', protocol]) expect(loaded.logs[0]?.line).toContain(text);
  });
});

describe('Mutation.createGroup', () => {
  const code = loadMeshCode('resolvers/Mutation.createGroup');

  it('answers the group with the heartbeat interval of hosts', () => {
    expect(code.response({ prev: storedGroup })).toEqual({
      value: {
        id: 'g1',
        domain: 'd1',
        fullId: 'g1@d1',
        name: 'Class 1',
        hostId: 'host-1',
        expiresAt: '2026-01-31T09:04:00.123Z',
        useWebSocket: false,
        pollingIntervalSeconds: 7,
        heartbeatIntervalSeconds: 15,
      },
    });
  });

  it('counts a stored group without useWebSocket as one that uses it', () => {
    // A way through JSON drops what is undefined.
    const old = { ...storedGroup, useWebSocket: undefined, pollingIntervalSeconds: undefined };
    expect(code.response({ prev: JSON.parse(JSON.stringify(old)) })).toMatchObject({
      value: { useWebSocket: true, pollingIntervalSeconds: null },
    });
  });
});
