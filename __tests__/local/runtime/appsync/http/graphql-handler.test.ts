import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGraphqlHandler } from '../../../../../local/runtime/appsync/http/graphql-handler';
import { answering, startTestApi, testKey, type RunningTestApi } from '../../../../support/running-appsync-api';

describe('POST /graphql', () => {
  let running: RunningTestApi;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    running = await startTestApi({
      schema: 'type Query { forwarded: String, header: String }',
      resolvers: {
        'Query.forwarded': answering(`ctx.request.headers['x-forwarded-for']`),
        'Query.header': answering(`[util.http.addResponseHeader('X-Mine', 'a'), 'set'][1]`),
      },
    });
    server = createServer(createGraphqlHandler(running.api)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    // A listening TCP server's address is never a pipe name.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await running.api.close();
  });
  const post = async (body: string, headers: Record<string, string> = { 'x-api-key': testKey }) => {
    const response = await fetch(url, { method: 'POST', body, headers });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

  it('answers with the reply, its headers and those of AppSync', async () => {
    const reply = await post('{"query":"{ header }"}');
    expect(reply).toMatchObject({ status: 200, body: { data: { header: 'set' } } });
    const names = ['x-mine', 'access-control-allow-origin', 'content-type'].map((name) => reply.headers.get(name));
    expect(names).toEqual(['a', '*', 'application/json;charset=UTF-8']);
    expect(reply.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('puts the caller last in x-forwarded-for', async () => {
    expect((await post('{"query":"{ forwarded }"}')).body).toEqual({ data: { forwarded: '127.0.0.1' } });
    const headers = { 'x-api-key': testKey, 'X-Forwarded-For': '203.0.113.10' };
    expect((await post('{"query":"{ forwarded }"}', headers)).body).toEqual({
      data: { forwarded: '203.0.113.10, 127.0.0.1' },
    });
  });

  it.each(['meow', '{}', '{}}', '[]', 'null', '{"query":1}', '{"query":"{ header }","variables":"x"}'])(
    'answers 400 to %s',
    async (body) => {
      expect(await post(body)).toMatchObject({
        status: 400,
        body: { errors: [{ errorType: 'MalformedHttpRequestException', message: 'Unable to parse GraphQL query.' }] },
      });
    },
  );

  it('answers 400 to no body, 413 to more than 1 MiB and 200 to GraphQL faults', async () => {
    expect(await post('')).toMatchObject({ status: 400, body: { errors: [{ message: 'Request body is empty.' }] } });
    expect(await post(JSON.stringify({ query: '#'.repeat(1024 * 1024) }))).toMatchObject({ status: 413 });
    expect(await post('{"query":"{ nope }"}')).toMatchObject({ status: 200, body: { data: null } });
  });

  it('answers 401 without a valid key, whatever the body', async () => {
    expect(await post('meow', { 'x-api-key': 'da2-wrong' })).toMatchObject({
      status: 401,
      body: { errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }] },
    });
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { 'x-api-key': testKey } })).status).toBe(400);
  });

  it('answers the preflight of a page on another origin and of one on the internet', async () => {
    const asked = {
      'access-control-request-headers': 'x-api-key,x-amz-user-agent',
      'access-control-request-private-network': 'true',
    };
    const { status, headers } = await fetch(url, { method: 'OPTIONS', headers: asked });
    const names = ['origin', 'headers', 'private-network'].map((name) => headers.get(`access-control-allow-${name}`));
    expect([status, names]).toEqual([200, ['*', 'x-api-key,x-amz-user-agent', 'true']]);
  });
});
