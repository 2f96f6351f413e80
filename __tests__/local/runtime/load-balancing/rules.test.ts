import { chooseGroup } from '../../../../local/runtime/load-balancing/rules/choose-group';
import { matchesGlob } from '../../../../local/runtime/load-balancing/rules/glob';
import { matchRule } from '../../../../local/runtime/load-balancing/rules/match-rule';
import { redirectLocation } from '../../../../local/runtime/load-balancing/rules/redirect';
import { type Redirect, type RoutedRequest } from '../../../../local/runtime/load-balancing/rules/rule';
import { readTopology } from '../../../../local/runtime/load-balancing/definition/read-topology';
import { action, arnOf, deployed, deployment, resourcesOf } from '../../../support/load-balancing';

const listenerArn = arnOf.listener('web', 80);

/** The rules of a listener, read from a state in which they stand in another order than that of their priorities. */
function deployedRules(...rules: readonly ReturnType<typeof deployed.rule>[]) {
  const { loadBalancers } = readTopology(
    resourcesOf([
      deployment('web-stg', [
        ...rules,
        deployed.listener('web', arnOf.application('web'), 80, action.fixed(404, 'default')),
        deployed.application('web'),
      ]),
    ]),
  );
  return loadBalancers[0]?.listeners[0]?.rules ?? [];
}

function asked(more: Partial<RoutedRequest>): RoutedRequest {
  const request = { method: 'GET', host: 'example.com', path: '/', query: '', rawHeaders: [], sourceIp: '10.0.0.7' };
  return { ...request, ...more };
}

