import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import {
  createGroup,
  dissolveGroup,
  joinGroup,
  reportDataByNode,
  sendMemberHeartbeat,
} from '../support/mesh-endpoint-operations';

const isoMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describeEndpoint('transport and errors', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  const unknown = { groupId: 'nowhere', domain: 'void', nodeId: 'n' };

  it('a query is POSTed as JSON and answered 200 with JSON', async () => {
    const { status, headers, body } = await endpoint.client.send('{ __typename }');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({ data: { __typename: 'Query' } });
  });

  it('an error of a resolver is answered 200', async () => {
    const { status, body } = await endpoint.client.send(joinGroup.document, unknown);
    expect(status).toBe(200);
    expect(body.errors).toHaveLength(1);
  });

  it('a query that the schema refuses is answered 200 with errors and no data', async () => {
    const { status, body } = await endpoint.client.send('{ noSuchField }');
    expect(status).toBe(200);
    expect(body.data ?? null).toBeNull();
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('noSuchField') as string,
      locations: [{ line: 1, column: 3, sourceName: null }],
    });
  });

  it.each([
    ['wrong', { 'x-api-key': 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa' }],
    ['empty', { 'x-api-key': '' }],
  ])('a request with a %s key is answered 401 UnauthorizedException in an errors array', async (_, headers) => {
    const { status, body } = await endpoint.client.send('{ __typename }', {}, headers);
    expect(status).toBe(401);
    expect(body.errors).toEqual([
      expect.objectContaining({
        errorType: 'UnauthorizedException',
        message: expect.any(String) as string,
      }) as object,
    ]);
    expect(body.data ?? null).toBeNull();
  });

  it('a request without a key is answered 401', async () => {
    const response = await fetch(endpoint.url, { method: 'POST', body: '{"query":"{ __typename }"}' });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ errorType: 'UnauthorizedException' }] });
  });

  it('an error entry has message, errorType, path, locations, data and errorInfo at its top level', async () => {
    const query = `mutation {
      joinGroup(groupId: "g", domain: "d", nodeId: "n") { id }
    }`;
    const { body } = await endpoint.client.send(query);
    expect(body.errors).toEqual([
      {
        path: ['joinGroup'],
        data: null,
        errorType: 'GroupNotFound',
        errorInfo: null,
        locations: [{ line: 2, column: 7, sourceName: null }],
        message: 'Group not found: g@d',
      },
    ]);
  });

  it('a failing field of a non-null type nulls the whole data', async () => {
    const { body } = await endpoint.client.send(sendMemberHeartbeat.document, unknown);
    expect(body.data).toBeNull();
  });

  it('a failing field of a nullable type is null, and the fields beside it keep their values', async () => {
    const query = `mutation {
      missing: reportDataByNode(groupId: "g", domain: "d", nodeId: "n", data: []) { groupId }
      left: leaveGroup(groupId: "g", domain: "d", nodeId: "n") { peerId }
    }`;
    const { body } = await endpoint.client.send(query);
    expect(body.data).toEqual({ missing: null, left: { peerId: 'n' } });
    expect(body.errors).toMatchObject([{ path: ['missing'], errorType: 'GroupNotFound' }]);
  });

  it.each([
    ['joinGroup', joinGroup, {}],
    ['reportDataByNode', reportDataByNode, { data: [] }],
  ])('clients can read errorType and message of the first error of %s', async (_, operation, more) => {
    expect(await endpoint.client.refusal(operation, { ...unknown, ...more })).toEqual({
      errorType: 'GroupNotFound',
      message: 'Group not found: nowhere@void',
    });
  });

  it('every failure of a Lambda operation has errorType Lambda:Unhandled', async () => {
    const refusal = await endpoint.client.refusal(dissolveGroup, { groupId: 'g', domain: 'd', hostId: 'h' });
    expect(refusal).toEqual({ errorType: 'Lambda:Unhandled', message: 'Group not found: g@d' });
  });

  it('times are ISO 8601 in UTC with milliseconds and Z', async () => {
    const group = await endpoint.group();
    expect(group.expiresAt).toMatch(isoMs);
    const of = { groupId: group.id, domain: group.domain, nodeId: 'n' };
    const node = await endpoint.client.call(joinGroup, of);
    expect(node.expiresAt).toMatch(isoMs);
    const { nodeStatus } = await endpoint.client.call(reportDataByNode, { ...of, data: [] });
    expect(nodeStatus?.timestamp).toMatch(isoMs);
  });

  it('variables of the wrong type are refused before any resolver runs', async () => {
    const { body } = await endpoint.client.send(createGroup.document, { name: 1, hostId: 'h', useWebSocket: 'yes' });
    expect(body.data ?? null).toBeNull();
    expect(body.errors?.length).toBeGreaterThan(0);
    expect(await endpoint.table.items('DOMAIN#undefined')).toEqual([]);
  });

  it('a page of any origin may call: preflight and answer allow it', async () => {
    const preflight = await fetch(endpoint.url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://editor.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-api-key,x-amz-user-agent',
      },
    });
    expect(preflight.ok).toBe(true);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('x-api-key');
    const { headers } = await endpoint.client.send('{ __typename }', {}, { origin: 'https://editor.example' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });
});

describeEndpoint('the addresses of the API', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  const ask = async (host: string, protocol: 'http:' | 'https:') => {
    const { hostname, port, pathname: path } = new URL(endpoint.url);
    const headers = { host, 'content-type': 'application/json', 'x-api-key': endpoint.client.apiKey };
    const target = { hostname, port, path, method: 'POST', headers };
    const ca = readFileSync(endpoint.runtime.front.caFile);
    const request = protocol === 'http:' ? httpRequest(target) : httpsRequest({ ...target, ca, servername: host });
    request.end('{"query":"{ __typename }"}');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  };
  const deployedHosts = () => [
    new URL(endpoint.output('GraphQLApiEndpoint')).host,
    new URL(endpoint.output('CustomDomainUrl')).host,
    `${endpoint.output('GraphQLApiId')}.localhost`,
    'localhost',
  ];

  it.each(['http:', 'https:'] as const)('are the hosts that AWS gave it and this machine, by %s', async (protocol) => {
    for (const host of deployedHosts()) {
      expect({ host, ...(await ask(host, protocol)) }).toEqual({
        host,
        status: 200,
        body: '{"data":{"__typename":"Query"}}',
      });
    }
  });

  it('are no others: a name that somebody points at this machine is refused', async () => {
    const { status, body } = await ask('rebound.example', 'http:');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('__typename');
  });
});

describeEndpoint('an API key', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  it('is accepted until its last millisecond and then answered 401', async () => {
    endpoint.clock.setTo(endpoint.apiKeyExpiresMs - 1);
    expect((await endpoint.client.send('{ __typename }')).status).toBe(200);
    endpoint.clock.setTo(endpoint.apiKeyExpiresMs);
    const { status, body } = await endpoint.client.send('{ __typename }');
    expect(status).toBe(401);
    expect(body.errors?.[0]?.errorType).toBe('UnauthorizedException');
  });
});
