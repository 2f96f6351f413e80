import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError, loadEnvironments } from '../../environments/load';
import { EnvironmentFiles } from '../support/environments';

describe('loadEnvironments', () => {
  let files: EnvironmentFiles;
  beforeEach(() => {
    files = new EnvironmentFiles();
  });
  afterEach(() => {
    files.remove();
  });

  const load = (shell: Record<string, string | undefined> = {}) =>
    loadEnvironments({ directory: files.directory, shell });
  const messageOf = (shell?: Record<string, string | undefined>) => {
    try {
      load(shell);
    } catch (error) {
      if (error instanceof EnvironmentError) return error.message;
      throw error;
    }
    throw new Error('the environments were accepted');
  };

  it('reads all stages in the order of a release', () => {
    expect(load().map(({ stage }) => stage)).toEqual(['stg', 'stg2', 'prod']);
  });

  it('gives each stage the intervals and limits of its deployment guide', () => {
    const fast = {
      hostHeartbeatIntervalSeconds: 15,
      hostHeartbeatTtlSeconds: 60,
      memberHeartbeatIntervalSeconds: 15,
      memberHeartbeatTtlSeconds: 60,
      maxConnectionTimeSeconds: 300,
      eventTtlSeconds: 10,
      pollingIntervalSeconds: 2,
    };
    expect(load().map(({ mesh }) => mesh.settings)).toEqual([
      fast,
      fast,
      {
        hostHeartbeatIntervalSeconds: 60,
        hostHeartbeatTtlSeconds: 150,
        memberHeartbeatIntervalSeconds: 120,
        memberHeartbeatTtlSeconds: 600,
        maxConnectionTimeSeconds: 1500,
        eventTtlSeconds: 10,
        pollingIntervalSeconds: 2,
      },
    ]);
    expect(load().map(({ mesh }) => mesh.customDomain?.domainName)).toEqual([
      'stg.graphql.api.smalruby.app',
      'stg2.graphql.api.smalruby.app',
      'graphql.api.smalruby.app',
    ]);
  });

  it('protects data in prod alone', () => {
    expect(load().map(({ retainData }) => retainData)).toEqual([false, false, true]);
  });

  it('reads only the stages that STAGE in the shell selects', () => {
    expect(load({ STAGE: 'prod' }).map(({ stage }) => stage)).toEqual(['prod']);
    expect(load({ STAGE: 'stg2, stg' }).map(({ stage }) => stage)).toEqual(['stg', 'stg2']);
  });

  it('does not read the files of stages that are not selected', () => {
    files.set('.env.production', 'TARGET_ACCOUNT_ID', 'none');
    expect(load({ STAGE: 'stg' })).toHaveLength(1);
  });

  it.each(['staging', '', 'stg;prod'])('refuses the stage %p', (stage) => {
    expect(messageOf({ STAGE: stage })).toBe(
      `STAGE in the shell must be one of stg, stg2, prod, or several separated by commas, got "${stage}"; unset it for all stages`,
    );
  });

  it('freezes what it returns, to the last value', () => {
    const [stg] = load();
    expect(() => Object.assign(stg?.mesh.settings ?? {}, { eventTtlSeconds: 1 })).toThrow(TypeError);
  });

  it('reads false as no domain, no address and no web ACL', () => {
    files.set('.env.stg', 'APPSYNC_CUSTOM_DOMAIN', 'false');
    const [stg] = load({ STAGE: 'stg' });
    expect(stg?.mesh.customDomain).toBeUndefined();
    expect(stg?.alarmEmail).toBeUndefined();
    expect(stg?.mesh.wafRateLimit).toBeUndefined();
  });

  it.each([
    ['TARGET_ACCOUNT_ID', '12345678901', 'must be an AWS account id of twelve digits'],
    ['TARGET_REGION', 'tokyo', 'must be an AWS region such as ap-northeast-1'],
    ['APPSYNC_CUSTOM_DOMAIN', 'Graphql', 'must be a lower-case domain name such as stg.graphql.example.com'],
    [
      'APPSYNC_CUSTOM_DOMAIN',
      'graphql.example.com',
      'must be a name below ROUTE53_PARENT_ZONE_NAME, or false for none',
    ],
    ['ALARM_EMAIL', 'someone', 'must be an e-mail address or false'],
    ['RETAIN_DATA', 'yes', 'must be true or false'],
    [
      'LOG_RETENTION_DAYS',
      '15',
      'must be one of 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
    ],
    ['MESH_NAME_SUFFIX', 'stg', 'must be empty or a hyphen and up to 16 lower-case letters or digits'],
    ['MESH_SECRET_KEY_PARAMETER', 'secret', 'must be an SSM parameter name such as /mesh/stg/secret-key'],
    ['MESH_API_KEYS', 'a,,b', 'must be names of lower-case letters, digits and hyphens, separated by commas'],
    ['MESH_API_KEYS', 'a,a', 'must not name a key twice'],
    ['MESH_MAX_CONNECTION_TIME_SECONDS', '0', 'must be an integer from 1 to 86400'],
    ['MESH_EVENT_TTL_SECONDS', '1.5', 'must be an integer from 1 to 86400'],
    ['MESH_FIELD_LOG_LEVEL', 'INFO', 'must be NONE, ERROR or ALL'],
    ['MESH_WAF_RATE_LIMIT', '9', 'must be an integer from 10 to 2000000000'],
    [
      'MESH_HOST_HEARTBEAT_TTL_SECONDS',
      '15',
      'must be above MESH_HOST_HEARTBEAT_INTERVAL_SECONDS; about five times it is usual',
    ],
    [
      'MESH_MEMBER_HEARTBEAT_TTL_SECONDS',
      '14',
      'must be above MESH_MEMBER_HEARTBEAT_INTERVAL_SECONDS; about five times it is usual',
    ],
  ])('refuses %s=%s by file and line', (name, value, reason) => {
    files.set('.env.stg', name, value);
    const line = files.lineOf('.env.stg', name);
    expect(messageOf({ STAGE: 'stg' })).toContain(`\n  .env.stg:${line}: ${name} ${reason}, got "${value}"`);
  });

  it('reports a rule over two names beside the faults of single names', () => {
    files.set('.env.stg', 'TARGET_ACCOUNT_ID', 'none');
    files.set('.env.stg', 'MESH_HOST_HEARTBEAT_TTL_SECONDS', '15');
    const message = messageOf({ STAGE: 'stg' });
    expect(message).toContain('TARGET_ACCOUNT_ID must be');
    expect(message).toContain('MESH_HOST_HEARTBEAT_TTL_SECONDS must be above');
  });

  it('takes a time to live one second above the interval', () => {
    files.set('.env.stg', 'MESH_HOST_HEARTBEAT_TTL_SECONDS', '16');
    expect(load({ STAGE: 'stg' })).toHaveLength(1);
  });

  it('refuses a missing name, a name it does not know, and a file of another stage', () => {
    files.set('.env.stg', 'TARGET_REGION', undefined);
    files.append('.env.stg2', 'MESH_HOST_HARTBEAT_TTL_SECONDS=60');
    files.set('.env.production', 'STAGE', 'stg');
    const message = messageOf();
    expect(message).toContain('.env.stg: TARGET_REGION is missing');
    expect(message).toMatch(/\.env\.stg2:\d+: MESH_HOST_HARTBEAT_TTL_SECONDS is not a name of an environment/);
    expect(message).toMatch(/\.env\.production:\d+: STAGE must be prod in this file, got "stg"/);
  });

  it('reads the microservices from a list over several lines', () => {
    const [stg, , prod] = load().map(({ gateway }) => gateway);
    expect(
      stg?.services.map(({ name, port, path, priority, healthPriority }) => [
        name,
        port,
        path,
        priority,
        healthPriority,
      ]),
    ).toEqual([
      ['users', 3000, '/users', 100, 11],
      ['orders', 3001, '/orders', 200, 12],
      ['payments', 3002, '/payments', 300, 13],
    ]);
    expect(stg?.services[0]?.examples).toEqual([
      { name: '田中太郎', email: 'tanaka@example.com' },
      { name: '山田花子', email: 'yamada@example.com' },
    ]);
    expect(prod?.services.flatMap(({ examples = [] }) => examples)).toEqual([]);
    expect(prod).toMatchObject({
      servicesDomainName: 'services.prod.example.com',
      egressDomainName: 'egress.prod.example.com',
      zones: ['ap-northeast-1a', 'ap-northeast-1c'],
      publicCidr: '10.0.0.0/16',
      isolatedCidr: '10.1.0.0/16',
      parameterPrefix: '/microservice',
      images: { proxy: undefined, microservice: undefined, egressProxy: undefined },
    });
    expect(stg?.parameterPrefix).toBe('/microservice/stg');
  });

  const users = {
    name: 'users',
    title: 'User Service',
    path: '/users',
    port: 3000,
    priority: 100,
    healthPriority: 11,
    version: 'v1',
    fields: { name: 'text' },
  };
  const second = { ...users, name: 'carts', path: '/carts', port: 3001, priority: 101, healthPriority: 12 };

  it.each<[object, string]>([
    [{ ...second, name: 'users' }, '[1].name must differ from that of users, got "users"'],
    [{ ...second, path: '/users' }, '[1].path must differ from that of users, got "/users"'],
    [{ ...second, port: 3000 }, '[1].port must differ from that of users, got 3000'],
    [{ ...second, priority: 100 }, '[1].priority must differ from that of users, got 100'],
    [{ ...second, healthPriority: 11 }, '[1].healthPriority must differ from that of users, got 11'],
    [{ ...second, priority: 50 }, '[1].priority must be an integer from 51 to 49999, got 50'],
    [{ ...second, healthPriority: 50 }, '[1].healthPriority must be an integer from 1 to 49, got 50'],
    [{ ...second, port: 80 }, '[1].port must be an integer from 1024 to 65535, got 80'],
    [
      { ...second, path: '/health' },
      '[1].path must be one path segment such as /users, and not /health or /api, got "/health"',
    ],
    [{ ...second, name: 'a-name-of-17-chars' }, '[1].name must be 2 to 16 lower-case letters, digits and hyphens'],
    [{ ...second, fields: { id: 'integer' } }, '[1].fields must not name id or created_at, which every item has'],
    [
      { ...second, fields: { when: 'date' } },
      '[1].fields.when must be text, email, integer, amount, boolean, timestamp or a list',
    ],
    [{ ...second, port: undefined }, '[1].port must be an integer from 1024 to 65535, got nothing'],
    [{ ...second, title: undefined }, '[1].title must be a title of letters, digits and spaces, got nothing'],
    [{ ...second, foo: 1 }, '[1] has no field foo, got '],
    [
      { ...second, name: 'gateway-proxy' },
      '[1].name must be 2 to 16 lower-case letters, digits and hyphens, and none of',
    ],
    [{ ...second, fields: { state: ['a', 'a'] } }, '[1].fields.state must be text, email, integer, amount, boolean'],
    [
      { ...second, fields: { mail: 'email' }, examples: [{ mail: 'x' }] },
      '[1].examples[0].mail must be an e-mail address',
    ],
    [
      { ...second, fields: { mail: 'email' }, examples: [{}] },
      '[1].examples[0].mail must be an e-mail address, got nothing',
    ],
    [{ ...second, examples: [{ name: 'x', more: 1 }] }, '[1].examples[0] has no field more'],
  ])('refuses a second service %j', (service, fault) => {
    files.set('.env.stg', 'GATEWAY_SERVICES', `'${JSON.stringify([users, service])}'`);
    const line = files.lineOf('.env.stg', 'GATEWAY_SERVICES');
    expect(messageOf({ STAGE: 'stg' })).toContain(`.env.stg:${line}: GATEWAY_SERVICES${fault}`);
  });

  it('refuses a list of services that is no list, and an empty one', () => {
    files.set('.env.stg', 'GATEWAY_SERVICES', `'[{]'`);
    files.set('.env.stg2', 'GATEWAY_SERVICES', `'[]'`);
    files.set('.env.production', 'GATEWAY_SERVICES', `'{}'`);
    const message = messageOf();
    expect(message).toContain('GATEWAY_SERVICES must be a JSON list: ');
    expect(message).toContain('GATEWAY_SERVICES must name at least one service, got []');
    expect(message).toContain('GATEWAY_SERVICES must be a JSON list, got {}');
  });

  it.each([
    ['GATEWAY_DOMAIN', 'services.stg.example.com', 'must not begin with services or egress'],
    ['GATEWAY_DOMAIN', 'gateway.example.org', 'must be a name below GATEWAY_PUBLIC_ZONE_NAME'],
    ['GATEWAY_PUBLIC_CIDR', '10.0.0.1/16', 'must be the network of a private range with 16 to 22 bits'],
    ['GATEWAY_PUBLIC_CIDR', '8.8.0.0/16', 'must be the network of a private range with 16 to 22 bits'],
    ['GATEWAY_PUBLIC_CIDR', '10.0.0.0/8', 'must be the network of a private range with 16 to 22 bits'],
    ['GATEWAY_ISOLATED_CIDR', '10.0.128.0/17', 'must not overlap GATEWAY_PUBLIC_CIDR'],
    ['GATEWAY_ZONES', 'a', 'must be two or more letters (a to h) of availability zones'],
    ['GATEWAY_ZONES', 'a,a', 'must not name a zone twice'],
    ['GATEWAY_NAT', 'both', 'must be single (one NAT gateway) or zone (one in each zone)'],
    ['GATEWAY_DESIRED_COUNT', '11', 'must be an integer from 1 to 10'],
    ['GATEWAY_EGRESS_ALLOWED_HOSTS', '*', 'must be host names'],
    ['GATEWAY_EGRESS_ALLOWED_HOSTS', '169.254.169.254', 'must be host names'],
    ['GATEWAY_EGRESS_ALLOWED_HOSTS', 'api.github.com:99999', 'must be host names'],
    ['GATEWAY_PROXY_IMAGE', 'latest', 'must be the digest of an image, sha256: and 64 hexadecimal digits, or false'],
  ])('refuses %s=%s', (name, value, fault) => {
    files.set('.env.stg', name, value);
    expect(messageOf({ STAGE: 'stg' })).toContain(`.env.stg:${files.lineOf('.env.stg', name)}: ${name} ${fault}`);
  });

  it('reports malformed lines, open quotes and repeated names by line', () => {
    files.append('.env.stg', 'TARGET_REGION: eu-west-1');
    files.append('.env.stg', 'RETAIN_DATA="false');
    files.append('.env.stg', 'STAGE=stg');
    const message = messageOf({ STAGE: 'stg' });
    expect(message).toMatch(/\.env\.stg:\d+: not an assignment; a line is NAME=value, a comment \(#\) or empty/);
    expect(message).toMatch(/\.env\.stg:\d+: RETAIN_DATA opens a quote that is not closed before the next name/);
    expect(message).toMatch(/\.env\.stg:\d+: STAGE is given twice, first in line \d+/);
  });

  it('refuses two stages of one account that would give the same names', () => {
    files.set('.env.stg2', 'GATEWAY_PARAMETER_PREFIX', '/microservice/stg');
    files.set('.env.stg2', 'MESH_NAME_SUFFIX', '-stg');
    const message = messageOf();
    for (const name of ['GATEWAY_PARAMETER_PREFIX', 'MESH_NAME_SUFFIX']) {
      expect(message).toContain(
        `.env.stg2:${files.lineOf('.env.stg2', name)}: ${name} must differ from that of stage stg, which is in the same account`,
      );
    }
    expect(load({ STAGE: 'stg2' })).toHaveLength(1);
  });

  it('names the file that cannot be read', () => {
    rmSync(join(files.directory, '.env.stg2'));
    expect(messageOf()).toContain('.env.stg2: the file of stage stg2 cannot be read');
  });

  it('stops when the shell contradicts a selected file, with both values and the way out', () => {
    const line = files.lineOf('.env.production', 'APPSYNC_CUSTOM_DOMAIN');
    expect(messageOf({ STAGE: 'prod', APPSYNC_CUSTOM_DOMAIN: 'false' })).toContain(
      `APPSYNC_CUSTOM_DOMAIN is "false" in the shell and "graphql.api.smalruby.app" in .env.production:${line}; ` +
        'edit the file to change the stage, or "unset APPSYNC_CUSTOM_DOMAIN" to use the file',
    );
  });

  it('accepts a shell variable that says what every selected file says', () => {
    const shell = { MESH_HOST_HEARTBEAT_TTL_SECONDS: '60' };
    expect(load({ ...shell, STAGE: 'stg' })).toHaveLength(1);
    expect(messageOf(shell)).toContain('in .env.production');
  });

  it('keeps the secret out of files and the shell, and shows the command that stores it', () => {
    files.append('.env.stg', 'MESH_SECRET_KEY=open-sesame');
    for (const shell of [{ STAGE: 'stg' }, { STAGE: 'prod', MESH_SECRET_KEY: 'open-sesame' }]) {
      const message = messageOf(shell);
      expect(message).toContain('aws ssm put-parameter --type SecureString --name /mesh/');
      expect(message).not.toContain('open-sesame');
    }
  });
});