describe('matchesGlob', () => {
  it.each([
    ['/users*', '/users', true],
    ['/users*', '/users/42', true],
    ['/users*', '/usersettings', true],
    ['/users*', '/Users', false],
    ['/users*', '/api/users', false],
    ['/health/*', '/health', false],
    ['/health/*', '/health/', true],
    ['/a?c', '/abc', true],
    ['/a?c', '/ac', false],
    ['/a?c', '/a/c', true],
    ['*a*b', 'xxaxxab', true],
    ['*a*b', 'xxaxxabx', false],
    ['*', '', true],
    ['?', '', false],
    ['', '', true],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['a.c', 'abc', false],
    ['/[a-z]', '/b', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('takes no longer than both lengths allow', () => {
    const start = process.hrtime.bigint();
    expect(matchesGlob('*a'.repeat(60) + 'b', 'a'.repeat(4000))).toBe(false);
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1000);
  });
});

describe('matchRule', () => {
  const rules = deployedRules(
    deployed.rule(listenerArn, 100, action.fixed(200, 'users'), { path_pattern: [{ values: ['/users*'] }] }),
    deployed.rule(listenerArn, 11, action.fixed(200, 'first'), { path_pattern: [{ values: ['/users/first', '/f*'] }] }),
    deployed.rule(listenerArn, 20, action.fixed(200, 'host'), { host_header: [{ values: ['*.Example.org'] }] }),
    deployed.rule(
      listenerArn,
      21,
      action.fixed(200, 'header'),
      { http_header: [{ http_header_name: 'X-Kind', values: ['beta*'] }] },
      { path_pattern: [{ values: ['/h*'] }] },
    ),
    deployed.rule(listenerArn, 22, action.fixed(200, 'method'), { http_request_method: [{ values: ['DELETE'] }] }),
    deployed.rule(listenerArn, 23, action.fixed(200, 'query'), {
      query_string: [
        { key: 'version', value: 'v1' },
        { key: '', value: '*debug*' },
      ],
    }),
    deployed.rule(listenerArn, 24, action.fixed(200, 'address'), { source_ip: [{ values: ['192.168.0.0/16'] }] }),
  );

  it.each<[string, Partial<RoutedRequest>]>([
    ['first', { path: '/users/first' }],
    ['first', { path: '/f' }],
    ['users', { path: '/users/second' }],
    ['default', { path: '/USERS' }],
    ['default', { path: '/%75sers' }],
    ['host', { host: 'API.example.ORG' }],
    ['default', { host: 'example.org' }],
    ['header', { path: '/h', rawHeaders: ['x-kind', 'alpha', 'X-KIND', 'Beta-2'] }],
    ['default', { path: '/h', rawHeaders: ['x-kind', 'alpha'] }],
    ['default', { path: '/x', rawHeaders: ['x-kind', 'beta'] }],
    ['method', { method: 'DELETE' }],
    ['default', { method: 'delete' }],
    ['query', { query: 'a=1&Version=V1' }],
    ['query', { query: 'anything=xDebugx' }],
    ['default', { query: 'version=v2' }],
    ['default', { query: 'version' }],
    ['address', { sourceIp: '192.168.4.5' }],
    ['address', { sourceIp: '::ffff:192.168.4.5' }],
    ['default', { sourceIp: '2001:db8::1' }],
  ])('%s: %j', (body, request) => {
    expect(matchRule(rules, asked(request))).toMatchObject({ kind: 'fixed-response', body });
  });

  it('tells of actions that do not run here, instead of leaving them out', () => {
    const [login, rewritten, regex] = deployedRules(
      deployed.rule(listenerArn, 1, { type: 'authenticate-oidc', order: 1 }, { path_pattern: [{ values: ['/a'] }] }),
      {
        ...deployed.rule(listenerArn, 2, action.forward('g'), {}),
        attributes: {
          ...deployed.rule(listenerArn, 2, action.forward('g'), {}).attributes,
          transform: [{ type: 'url-rewrite' }],
        },
      },
      deployed.rule(listenerArn, 3, action.forward('g'), { path_pattern: [{ regex_values: ['^/x'] }] }),
    ).map((rule) => rule.action);
    expect(login).toEqual({ kind: 'unsupported', type: 'authenticate-oidc' });
    expect(rewritten).toEqual({ kind: 'unsupported', type: 'url-rewrite' });
    expect(regex).toEqual({ kind: 'unsupported', type: 'regex_values' });
  });
});

describe('chooseGroup', () => {
  const groups = [
    { arn: 'a', weight: 1 },
    { arn: 'none', weight: 0 },
    { arn: 'b', weight: 3 },
  ];

  it.each([
    [0, 'a'],
    [0.24, 'a'],
    [0.25, 'b'],
    [0.999, 'b'],
  ])('%d goes to %s', (random, arn) => {
    expect(chooseGroup(groups, random)).toBe(arn);
  });

  it('chooses none when every weight is 0', () => {
    expect(chooseGroup([{ arn: 'a', weight: 0 }], 0.5)).toBeUndefined();
  });
});

describe('redirectLocation', () => {
  const toHttps: Redirect = {
    protocol: 'HTTPS',
    host: '#{host}',
    port: '443',
    path: '/#{path}',
    query: '#{query}',
    status: 301,
  };
  const request = {
    protocol: 'http' as const,
    host: 'localhost',
    port: 80,
    path: '/api/users',
    query: 'a=1',
    localPort: (port: number) => (port === 443 ? 8000 : undefined),
  };

  it.each<[string, Partial<Redirect>, Partial<typeof request>]>([
    ['https://localhost:8000/api/users?a=1', {}, {}],
    ['https://localhost:8000/api/users', {}, { query: '' }],
    ['https://localhost/api/users?a=1', {}, { localPort: () => undefined }],
    // Another host is on no port of this machine.
    ['https://www.example.com/api/users?a=1', { host: 'www.example.com' }, {}],
    [
      'http://localhost/old/api/users?b=2&a=1',
      { protocol: '#{protocol}', port: '#{port}', path: '/old/#{path}', query: 'b=2&#{query}' },
      {},
    ],
    ['https://example.com:8443/', { host: 'example.com', port: '8443', path: '/', query: '' }, {}],
  ])('%s', (location, redirect, more) => {
    expect(redirectLocation({ ...toHttps, ...redirect }, { ...request, ...more })).toBe(location);
  });
});
