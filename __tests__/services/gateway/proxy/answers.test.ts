import { request } from 'node:http';
import { type RunningProxy, startProxy, talk } from '../../../support/gateway-proxy';
import { startUpstream, type Upstream } from '../../../support/gateway-upstream';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

describe('the answers of the proxy', () => {
  let upstream: Upstream;
  let proxy: RunningProxy;
  let seen: string[] = [];

  beforeAll(async () => {
    upstream = await startUpstream(
      (incoming, response) => {
        seen.push(`${incoming.method} ${incoming.url}`);
        response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
      },
      { healthy: (service) => service === 'users' },
    );
    proxy = await startProxy(upstream.port);
  });
  afterAll(async () => {
    await proxy.stop();
    await upstream.close();
  });
  beforeEach(() => (seen = []));

  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${proxy.port}${path}`, init);

  it('lists the services and their health at /', async () => {
    const response = await get('/');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      message: 'Microservice Proxy Gateway',
      vpc_endpoint: `127.0.0.1:${upstream.port}`,
      available_services: 1,
      services: {
        users: {
          name: 'User Service',
          path: '/users',
          port: 3000,
          health_endpoint: '/health',
          version: 'v1',
          status: 'healthy',
          last_check: expect.stringMatching(/^\d{4}-.*Z$/),
        },
        orders: {
          name: 'Order Service',
          path: '/orders',
          port: 3001,
          health_endpoint: '/health',
          version: 'v1',
          status: 'unhealthy',
          last_check: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      },
      endpoints: ['/api/users', '/api/orders'],
    });
  });

  it('tells its own health at /health', async () => {
    const response = await get('/health');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'healthy',
      timestamp: expect.stringMatching(/Z$/),
      services: { total: 2, healthy: 1, unhealthy: 1 },
      details: {
        users: { healthy: true, last_check: expect.any(String), response_code: 200 },
        orders: { healthy: false, last_check: expect.any(String), response_code: 503 },
      },
    });
  });

  it('describes every path and method at /openapi.json', async () => {
    const document = (await (await get('/openapi.json')).json()) as { paths: Record<string, object> };
    expect(Object.keys(document.paths).sort()).toEqual([
      '/',
      '/api/orders',
      '/api/orders/{path}',
      '/api/users',
      '/api/users/{path}',
      '/health',
    ]);
    expect(Object.keys(document.paths['/api/users'] ?? {})).toEqual(methods.map((method) => method.toLowerCase()));
  });

  it.each([
    ['/api/users', '/users'],
    ['/api/users?limit=2', '/users?limit=2'],
    ['/api/users/', '/users/'],
    ['/api/users/42?x=1', '/users/42?x=1'],
    ['/api/users/a%2Fb/c@d', '/users/a%2Fb/c@d'],
  ])('maps %s to %s', async (path, mapped) => {
    expect((await get(path)).status).toBe(200);
    expect(seen).toEqual([`GET ${mapped}`]);
  });

  it.each(methods)('passes %s on', async (method) => {
    const status = await new Promise((resolve, reject) => {
      request({ port: proxy.port, host: '127.0.0.1', path: '/api/users/1', method }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
    expect(seen).toEqual([`${method} /users/1`]);
  });

  it.each(['TRACE', 'PROPFIND', 'M-SEARCH'])('answers 405 to %s and names what is allowed', async (method) => {
    const answer = await talk(proxy.port, `${method} /api/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    expect(answer).toContain('\r\nallow: GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS\r\n');
    expect(answer).toMatch(/\{"detail":"Method Not Allowed"\}$/);
    expect(seen).toEqual([]);
  });

  it('answers 405 to what its own paths do not take', async () => {
    const response = await get('/health', { method: 'POST', body: 'x' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });

  it.each([
    ['/api/nothing', 404, "Service 'nothing' not found"],
    ['/api/constructor', 404, "Service 'constructor' not found"],
    ['/api/', 404, 'Not Found'],
    ['/api', 404, 'Not Found'],
    ['/users', 404, 'Not Found'],
    ['/api/orders/1', 503, "Service 'orders' is currently unhealthy"],
  ])('answers %s with %d', async (path, status, detail) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ detail });
    expect(seen).toEqual([]);
  });

  it('answers HEAD without a body, its own paths too', async () => {
    const answer = await talk(
      proxy.port,
      'HEAD /health HTTP/1.1\r\nHost: a\r\n\r\nHEAD /api/orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503']);
    expect(answer).not.toContain('{');
  });
});

describe('a proxy whose services are all down', () => {
  it('starts, and says that it is degraded', async () => {
    // Nothing listens at the port of a server that has been closed.
    const gone = await startUpstream(() => undefined);
    await gone.close();
    const proxy = await startProxy(gone.port);
    const health = await fetch(`http://127.0.0.1:${proxy.port}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({
      status: 'degraded',
      services: { total: 2, healthy: 0, unhealthy: 2 },
      details: { users: { healthy: false, error: expect.stringContaining('ECONNREFUSED') } },
    });
    expect((await fetch(`http://127.0.0.1:${proxy.port}/api/users`)).status).toBe(503);
    await proxy.stop();
  });
});
