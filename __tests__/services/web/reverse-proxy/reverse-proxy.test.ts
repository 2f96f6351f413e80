import { type IncomingMessage, type ServerResponse } from 'node:http';
import { readdirSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { eventually } from '../../../support/eventually';
import { freePort } from '../../../support/free-port';
import { describeWith } from '../../../support/requires';
import {
  type ReverseProxyOptions,
  type RunningReverseProxy,
  startReverseProxy,
} from '../../../support/running-reverse-proxy';

const script = `export const text = '${'immutable '.repeat(400)}';`;
const hashed = '/_nuxt/Dk3jA9xz.js';
const files = {
  [hashed.slice(1)]: script,
  '_nuxt/Dk3jA9xz.js.map': '{"version":3}',
  '_nuxt/builds/latest.json': '{"id":"build-1"}',
  'favicon.svg': `<svg xmlns="http://www.w3.org/2000/svg">${' '.repeat(2000)}</svg>`,
  'photo.webp': Buffer.alloc(3000, 7),
  'robots.txt': 'User-agent: *\n',
  '.env': 'SECRET=1\n',
};

describeWith('nginx', 'reverse proxy of the web app', () => {
  const running: RunningReverseProxy[] = [];
  let seen: IncomingMessage[] = [];
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  let proxy: RunningReverseProxy;

  const start = async (options: Partial<ReverseProxyOptions> = {}) => {
    const app = (request: IncomingMessage, response: ServerResponse) => {
      seen.push(request);
      handle(request, response);
    };
    const started = await startReverseProxy({ files, app, ...options });
    running.push(started);
    return started;
  };
  beforeAll(async () => {
    proxy = await start();
  });
  beforeEach(() => {
    seen = [];
    handle = (_, response) => void response.end('page');
  });
  afterAll(async () => {
    await Promise.all(running.map((one) => one.close()));
  });
  const withCoding = (coding: string, more: Record<string, string> = {}) =>
    proxy.get(hashed, { headers: { 'accept-encoding': coding, ...more } });

  describe('static files', () => {
    it.each([
      ['gzip, deflate, br', 'br'],
      ['br;q=1.0, gzip;q=0.8', 'br'],
      ['gzip;q=0.5', 'gzip'],
      ['gzip, br;q=0', 'gzip'],
      ['br;q=0.000, gzip;q=0', undefined],
      ['deflate, zstd', undefined],
      ['brotli', undefined],
      ['', undefined],
    ])('answers Accept-Encoding "%s" with the coding %s', async (accepted, coding) => {
      const { status, headers, body } = await withCoding(accepted);
      expect(status).toBe(200);
      expect(headers['content-encoding']).toBe(coding);
      expect(headers['content-type']).toBe('application/javascript; charset=utf-8');
      expect(headers.vary).toBe('Accept-Encoding');
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      const plain = coding === 'br' ? brotliDecompressSync(body) : coding === 'gzip' ? gunzipSync(body) : body;
      expect(plain.toString()).toBe(script);
      expect(seen).toEqual([]);
    });

    it('gives each coding its own entity tag, answers 304 to it and hides the date of the file', async () => {
      const answers = await Promise.all(['br', 'gzip', ''].map((coding) => withCoding(coding)));
      const tags = answers.map(({ headers }) => headers.etag ?? '');
      expect(new Set(tags).size).toBe(3);
      expect(answers[0]?.headers['last-modified']).toBeUndefined();
      const again = await withCoding('br', { 'if-none-match': tags[0] ?? '' });
      expect(again).toMatchObject({ status: 304, headers: { etag: tags[0], vary: 'Accept-Encoding' } });
      expect((await withCoding('gzip', { 'if-none-match': tags[0] ?? '' })).status).toBe(200);
    });

    it('answers ranges of the coded file, and none when another coding has come in between', async () => {
      const whole = await withCoding('br');
      const part = await withCoding('br', { range: 'bytes=5-9' });
      expect(part.status).toBe(206);
      expect(part.headers).toMatchObject({
        'content-range': `bytes 5-9/${whole.body.length}`,
        'content-encoding': 'br',
      });
      expect(part.body).toEqual(whole.body.subarray(5, 10));
      const changed = await withCoding('gzip', { range: 'bytes=5-9', 'if-range': whole.headers.etag ?? '' });
      expect(changed.status).toBe(200);
      expect((await withCoding('br', { range: 'bytes=999999-' })).status).toBe(416);
    });

    it('answers 404 for a missing hashed file by itself, and nothing keeps that answer', async () => {
      const { status, headers } = await proxy.get('/_nuxt/other.js');
      expect(status).toBe(404);
      expect(headers['cache-control']).toBe('no-store');
      expect(seen).toEqual([]);
    });

    it('has viewers ask again which release is the latest, and keeps other public files for an hour', async () => {
      expect((await proxy.get('/_nuxt/builds/latest.json')).headers['cache-control']).toBe('no-cache');
      const icon = await proxy.get('/favicon.svg', { headers: { 'accept-encoding': 'br' } });
      expect(icon.headers).toMatchObject({
        'cache-control': 'public, max-age=3600',
        'content-encoding': 'br',
        'content-type': 'image/svg+xml',
      });
      const photo = await proxy.get('/photo.webp', { headers: { 'accept-encoding': 'br, gzip' } });
      expect(photo.headers['content-encoding']).toBeUndefined();
      expect(photo.headers['content-type']).toBe('image/webp');
      expect(photo.body).toHaveLength(3000);
      expect(seen).toEqual([]);
    });

    it('answers HEAD like GET without a body', async () => {
      const { body } = await withCoding('br');
      const head = await proxy.get(hashed, { method: 'HEAD', headers: { 'accept-encoding': 'br' } });
      expect(head).toMatchObject({ status: 200, headers: { 'content-length': String(body.length) } });
    });
  });

  describe('access control', () => {
    it.each(['/.env', '/.git/config', '/%2eenv', '/a/../.env', '/_nuxt/Dk3jA9xz.js.map', '/_nuxt/.x'])(
      'answers %s with 404 without asking the app',
      async (path) => {
        expect((await proxy.raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).slice(0, 12)).toBe(
          'HTTP/1.1 404',
        );
        expect(seen).toEqual([]);
      },
    );

    it('lets /.well-known/ through', async () => {
      expect((await proxy.get('/.well-known/security.txt')).body.toString()).toBe('page');
    });

    it.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])('refuses %s', async (method) => {
      const { status, headers } = await proxy.get('/', { method });
      expect(status).toBe(405);
      expect(seen).toEqual([]);
      // nginx refuses TRACE before it reads its configuration.
      if (method !== 'TRACE')
        expect(headers).toMatchObject({ allow: 'GET, HEAD, POST, OPTIONS', 'cache-control': 'no-store' });
    });

    it.each(['GET', 'HEAD', 'POST', 'OPTIONS'])('passes %s on', async (method) => {
      expect((await proxy.get('/any', { method })).status).toBe(200);
      expect(seen[0]?.method).toBe(method);
    });

    it('refuses to post to a file', async () => {
      const answer = await proxy.get(hashed, { method: 'POST' });
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    });

    it('refuses a body of more than 1 MiB without asking the app', async () => {
      const limit = 1024 * 1024;
      handle = (request, response) => request.resume().on('end', () => response.end());
      expect((await proxy.get('/form', { method: 'POST', body: Buffer.alloc(limit) })).status).toBe(200);
      seen = [];
      expect((await proxy.get('/form', { method: 'POST', body: Buffer.alloc(limit + 1) })).status).toBe(413);
      expect(seen).toEqual([]);
    });

    it('takes headers of some KiB, refuses a header beyond 8 KiB with 431 and a longer address with 414', async () => {
      expect((await proxy.get('/', { headers: { cookie: 'a'.repeat(7000) } })).status).toBe(200);
      seen = [];
      const head = (path: string, cookie: string) =>
        proxy.raw(`GET ${path} HTTP/1.1\r\nhost: x\r\ncookie: ${cookie}\r\nconnection: close\r\n\r\n`);
      expect((await head('/', 'a'.repeat(9000))).slice(0, 12)).toBe('HTTP/1.1 431');
      expect((await head(`/${'a'.repeat(9000)}`, 'a')).slice(0, 12)).toBe('HTTP/1.1 414');
      expect(seen).toEqual([]);
    });

    it('does not tell its version', async () => {
      for (const path of ['/', '/_nuxt/none.js']) {
        const { headers, body } = await proxy.get(path);
        expect(headers.server).toBe('nginx');
        expect(body.toString()).not.toMatch(/nginx\/\d/);
      }
    });
  });

  describe('what the app is told', () => {
    it.each([
      ['a valid one', { 'x-request-id': 'abc-123' }, /^abc-123$/],
      [
        "the load balancer's",
        { 'x-amzn-trace-id': 'Self=1-2;Root=1-67891233-abcdef012345678912345678' },
        /^1-67891233-abcdef012345678912345678$/,
      ],
      ['its own for a bad one', { 'x-request-id': 'a b"c' }, /^[0-9a-f]{32}$/],
      ['its own for a long one', { 'x-request-id': 'a'.repeat(129) }, /^[0-9a-f]{32}$/],
      ['its own', {}, /^[0-9a-f]{32}$/],
    ])('passes on as request id %s, and answers with it', async (_, headers: Record<string, string>, pattern) => {
      handle = (_, response) => void response.setHeader('x-request-id', 'of-the-app').end();
      const answer = await proxy.get('/', { headers });
      expect(answer.headers['x-request-id']).toMatch(pattern);
      expect(seen[0]?.headers['x-request-id']).toBe(answer.headers['x-request-id']);
    });

    it('gets the viewer as the load balancer tells it', async () => {
      const given = {
        host: 'www.example.com',
        'x-forwarded-for': '203.0.113.7',
        'x-forwarded-proto': 'https',
        'x-forwarded-port': '443',
        'x-forwarded-host': 'evil.example',
        connection: 'close',
      };
      await proxy.get('/', { headers: given });
      expect(seen[0]?.headers).toMatchObject({
        host: 'www.example.com',
        'x-forwarded-for': '203.0.113.7, 127.0.0.1',
        'x-forwarded-proto': 'https',
        'x-forwarded-port': '443',
        'x-forwarded-host': 'www.example.com',
      });
      await proxy.get('/', { headers: { 'x-forwarded-proto': 'javascript:', 'x-forwarded-port': 'x' } });
      expect(seen[1]?.headers).toMatchObject({ 'x-forwarded-proto': 'http', 'x-forwarded-port': String(proxy.port) });
    });

    it('is asked over connections that stay', async () => {
      await proxy.get('/');
      const before = proxy.connections();
      for (let round = 0; round < 20; round += 1) await proxy.get('/');
      // Each of the two workers keeps its own.
      expect(proxy.connections() - before).toBeLessThanOrEqual(2);
    });
  });

  describe('answers of the app', () => {
    it('forbids every cache to keep what sets a cookie, and keeps what the app says otherwise', async () => {
      handle = (request, response) => {
        response.setHeader('cache-control', 'public, max-age=60');
        if (request.url === '/login') response.setHeader('set-cookie', ['a=1', 'b=2']);
        response.end();
      };
      const login = await proxy.get('/login');
      expect(login.headers).toMatchObject({ 'cache-control': 'private, no-store', 'set-cookie': ['a=1', 'b=2'] });
      expect((await proxy.get('/')).headers['cache-control']).toBe('public, max-age=60');
    });

    it('compresses pages for who takes it', async () => {
      const page = `<p>${'text '.repeat(1000)}</p>`;
      handle = (_, response) => void response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
      const { headers, body } = await proxy.get('/', { headers: { 'accept-encoding': 'gzip' } });
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      expect(gunzipSync(body).toString()).toBe(page);
      expect((await proxy.get('/')).body.toString()).toBe(page);
    });

    it('passes errors of the app on as they are', async () => {
      handle = (_, response) => void response.writeHead(503).end('busy');
      expect(await proxy.get('/')).toMatchObject({ status: 503, body: Buffer.from('busy') });
    });

    it('answers 502 with a page of its own when the app breaks off, and when nobody listens', async () => {
      handle = (_, response) => void response.destroy();
      const nobody = await start({ environment: { APP_PORT: String(await freePort()) } });
      for (const one of [proxy, nobody]) {
        const { status, headers, body } = await one.get('/page?token=hidden');
        expect(status).toBe(502);
        expect(headers).toMatchObject({ 'cache-control': 'no-store', 'retry-after': '5' });
        expect(body.toString()).toContain('<h1>Not available right now</h1>');
        expect(one.errors()).toBe('');
      }
      expect((await proxy.get('/.proxy/unavailable.html')).status).toBe(404);
    });
  });

  describe('health', () => {
    it('is that of the app at /healthz, and its own at /healthz/proxy', async () => {
      handle = (_, response) => void response.writeHead(seen[0]?.url === '/healthz' ? 503 : 404).end();
      expect((await proxy.get('/healthz')).status).toBe(503);
      expect(await proxy.get('/healthz/proxy')).toMatchObject({ status: 200, body: Buffer.from('ok\n') });
      expect(seen).toHaveLength(1);
    });

    it('is answered with 504 in time when the app is silent', async () => {
      handle = () => undefined;
      const begun = performance.now();
      expect((await proxy.get('/healthz')).status).toBe(504);
      expect(performance.now() - begun).toBeLessThan(4900);
    });
  });

  it('logs requests as JSON without their query, and no check that succeeds', async () => {
    const one = await start();
    await one.get('/healthz');
    await one.get('/healthz/proxy');
    const { headers } = await one.get('/search?password=hidden', { headers: { 'user-agent': 'quote " and \\' } });
    await eventually(
      () => one.log().length > 0,
      () => 'an entry',
    );
    expect(one.log()).toEqual([
      expect.objectContaining({
        method: 'GET',
        path: '/search',
        status: 200,
        bytes: 4,
        requestId: headers['x-request-id'],
        userAgent: 'quote " and \\',
        upstreamStatus: '200',
      }),
    ]);
    expect(JSON.stringify(one.log())).not.toContain('hidden');
  });

  it('finishes all requests that run when it is asked to end, takes no more and leaves nothing behind', async () => {
    const one = await start();
    const waiting: ServerResponse[] = [];
    handle = (_, response) => void waiting.push(response);
    const asked = Array.from({ length: 20 }, (_, index) => one.get(`/slow/${index}`));
    await eventually(
      () => waiting.length === 20,
      () => `requests at the app: ${waiting.length}`,
    );
    one.signal('SIGQUIT');
    // No request: one that came in just before would be held by the app as well.
    await eventually(
      async () => !(await one.accepts()),
      () => 'new connections are refused',
    );
    for (const response of waiting.splice(0)) response.end('done');
    const answers = await Promise.all(asked);
    expect(answers.map(({ status, body }) => `${status} ${body.toString()}`)).toEqual(Array(20).fill('200 done'));
    expect(await one.exited).toBe(0);
    await eventually(
      () => one.log().length === 20,
      () => 'all entries of the log',
    );
    await eventually(
      () => readdirSync(one.temporary).length === 0,
      () => readdirSync(one.temporary).join(),
    );
  });

  it.each([
    ['PORT', '0', 'PORT and APP_PORT must be a port from 1 to 65535, got 0'],
    ['APP_PORT', '80;', 'PORT and APP_PORT must be a port from 1 to 65535, got 80;'],
    ['APP_HOST', 'x;y', 'HOST and APP_HOST must be an IPv4 address or a name, got x;y'],
  ])('does not start with a bad %s', async (name, value, message) => {
    await expect(start({ environment: { [name]: value } })).rejects.toThrow(
      `nginx ended with 78: reverse-proxy: ${message}`,
    );
  });
});
