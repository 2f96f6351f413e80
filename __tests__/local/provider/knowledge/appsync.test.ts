import { type Attributes, UNKNOWN } from '../../../../local/provider/codec/value';
import { blockAt, RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';

const schema = 'type Query { hello: String } type Mutation { join: String }';
const api = { name: 'mesh', authentication_type: 'API_KEY', schema };
const code = 'export function request() { return {}; } export function response() { return null; }';
const padded = (length: number) => code.padEnd(length, ' ');
const runtime = [{ name: 'APPSYNC_JS', runtime_version: '1.0.0' }];
const role = 'arn:aws:iam::111122223333:role/mesh';
const certificate = 'arn:aws:acm:us-east-1:111122223333:certificate/0f6c2a1e-0000-4000-8000-000000000000';

describe('aws_appsync_graphql_api', () => {
  it('gets an id, an ARN and the two endpoints, and its second plan is empty', () => {
    const account = new RehearsedAccount();
    const config = { ...api, log_config: [{ cloudwatch_logs_role_arn: role, field_log_level: 'ERROR' }] };
    const state = account.create('aws_appsync_graphql_api', config);
    expect(state.id).toMatch(/^[a-z0-9]{26}$/);
    expect(state.arn).toBe(`arn:aws:appsync:eu-west-1:111122223333:apis/${textAt(state, 'id')}`);
    const graphql = textAt(blockAt(state, 'uris'), 'GRAPHQL');
    expect(graphql).toMatch(/^https:\/\/[a-z0-9]{26}\.appsync-api\.eu-west-1\.amazonaws\.com\/graphql$/);
    expect(blockAt(state, 'uris').REALTIME).toBe(
      graphql.replace('https:', 'wss:').replace('appsync-api', 'appsync-realtime-api'),
    );
    expect(state).toMatchObject({ visibility: 'GLOBAL', introspection_config: 'ENABLED', query_depth_limit: 0 });
    expect(blockAt(state, 'log_config').exclude_verbose_content).toBe(false);
    expect(account.plan('aws_appsync_graphql_api', state, config)).toEqual({ planned: state, requiresReplace: [] });
  });

  it('gives two APIs of one name different ids, and the same ids in another run', () => {
    const ids = () => {
      const account = new RehearsedAccount();
      return [account.create('aws_appsync_graphql_api', api).id, account.create('aws_appsync_graphql_api', api).id];
    };
    const [first, second] = ids();
    expect(first).not.toBe(second);
    expect(ids()).toEqual([first, second]);
  });

  it('is replaced when its visibility changes', () => {
    const account = new RehearsedAccount();
    const state = account.create('aws_appsync_graphql_api', api);
    expect(account.plan('aws_appsync_graphql_api', state, { ...api, visibility: 'PRIVATE' }).requiresReplace).toEqual([
      ['visibility'],
    ]);
    expect(account.plan('aws_appsync_graphql_api', state, { ...api, xray_enabled: true }).requiresReplace).toEqual([]);
  });

  it.each<[string, Attributes, RegExp]>([
    [
      'authentication type',
      { authentication_type: 'NONE' },
      /^authentication_type: expected authentication_type to be one of \["API_KEY"/,
    ],
    [
      'query depth',
      { query_depth_limit: 76 },
      /query_depth_limit: expected query_depth_limit to be in the range \(0 - 75\), got 76/,
    ],
    [
      'log level',
      { log_config: [{ cloudwatch_logs_role_arn: role, field_log_level: 'WARN' }] },
      /log_config\.0\.field_log_level to be one of/,
    ],
    ['log role', { log_config: [{ cloudwatch_logs_role_arn: 'role', field_log_level: 'ALL' }] }, /is an invalid ARN/],
    ['schema', { schema: 'type Query {' }, /unexpected state 'FAILED'.* Syntax Error/],
  ])('refuses a wrong %s', (_what, change, message) => {
    expect(new RehearsedAccount().refusals('aws_appsync_graphql_api', { ...api, ...change })).toEqual([
      expect.stringMatching(message),
    ]);
  });

  it('lets unknown values pass', () => {
    const config = { ...api, schema: UNKNOWN, authentication_type: UNKNOWN, query_depth_limit: UNKNOWN };
    expect(new RehearsedAccount().refusals('aws_appsync_graphql_api', config)).toEqual([]);
  });
});

describe('aws_appsync_api_key', () => {
  const now = new Date('2030-01-15T10:20:30Z');
  const create = (expires: string) =>
    new RehearsedAccount({ now }).create('aws_appsync_api_key', { api_id: 'abc', expires });

  it('has the key in its id, and keeps it whatever the clock says', () => {
    const state = create('2030-06-01T00:00:00Z');
    expect(state.key).toMatch(/^da2-[a-z0-9]{26}$/);
    expect(state.id).toBe(`abc:${textAt(state, 'key')}`);
    expect(state.description).toBe('Managed by Terraform');
    expect(create('2030-07-01T00:00:00Z').key).toBe(state.key);
  });

  it.each([
    ['2030-01-16T10:00:00Z', 'a minimum of 1 days'],
    ['2031-01-15T11:00:00Z', 'a maximum of 365 days'],
  ])('refuses to expire at %s', (expires, bound) => {
    expect(refusalsOf(() => create(expires))).toEqual([
      expect.stringContaining(`ApiKeyValidityOutOfBoundsException: API key must be valid for ${bound}.`),
    ]);
  });

  it.each(['2030-01-16T11:00:00Z', '2031-01-15T10:00:00Z'])('accepts to expire at %s', (expires) => {
    expect(create(expires).expires).toBe(expires);
  });

  it('expires a week after its birth when it says nothing, and is not touched again', () => {
    const account = new RehearsedAccount({ now });
    const config = { api_id: 'abc' };
    const state = account.create('aws_appsync_api_key', config);
    expect(state.expires).toBe('2030-01-22T10:00:00Z');
    expect(account.plan('aws_appsync_api_key', state, config).planned).toEqual(state);
    const described = account.update('aws_appsync_api_key', state, { ...config, description: 'clients' });
    expect(described).toEqual({ ...state, description: 'clients' });
  });

  it('is not judged by an expiry that an update leaves alone', () => {
    const clock = new Date(now);
    const account = new RehearsedAccount({ now: clock });
    const config = { api_id: 'abc', expires: '2030-06-01T00:00:00Z' };
    const state = account.create('aws_appsync_api_key', config);
    clock.setTime(Date.parse('2030-05-31T23:00:00Z'));
    const change = (changed: Attributes) => () =>
      account.update('aws_appsync_api_key', state, { ...config, ...changed });
    expect(refusalsOf(change({ expires: '2030-06-01T01:00:00Z' }))).toEqual([
      expect.stringContaining('a minimum of 1 days'),
    ]);
    expect(change({ description: 'clients' })().description).toBe('clients');
  });

  it.each([
    ['2030-06-01T00:30:00Z', /must be on the full hour, as AWS rounds it down to 2030-06-01T00:00:00Z/],
    ['next year', /to be a valid RFC3339 date, got "next year"/],
  ])('refuses expires %s', (expires, message) => {
    expect(new RehearsedAccount().refusals('aws_appsync_api_key', { api_id: 'abc', expires })).toEqual([
      expect.stringMatching(message),
    ]);
  });
});

describe('data sources, functions and resolvers', () => {
  it("have AWS's ids and ARNs, and an empty second plan", () => {
    const account = new RehearsedAccount();
    const arn = 'arn:aws:appsync:eu-west-1:111122223333:apis/abc';
    const source = { api_id: 'abc', name: 'table', type: 'AMAZON_DYNAMODB', dynamodb_config: [{ table_name: 'mesh' }] };
    const datasource = account.create('aws_appsync_datasource', source);
    expect(datasource).toMatchObject({ id: 'abc-table', arn: `${arn}/datasources/table` });
    expect(blockAt(datasource, 'dynamodb_config').region).toBe('eu-west-1');
    expect(account.plan('aws_appsync_datasource', datasource, source).planned).toEqual(datasource);

    const withCode = { api_id: 'abc', name: 'check', data_source: 'table', code, runtime };
    const stepOne = account.create('aws_appsync_function', withCode);
    expect(stepOne.arn).toBe(`${arn}/functions/${textAt(stepOne, 'function_id')}`);
    expect(stepOne.id).toBe(`abc-${textAt(stepOne, 'function_id')}`);
    expect(account.plan('aws_appsync_function', stepOne, withCode).planned).toEqual(stepOne);

    const config = { api_id: 'abc', type: 'Query', field: 'hello', data_source: 'table', code, runtime };
    const resolver = account.create('aws_appsync_resolver', config);
    expect(resolver).toMatchObject({ id: 'abc-Query-hello', arn: `${arn}/types/Query/resolvers/hello`, kind: 'UNIT' });
    expect(account.plan('aws_appsync_resolver', resolver, config).planned).toEqual(resolver);
    expect(account.plan('aws_appsync_resolver', resolver, { ...config, field: 'bye' }).requiresReplace).toEqual([
      ['field'],
    ]);
  });

  it('refuses a second resolver of one field', () => {
    const account = new RehearsedAccount();
    const config = { api_id: 'abc', type: 'Query', field: 'hello', data_source: 'table' };
    account.create('aws_appsync_resolver', config);
    expect(refusalsOf(() => account.create('aws_appsync_resolver', { ...config, data_source: 'other' }))).toEqual([
      expect.stringContaining('Only one resolver is allowed per field.'),
    ]);
  });

  it('refuses a field or a data source that the API does not have', () => {
    const account = new RehearsedAccount();
    const id = account.create('aws_appsync_graphql_api', api).id ?? null;
    const config = { api_id: id, type: 'Query', data_source: 'table' };
    expect(refusalsOf(() => account.create('aws_appsync_resolver', { ...config, field: 'bye' }))).toEqual([
      expect.stringContaining('NotFoundException: No field named bye found on type Query'),
      expect.stringContaining('No data source named table'),
    ]);
    account.create('aws_appsync_datasource', { api_id: id, name: 'table', type: 'NONE' });
    expect(account.create('aws_appsync_resolver', { ...config, field: 'hello' }).field).toBe('hello');
  });

  it.each<[string, Attributes, RegExp]>([
    ['without a runtime', { code }, /"code": all of `code`, `runtime` must be specified/],
    ['with a runtime and no code', { runtime }, /"runtime": all of `runtime`, `code` must be specified/],
    [
      'of 32769 characters',
      { code: padded(32_769), runtime },
      /^code: BadRequestException: .* 1:1 code-size: code must not be longer than 32768 characters, got 32769$/,
    ],
    [
      'that does not parse',
      { code: 'export function {', runtime },
      /^code: BadRequestException: The code contains one or more errors\. 1:17 syntax: Unexpected token$/,
    ],
    [
      'with syntax that the runtime lacks',
      { code: `${code}\nexport function other() {\n  throw 'no';\n}`, runtime },
      /The code contains one or more errors\. 3:3 no-throw: /,
    ],
    [
      'without a handler',
      { code: 'export function request() { return {}; }', runtime },
      /must export a function response$/,
    ],
    [
      'for another runtime',
      { code, runtime: [{ name: 'NODE', runtime_version: '1.0.0' }] },
      /runtime\.0\.name to be one of \["APPSYNC_JS"\]/,
    ],
  ])('refuse code %s', (_what, change, message) => {
    const base = { api_id: 'abc', data_source: 'table' };
    const account = new RehearsedAccount();
    expect(account.refusals('aws_appsync_function', { ...base, name: 'f', ...change })).toEqual([
      expect.stringMatching(message),
    ]);
    expect(account.refusals('aws_appsync_resolver', { ...base, type: 'Query', field: 'hello', ...change })).toEqual([
      expect.stringMatching(message),
    ]);
  });

  it('let unknown code pass', () => {
    const config = { api_id: 'abc', data_source: 'table', name: 'f', code: UNKNOWN, runtime };
    expect(new RehearsedAccount().refusals('aws_appsync_function', config)).toEqual([]);
  });

  it('accept code of 32768 characters', () => {
    const config = { api_id: 'abc', data_source: 'table', name: 'f', code: padded(32_768), runtime };
    expect(new RehearsedAccount().refusals('aws_appsync_function', config)).toEqual([]);
  });

  it.each<[string, Attributes, RegExp]>([
    [
      'two configurations',
      {
        type: 'NONE',
        lambda_config: [{ function_arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f' }],
        http_config: [{ endpoint: 'https://a.example' }],
      },
      /conflicts with http_config/,
    ],
    ['none for its type', { type: 'AWS_LAMBDA' }, /lambda_config is required for type AWS_LAMBDA/],
    ['an unknown type', { type: 'REDIS' }, /expected type to be one of/],
    ['a name with a hyphen', { type: 'NONE', name: 'a-b' }, /must match \[_A-Za-z\]/],
  ])('refuse a data source with %s', (_what, change, message) => {
    const found = new RehearsedAccount().refusals('aws_appsync_datasource', {
      api_id: 'abc',
      name: 'table',
      ...change,
    });
    expect(found).toEqual([expect.stringMatching(message)]);
  });

  it('refuses a UNIT resolver without a data source, not one whose data source is unknown', () => {
    const account = new RehearsedAccount();
    const config = { api_id: 'abc', type: 'Query', field: 'hello' };
    expect(account.refusals('aws_appsync_resolver', config)).toEqual([
      expect.stringContaining('Data source is required'),
    ]);
    expect(account.refusals('aws_appsync_resolver', { ...config, data_source: UNKNOWN })).toEqual([]);
  });
});

describe('aws_appsync_domain_name', () => {
  const config = { domain_name: 'api.mesh.example', certificate_arn: certificate };

  it('stands on CloudFront, and is replaced with its certificate', () => {
    const account = new RehearsedAccount();
    const state = account.create('aws_appsync_domain_name', config);
    expect(state).toMatchObject({ id: 'api.mesh.example', hosted_zone_id: 'Z2FDTNDATAQYW2' });
    expect(state.appsync_domain_name).toMatch(/^d[a-z0-9]{13}\.cloudfront\.net$/);
    expect(account.plan('aws_appsync_domain_name', state, config).planned).toEqual(state);
    const other = { ...config, certificate_arn: certificate.replace('0f6c', '1f6c') };
    expect(account.plan('aws_appsync_domain_name', state, other).requiresReplace).toEqual([['certificate_arn']]);
    expect(refusalsOf(() => account.create('aws_appsync_domain_name', config))).toEqual([
      expect.stringContaining('already exists'),
    ]);
  });

  it('refuses a certificate outside us-east-1 and lets an unknown one pass', () => {
    const account = new RehearsedAccount();
    const inIreland = certificate.replace('us-east-1', 'eu-west-1');
    expect(account.refusals('aws_appsync_domain_name', { ...config, certificate_arn: inIreland })).toEqual([
      expect.stringContaining('must name a certificate in us-east-1, got one in eu-west-1'),
    ]);
    expect(account.refusals('aws_appsync_domain_name', { ...config, certificate_arn: UNKNOWN })).toEqual([]);
  });

  it('is associated with an API that may change in place', () => {
    const account = new RehearsedAccount();
    const association = { domain_name: 'api.mesh.example', api_id: 'abc' };
    const state = account.create('aws_appsync_domain_name_api_association', association);
    expect(state.id).toBe('api.mesh.example');
    const plan = account.plan('aws_appsync_domain_name_api_association', state, { ...association, api_id: 'def' });
    expect(plan.requiresReplace).toEqual([]);
    expect(plan.planned.api_id).toBe('def');
  });
});
