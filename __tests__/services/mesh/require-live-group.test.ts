import { loadMeshCode, nowSeconds, storedGroup } from './mesh-handlers';

describe('requireLiveGroup', () => {
  const code = loadMeshCode('functions/requireLiveGroup');
  const args = { groupId: 'g1', domain: 'd1' };
  const iso = (seconds: number, ms = 0) => new Date(seconds * 1000 + ms).toISOString();
  const check = (change: object) => code.response({ args, result: { ...storedGroup, ...change } });
  const notFound = (message: string) => ({ error: { message, errorType: 'GroupNotFound' } });

  it('reads the group by a strongly consistent read', () => {
    expect(code.request({ args })).toEqual({
      value: {
        operation: 'GetItem',
        key: { pk: { S: 'DOMAIN#d1' }, sk: { S: 'GROUP#g1#METADATA' } },
        consistentRead: true,
      },
    });
  });

  it('hands a live group on', () => {
    expect(check({})).toEqual({ value: storedGroup });
  });

  it('refuses a group that is absent', () => {
    expect(code.response({ args, result: null })).toEqual(notFound('Group not found: g1@d1'));
  });

  it('refuses a membership whose key reads like metadata', () => {
    const membership = { pk: 'DOMAIN#d1', sk: 'GROUP#g0#NODE#x#METADATA', nodeId: 'x#METADATA', ttl: nowSeconds + 9 };
    expect(code.response({ args, result: membership })).toEqual(notFound('Group not found: g1@d1'));
  });

  it('refuses a group whose last second is over, and not before', () => {
    const over = iso(nowSeconds - 1, 999);
    expect(check({ expiresAt: over })).toEqual(notFound(`Group expired: g1@d1 (expiresAt: ${over})`));
    expect(check({ expiresAt: iso(nowSeconds) })).toHaveProperty('value');
  });

  it('refuses a group whose host is silent for more than the host TTL, and not before', () => {
    expect(check({ heartbeatAt: nowSeconds - 61 })).toEqual(notFound('Group not found: g1@d1 (heartbeat expired)'));
    expect(check({ heartbeatAt: nowSeconds - 60 })).toHaveProperty('value');
  });

  it('tells of the time that is over before the silent host', () => {
    const over = iso(nowSeconds - 30);
    expect(check({ expiresAt: over, heartbeatAt: nowSeconds - 100 })).toEqual(
      notFound(`Group expired: g1@d1 (expiresAt: ${over})`),
    );
  });
});
