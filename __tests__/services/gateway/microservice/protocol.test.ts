import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { DynamodbError } from '../../../../local/runtime/dynamodb/dynamodb-error';
import { type RunningTable, startTable } from './running-table';
import { now, startUsers, type UsersApp } from './users-app';

const valid = {
  name: 'n',
  email: 'n@example.com',
  count: 3,
  price: 19.99,
  active: true,
  due: '2030-01-01T00:00:00Z',
  state: 'open',
};

describe('protocol of a microservice', () => {
  let table: RunningTable;
  let app: UsersApp;
  beforeAll(async () => {
    table = await startTable();
    app = await startUsers(table.connect(), {
      fields: {
        name: 'text',
        email: 'email',
        count: 'integer',
        price: 'amount',
        active: 'boolean',
        due: 'timestamp',
        state: ['open', 'shut'],
      },
    });
  });
  beforeEach(() => {
    table.before = () => undefined;
    app.lines.length = 0;
  });
  afterAll(async () => {
    await app.close();
    await table.close();
  });

  it('keeps each type of field as it came', async () => {
    const { status, body } = await app.call('POST', '/users', valid);
    expect(status).toBe(201);
    expect(body).toMatchObject(valid);
    const { id } = body as { id: number };
    expect((await app.call('GET', `/users/${id}`)).body).toEqual(body);
  });

  it.each([
    ['name', 5, 'string_type', 'Input should be a valid string'],
    ['name', null, 'string_type', 'Input should be a valid string'],
    ['name', 'x'.repeat(10_001), 'string_too_long', 'String should have at most 10000 characters'],
    ['email', 'nobody', 'value_error', 'value is not a valid email address'],
    ['count', '5', 'int_type', 'Input should be a valid integer'],
    ['count', 1.5, 'int_type', 'Input should be a valid integer'],
    ['price', -0.01, 'greater_than_equal', 'Input should be greater than or equal to 0'],
    ['price', 1.001, 'multiple_of', 'Input should be a multiple of 0.01'],
    ['price', 1e12, 'less_than_equal', 'Input should be less than or equal to 999999999999.99'],
    ['price', '1', 'float_type', 'Input should be a valid number'],
    ['active', 'true', 'bool_type', 'Input should be a valid boolean'],
    ['due', 'tomorrow', 'datetime_parsing', 'Input should be a valid datetime'],
    ['state', 'ajar', 'literal_error', "Input should be 'open' or 'shut'"],
  ])('refuses %s = %p with 422 %s', async (field, value, type, msg) => {
    const payload = { ...valid, [field]: value };
    const expected = { status: 422, body: { detail: [{ loc: ['body', field], msg, type }] } };
    expect(await app.call('POST', '/users', payload)).toMatchObject(expected);
    expect(await app.call('PATCH', '/users/1', { [field]: value })).toMatchObject(expected);
  });

  it('tells all faults of a body at once', async () => {
    const { status, body } = await app.call('POST', '/users', { ...valid, name: undefined, email: 'x', count: 'y' });
    expect(status).toBe(422);
    expect(
      (body as { detail: { loc: string[]; type: string }[] }).detail.map(({ loc, type }) => [...loc, type]),
    ).toEqual(
      expect.arrayContaining([
        ['body', 'name', 'missing'],
        ['body', 'email', 'value_error'],
        ['body', 'count', 'int_type'],
      ]),
    );
  });

  it.each([
    ['/users/abc', ['path', 'user_id'], 'int_parsing'],
    ['/users/1.5', ['path', 'user_id'], 'int_parsing'],
    ['/users?limit=0', ['query', 'limit'], 'greater_than_equal'],
    ['/users?limit=1001', ['query', 'limit'], 'less_than_equal'],
    ['/users?limit=ten', ['query', 'limit'], 'int_parsing'],
    ['/users?cursor=-1', ['query', 'cursor'], 'greater_than_equal'],
    ['/users?limit=1&limit=2', ['query', 'limit'], 'int_parsing'],
  ])('refuses GET %s with 422 at %p', async (path, loc, type) => {
    expect(await app.call('GET', path)).toMatchObject({ status: 422, body: { detail: [{ loc, type }] } });
  });

  it.each([
    [
      '{"name":',
      { status: 422, body: { detail: [{ loc: ['body'], msg: 'JSON decode error', type: 'json_invalid' }] } },
    ],
    ['', { status: 422, body: { detail: [{ loc: ['body'], msg: 'Field required', type: 'missing' }] } }],
    ['[]', { status: 422, body: { detail: [{ loc: ['body'], type: 'dict_type' }] } }],
    [`"${'x'.repeat(65_536)}"`, { status: 413 }],
  ])('refuses the body %.10s', async (payload, expected) => {
    expect(await app.call('POST', '/users', payload)).toMatchObject(expected);
  });

  it.each(['content-length', 'chunks'])(
    'answers 413 to every large body, told by %s, on a connection that stays',
    async (kind) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const part = Buffer.alloc(100_000, 'a');
      const parts = 30;
      const sockets = new Set<unknown>();
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const size = kind === 'chunks' ? {} : { 'content-length': part.length * parts };
        const headers = { 'content-type': 'application/json', ...size };
        const sent = request(`${app.url}/users`, { method: 'POST', agent, headers });
        const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
        for (let index = 0; index < parts; index += 1) sent.write(part);
        sent.end();
        const [response] = await answered;
        sockets.add(sent.socket);
        expect(response.statusCode).toBe(413);
        response.resume();
        await once(response, 'end');
      }
      agent.destroy();
      expect(sockets.size).toBe(1);
    },
  );

  it('takes a content type without a body where none is needed', async () => {
    const headers = { 'content-type': 'application/json' };
    const created = await app.call('POST', '/users', JSON.stringify(valid));
    const { id } = created.body as { id: number };
    expect(await app.call('GET', `/users/${id}`, undefined, headers)).toMatchObject({ status: 200 });
    expect(await app.call('DELETE', `/users/${id}`, undefined, headers)).toEqual(
      expect.objectContaining({ status: 200, body: { message: 'User deleted successfully' } }),
    );
  });

  it('does not take __proto__ for a field', async () => {
    const payload = JSON.stringify(valid).replace('{', '{"__proto__":{"admin":true},');
    const { status, body } = await app.call('POST', '/users', payload);
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('admin');
  });

  it('refuses an empty change, also one of unknown names alone', async () => {
    for (const payload of [{}, { admin: true }]) {
      expect(await app.call('PATCH', '/users/1', payload)).toMatchObject({
        status: 422,
        body: { detail: [{ loc: ['body'], type: 'too_short' }] },
      });
    }
  });

  it.each([
    ['DELETE', '/users', 'GET, HEAD, POST'],
    ['OPTIONS', '/users', 'GET, HEAD, POST'],
    ['POST', '/users/1', 'GET, HEAD, PUT, PATCH, DELETE'],
  ])('answers %s %s with 405 and what is allowed', async (method, path, allow) => {
    expect(await app.call(method, path)).toMatchObject({
      status: 405,
      body: { detail: 'Method Not Allowed' },
      headers: { allow },
    });
  });

  it('answers other paths with 404', async () => {
    expect(await app.call('GET', '/')).toMatchObject({ status: 404, body: { detail: 'Not Found' } });
    expect((await app.call('GET', '/usersx')).status).toBe(404);
  });

  it.each(['/health', '/health/users'])('tells at %s that it runs', async (path) => {
    const { status, body } = await app.call('GET', path);
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'healthy',
      service: 'user-service',
      timestamp: now.toISOString(),
      version: '1.0.0',
    });
    expect(app.lines).toEqual([]);
  });

  it('describes its routes and fields as OpenAPI', async () => {
    const { body } = await app.call('GET', '/openapi.json');
    expect(body).toMatchObject({ openapi: '3.1.0', info: { title: 'User Service', version: '1.0.0' } });
    const { paths } = body as { paths: Record<string, Record<string, { requestBody?: unknown }>> };
    const routes = Object.entries(paths).flatMap(([path, of]) => Object.keys(of).map((method) => `${method} ${path}`));
    expect(routes.filter((route) => !route.startsWith('head')).sort()).toEqual(
      ['delete', 'get', 'patch', 'put']
        .map((method) => `${method} /users/{user_id}`)
        .concat(['get /health', 'get /health/users', 'get /users', 'post /users'])
        .sort(),
    );
    expect(paths['/users']?.post?.requestBody).toMatchObject({
      content: { 'application/json': { schema: { properties: { state: { enum: ['open', 'shut'] } } } } },
    });
  });

  it('logs one line for a request, with its id and trace and no query', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { headers } = await app.call('GET', '/users?limit=5', undefined, { 'x-request-id': 'abc-1', traceparent });
    expect(headers['x-request-id']).toBe('abc-1');
    expect(app.lines).toEqual([
      {
        level: 'INFO',
        time: expect.stringMatching(/^\d{4}-/),
        service: 'user-service',
        requestId: 'abc-1',
        traceparent,
        method: 'GET',
        path: '/users',
        status: 200,
        durationMs: expect.any(Number),
      },
    ]);
  });

  it('gives a request an id when it has none that is fit for a log', async () => {
    const { headers } = await app.call('GET', '/users', undefined, { 'x-request-id': 'a b"c', traceparent: 'x' });
    expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    expect(app.lines[0]).not.toHaveProperty('traceparent');
  });

  it('answers 503 and logs why while the table is not to be had, 500 for other faults', async () => {
    const cases = [
      ['ThrottlingException', 400, 503, 'Service Unavailable'],
      ['ResourceNotFoundException', 400, 500, 'Internal Server Error'],
    ] as const;
    for (const [name, statusCode, status, detail] of cases) {
      app.lines.length = 0;
      table.before = () => {
        throw new DynamodbError(name, 'secret of the table', { statusCode });
      };
      const reply = await app.call('GET', '/users/1', undefined, { 'x-request-id': 'r1' });
      expect(reply).toMatchObject({ status, body: { detail } });
      expect(reply.headers['retry-after']).toBe(status === 503 ? '1' : undefined);
      expect(app.lines).toContainEqual(expect.objectContaining({ level: 'ERROR', requestId: 'r1', error: name }));
    }
  });

  it.each([
    ['DEBUG', ['/health', '/users']],
    ['INFO', ['/users']],
    ['WARNING', []],
    ['ERROR', []],
  ] as const)('logs at LOG_LEVEL=%s the paths %p', async (logLevel, paths) => {
    const other = await startUsers(table.connect(), { logLevel });
    await other.call('GET', '/health');
    await other.call('GET', '/users');
    await other.close();
    expect(other.lines.filter(({ path }) => path !== undefined).map(({ path }) => path)).toEqual(paths);
  });
});
