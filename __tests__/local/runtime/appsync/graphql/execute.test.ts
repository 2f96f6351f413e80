import type { DataSourceDriver } from '../../../../../local/runtime/appsync/api';
import { DataSourceError } from '../../../../../local/runtime/appsync/data-source-error';
import { answering, startTestApi, unit, type RunningTestApi } from '../../../../support/running-appsync-api';

const schema = `
  type Query { hello(name: String): String, post(id: ID!): Post, posts: [Post!]!, strict: Post!, when(at: AWSDateTime, on: Day): AWSDateTime }
  input Day { phone: AWSPhone, name: String! }
  type Post { id: ID!, title: String, author(long: Boolean): String, related: [Post!] }
  type Mutation { add(id: ID!): Post }
`;

describe('executing a request', () => {
  let running: RunningTestApi;
  afterEach(async () => running.api.close());
  const run = (query: string, variables?: Record<string, unknown>) =>
    running.api.execute({ query, ...(variables === undefined ? {} : { variables }) }, running.caller);

  it('gives handlers the whole context', async () => {
    running = await startTestApi({
      schema,
      environment: { TABLE: 't' },
      resolvers: { 'Query.hello': answering('JSON.stringify(ctx)') },
    });
    const { data } = await run('query Q($name: String) { alias: hello(name: $name) }', { name: 'a' });
    expect(JSON.parse(String(data?.alias))).toEqual({
      arguments: { name: 'a' },
      args: { name: 'a' },
      identity: null,
      source: null,
      stash: {},
      prev: null,
      result: null,
      env: { TABLE: 't' },
      request: { headers: running.caller.headers, domainName: null },
      info: {
        fieldName: 'hello',
        parentTypeName: 'Query',
        variables: { name: 'a' },
        selectionSetList: [],
        selectionSetGraphQL: '',
      },
    });
  });

  it('lists the selection with aliases, fragments followed and skipped fields left out', async () => {
    running = await startTestApi({
      schema,
      resolvers: { 'Query.post': answering('{ id: 1, title: JSON.stringify(ctx.info.selectionSetList) }') },
    });
    const query = `query Q($no: Boolean = false) { post(id: 1) { title ...F related { n: id @include(if: $no) title } } }
      fragment F on Post { key: id }`;
    const { data } = await run(query);
    expect(data).toMatchObject({ post: { title: '["title","key","related","related/title"]' } });
  });

  it('runs default resolvers on own properties only and nested resolvers with their source', async () => {
    running = await startTestApi({
      schema: 'type Query { a: A } type A { toString: String, constructor: String, b: String }',
      resolvers: { 'Query.a': answering(`{ x: 'from a' }`), 'A.b': answering('ctx.source.x') },
    });
    expect((await run('{ a { toString constructor b } }')).data).toEqual({
      a: { toString: null, constructor: null, b: 'from a' },
    });
  });

  it('shapes a failure as AppSync does and keeps appended errors beside data', async () => {
    running = await startTestApi({
      schema,
      resolvers: {
        'Query.hello': answering(`util.error('no', 'Refused', { a: 1 }, { b: 2 })`),
        'Query.post': answering(`[util.appendError('late', 'Warning'), { id: 1 }][1]`),
      },
    });
    expect(await run('{\n  hello\n  post(id: 1) { id }\n}')).toEqual({
      data: { hello: null, post: { id: '1' } },
      errors: [
        {
          path: ['post'],
          data: null,
          errorType: 'Warning',
          errorInfo: null,
          locations: [{ line: 3, column: 3, sourceName: null }],
          message: 'late',
        },
        {
          path: ['hello'],
          data: { a: 1 },
          errorType: 'Refused',
          errorInfo: { b: 2 },
          locations: [{ line: 2, column: 3, sourceName: null }],
          message: 'no',
        },
      ],
    });
  });

  it('words util.unauthorized by the field', async () => {
    running = await startTestApi({ schema, resolvers: { 'Query.hello': answering('util.unauthorized()') } });
    expect((await run('{ hello }')).errors).toMatchObject([
      { errorType: 'Unauthorized', message: 'Not Authorized to access hello on type Query' },
    ]);
  });

  it('lets null rise from a non-null field to the nearest nullable one', async () => {
    running = await startTestApi({
      schema,
      resolvers: { 'Query.strict': answering('null'), 'Query.post': answering(`{ title: 't' }`) },
    });
    expect(await run('{ strict { id } }')).toEqual({
      data: null,
      errors: [
        {
          path: ['strict'],
          locations: null,
          message: `Cannot return null for non-nullable type: 'Post' within parent 'Query' (/strict)`,
        },
      ],
    });
    expect(await run('{ post(id: 1) { id title } }')).toEqual({
      data: { post: null },
      errors: [
        {
          path: ['post', 'id'],
          locations: null,
          message: `Cannot return null for non-nullable type: 'ID' within parent 'Post' (/post/id)`,
        },
      ],
    });
  });

  it.each([
    ['{ nope }', `Validation error of type FieldUndefined: Field 'nope' in type 'Query' is undefined @ 'nope'`],
    [
      '{ post(id: 1) { nope } }',
      `Validation error of type FieldUndefined: Field 'nope' in type 'Post' is undefined @ 'post/nope'`,
    ],
    ['{ post { id } }', `Validation error of type MissingFieldArgument: Missing field argument id @ 'post'`],
    [
      '{ post(id: 1) }',
      `Validation error of type SubSelectionRequired: Sub selection required for type Post of field post @ 'post'`,
    ],
    [
      '{ hello { a } }',
      `Validation error of type SubSelectionNotAllowed: Sub selection not allowed on leaf type String of field hello @ 'hello'`,
    ],
    ['{ hello(x: 1) }', `Validation error of type UnknownArgument: Unknown field argument x @ 'hello'`],
    [
      '{ hello(name: 1) }',
      `Validation error of type WrongType: argument 'name' with value 'IntValue{value=1}' is not a valid 'String' @ 'hello'`,
    ],
    [
      '{ when(on: {}) }',
      `Validation error of type WrongType: argument 'on' with value 'ObjectValue{objectFields=[]}' is missing required fields '[name]' @ 'when'`,
    ],
    ['query Q($a: Nope) { hello(name: $a) }', 'Validation error of type UnknownType: Unknown type Nope'],
    ['{ hello(name: $a) }', `Validation error of type UndefinedVariable: Undefined variable a @ 'hello'`],
    [
      'query Q($a: Int) { hello(name: $a) }',
      `Validation error of type VariableTypeMismatch: Variable type 'Int' doesn't match expected type 'String' @ 'hello'`,
    ],
    ['{ hello', `Validation error of type InvalidSyntax: Invalid Syntax : offending token '<EOF>' at line 1 column 8`],
  ])('refuses %s in the words of AppSync', async (query, message) => {
    running = await startTestApi({ schema });
    const { data, errors } = await run(query);
    expect(data).toBeNull();
    expect(errors?.[0]).toEqual({ path: null, locations: [expect.objectContaining({ sourceName: null })], message });
  });

  it.each([
    ['query Q($id: ID!) { post(id: $id) { id } }', {}, `Variable 'id' has coerced Null value for NonNull type 'ID!'`],
    [
      'query Q($at: AWSDateTime) { when(at: $at) }',
      { at: '2019' },
      `Variable 'at' has an invalid value. Unable to parse \`2019\` as a valid DateTime Object.`,
    ],
    [
      'query Q($on: Day) { when(on: $on) }',
      { on: { name: 'a', phone: '1110004444' } },
      `Variable 'phone' has an invalid value. Unable to parse \`1110004444\` as a valid phone number.`,
    ],
    [
      'query Q($on: Day) { when(on: $on) }',
      { on: {} },
      `Variable 'on' has coerced Null value for NonNull type 'String!'`,
    ],
    [
      'query Q($on: Day) { when(on: $on) }',
      { on: { x: 1, name: 'a' } },
      `The variables input contains a field that is not defined for input object type 'Day' `,
    ],
    [
      'query Q($name: String) { hello(name: $name) }',
      { name: 5 },
      `Variable 'name' has an invalid value. Expected type 'String' but was 'Integer'.`,
    ],
  ])('refuses the variables of %s: %j', async (query, variables, message) => {
    running = await startTestApi({ schema });
    expect(await run(query, variables)).toMatchObject({ data: null, errors: [{ path: null, message }] });
  });

  it('tells a leaf that cannot go out, by its place', async () => {
    running = await startTestApi({ schema, resolvers: { 'Query.when': answering(`'2020-05-23T06:4:37.000Z'`) } });
    expect((await run('{ when }')).errors).toEqual([
      {
        path: ['when'],
        locations: null,
        message: `Can't serialize value (/when) : Unable to serialize \`2020-05-23T06:4:37.000Z\` as a valid DateTime Object.`,
      },
    ]);
  });

  it('runs mutations one after the other and queries at once', async () => {
    const log: string[] = [];
    const slow: DataSourceDriver = {
      invoke: async (request) => {
        log.push(`start ${String(Reflect.get(Object(request), 'payload'))}`);
        await new Promise(setImmediate);
        log.push('end');
        return { id: 1 };
      },
    };
    const code = answering('ctx.args.id');
    running = await startTestApi({
      schema,
      drivers: { Slow: slow },
      resolvers: { 'Mutation.add': unit(code, 'Slow'), 'Query.post': unit(code, 'Slow') },
    });
    await run('mutation { a: add(id: 1) { id } b: add(id: 2) { id } }');
    expect(log.splice(0)).toEqual(['start 1', 'end', 'start 2', 'end']);
    await run('{ a: post(id: 1) { id } b: post(id: 2) { id } }');
    expect(log).toEqual(['start 1', 'start 2', 'end', 'end']);
  });

  it('refuses a query deeper than the limit', async () => {
    running = await startTestApi({ schema, queryDepthLimit: 3 });
    const deep = (inner: string) => `{ post(id: 1) { related { ${inner} } } }`;
    expect((await run(deep('id'))).errors).toBeUndefined();
    expect(await run(`${deep('...F')} fragment F on Post { related { id } }`)).toMatchObject({
      data: null,
      errors: [{ errorType: 'QueryDepthLimitReached' }],
    });
  });

  it('stops resolvers beyond the limit', async () => {
    running = await startTestApi({ schema, resolverCountLimit: 2, resolvers: { 'Query.hello': answering(`'hi'`) } });
    const { data, errors } = await run('{ a: hello b: hello c: hello }');
    expect(data).toEqual({ a: 'hi', b: 'hi', c: null });
    expect(errors).toMatchObject([
      { path: ['c'], errorType: 'ResolverExecutionLimitReached', message: 'Resolver invocation limit reached.' },
    ]);
  });

  it('hides introspection when it is switched off', async () => {
    running = await startTestApi({ schema, introspection: false });
    expect((await run('{ __schema { queryType { name } } }')).errors?.[0]?.message).toBe(
      `Validation error of type FieldUndefined: Field '__schema' in type 'Query' is undefined @ '__schema'`,
    );
    expect((await run('{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  it('ends a request after 30 seconds and tells the data source', async () => {
    let seen: AbortSignal | undefined;
    const hanging: DataSourceDriver = {
      invoke: (_request, signal) => {
        seen = signal;
        return new Promise(() => undefined);
      },
    };
    running = await startTestApi({
      schema,
      drivers: { Hanging: hanging },
      resolvers: { 'Query.hello': unit(answering('1'), 'Hanging') },
    });
    const reply = run('{ hello }');
    await new Promise(setImmediate);
    running.clock.advance(29_999);
    expect(seen?.aborted).toBe(false);
    running.clock.advance(1);
    expect(await reply).toMatchObject({
      data: null,
      errors: [{ errorType: 'ExecutionTimeout', message: 'Execution timed out.' }],
    });
    expect(seen?.aborted).toBe(true);
    expect(running.clock.pending()).toBe(0);
  });

  it('fails the field at once when no data source can run the request', async () => {
    running = await startTestApi({
      schema,
      resolvers: {
        'Query.hello': `export function request() { return 5; } export function response() { return 'swallowed'; }`,
      },
    });
    expect(await run('{ hello }')).toMatchObject({ data: { hello: null }, errors: [{ errorType: 'MappingTemplate' }] });
  });

  it('shows a data source error to the response handler, which may swallow it', async () => {
    const failing: DataSourceDriver = {
      invoke: () => Promise.reject(new DataSourceError('DynamoDB:X', 'no', { data: { id: 7 } })),
    };
    const code = `export function request() { return {}; } export function response(ctx) { return ctx.error.type + ctx.error.message + ctx.result.id; }`;
    running = await startTestApi({
      schema,
      drivers: { Failing: failing },
      resolvers: { 'Query.hello': unit(code, 'Failing') },
    });
    expect(await run('{ hello }')).toEqual({ data: { hello: 'DynamoDB:Xno7' } });
  });

  it('gives a direct Lambda resolver the context and passes its failure on', async () => {
    const requests: unknown[] = [];
    const lambda: DataSourceDriver = {
      invoke: (request) => {
        requests.push(request);
        return requests.length === 1
          ? Promise.resolve('done')
          : Promise.reject(new DataSourceError('Lambda:Unhandled', 'boom'));
      },
    };
    running = await startTestApi({
      schema,
      drivers: { Fn: lambda },
      resolvers: { 'Query.hello': { kind: 'UNIT', dataSourceName: 'Fn' } },
    });
    expect((await run('{ hello(name: "a") }')).data).toEqual({ hello: 'done' });
    expect(requests[0]).toMatchObject({
      operation: 'Invoke',
      payload: {
        arguments: { name: 'a' },
        identity: null,
        source: null,
        prev: null,
        stash: {},
        request: { headers: running.caller.headers, domainName: null },
        info: { fieldName: 'hello', parentTypeName: 'Query' },
      },
    });
    expect(await run('{ hello }')).toMatchObject({
      errors: [{ path: ['hello'], errorType: 'Lambda:Unhandled', message: 'boom', data: null, errorInfo: null }],
    });
  });

  it('writes logs by the level of the API and reports each request', async () => {
    const code = `export function request() { console.log('a', 1); console.error('b'); return {}; } export function response() { return 'x'; }`;
    running = await startTestApi({ schema, fieldLogLevel: 'ERROR', resolvers: { 'Query.hello': code } });
    await run('{ hello }');
    expect(running.events).toMatchObject([
      { kind: 'log', source: '/aws/appsync/apis/testapi', level: 'error', message: 'b' },
      { kind: 'request', apiId: 'testapi', operation: 'query', field: 'hello', errors: 0 },
    ]);
  });

  it('refuses forbidden code, unknown fields and data sources at the start', async () => {
    running = await startTestApi({ schema });
    const code = 'export function request() { while (true) {} }\nexport function response() { throw 1; }';
    await expect(startTestApi({ schema, resolvers: { 'Query.hello': code } })).rejects.toThrow(
      /resolver Query\.hello: 1:\d+ .*while.*resolver Query\.hello: 2:/s,
    );
    await expect(startTestApi({ schema, resolvers: { 'Query.nope': answering('1') } })).rejects.toThrow(
      'resolver Query.nope: the schema has no such field',
    );
    await expect(startTestApi({ schema, resolvers: { 'Query.hello': unit(answering('1'), 'Gone') } })).rejects.toThrow(
      'there is no data source Gone',
    );
  });
});
