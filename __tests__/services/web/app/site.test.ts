import { connect } from 'node:net';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtWebApp, testRelease } from '../../../support/web-app-build';
import { Parameters, WebApp } from '../../../support/web-app';

const systems = JSON.stringify(
  Array.from({ length: 12 }, (_, index) => ({
    name: `system-${index}`,
    title: `System ${index}`,
    parameter: `/tristage/stg/release/system-${index}`,
  })),
);
const pages = ['/', '/status', '/mesh', '/gallery'];

function inlineScripts(html: string): readonly string[] {
  return [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code = '']) => code);
}

describe('web app', () => {
  let parameters: Parameters;
  let app: WebApp;
  beforeAll(async () => {
    parameters = await Parameters.start();
    // The last of them is in the second request to SSM.
    for (const index of [0, 11]) parameters.put(`/tristage/stg/release/system-${index}`, '{}');
    parameters.put('/tristage/stg/release/system-11', '{"changed":true}');
    parameters.put('/mesh/stg/graphql-endpoint', 'https://abc123.appsync-api.ap-northeast-1.amazonaws.com/graphql');
    parameters.put('/mesh/stg/api-key', 'da2-secret', 'SecureString');
    app = await WebApp.start({
      AWS_ENDPOINT_URL: parameters.endpoint.url,
      SYSTEMS: systems,
      HTML_CACHE_SECONDS: '60',
      MESH_ENDPOINT_PARAMETER: '/mesh/stg/graphql-endpoint',
      MESH_API_KEY_PARAMETER: '/mesh/stg/api-key',
      IMAGE_WIDTHS: '640,320,960,1280',
    });
  });
  afterAll(async () => {
    await app.stop();
    await parameters.close();
  });

  it('answers its health and version without a cache', async () => {
    const [health, version] = [await app.get('/healthz'), await app.get('/version')];
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    expect(await version.json()).toEqual({ release: testRelease, stage: 'stg', node: process.versions.node });
    for (const { headers } of [health, version]) expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each(pages)('renders %s whole, for shared caches and out of search engines', async (path) => {
    const response = await app.get(path);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toMatch(/<html +lang="en">/);
    expect(html).toMatch(/<title>[^<]+ · tristage<\/title>/);
    expect(html).toMatch(/<meta name="description" content="[^"]{40,}"/);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).not.toMatch(/ style="|<style/);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'public, max-age=0, s-maxage=60',
      'content-type': 'text/html;charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it.each(pages)('allows the scripts of %s by their hashes alone', async (path) => {
    const response = await app.get(path);
    const policy = response.headers.get('content-security-policy') ?? '';
    const scripts = inlineScripts(await response.text());
    expect(scripts.length).toBeGreaterThan(0);
    const hashes = scripts.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
    expect(policy).toContain(`script-src 'self' ${hashes.join(' ')};`);
    expect(policy).not.toMatch(/unsafe|nonce|\*/);
  });

  it('lets only the page of Mesh connect to it, and keeps the key out of what is cached', async () => {
    const policyOf = async (path: string) => (await app.get(path)).headers.get('content-security-policy') ?? '';
    const host = 'ap-northeast-1.amazonaws.com';
    expect(await policyOf('/mesh?domain=a')).toContain(
      `connect-src 'self' https://abc123.appsync-api.${host} wss://abc123.appsync-realtime-api.${host};`,
    );
    expect(await policyOf('/')).toContain("connect-src 'self';");
    expect(await app.text('/mesh')).not.toContain('da2-secret');
    const settings = await app.get('/api/mesh');
    expect(settings.headers.get('cache-control')).toBe('no-store');
    expect(await settings.json()).toEqual({
      state: 'available',
      endpoint: `https://abc123.appsync-api.${host}/graphql`,
      realtimeUrl: `wss://abc123.appsync-realtime-api.${host}/graphql`,
      apiKey: 'da2-secret',
    });
    expect(JSON.stringify(app.lines)).not.toContain('da2-secret');
  });

  it('shows each system of the stage as its parameter says', async () => {
    const html = await app.text('/status');
    const cards = html.split('<li class="card system">').slice(1);
    expect(cards).toHaveLength(12);
    expect(cards[0]).toMatch(/System 0[\s\S]*Deployed[\s\S]*<dd>1<\/dd>/);
    expect(cards[1]).toMatch(/System 1[\s\S]*Not deployed/);
    expect(cards[11]).toMatch(/System 11[\s\S]*Deployed[\s\S]*<dd>2<\/dd>/);
    const modified = new Date(parameters.clock.nowMs()).toISOString();
    expect(cards[11]).toContain(`datetime="${modified}"`);
  });

  it('names the sizes of resized images', async () => {
    const html = await app.text('/gallery');
    const [image = ''] = /<img[^>]*>/.exec(html) ?? [];
    expect(image).toContain('src="/images/dawn.jpg?w=1280"');
    expect(image).toContain(
      'srcset="/images/dawn.jpg?w=320 320w, /images/dawn.jpg?w=640 640w, /images/dawn.jpg?w=960 960w, /images/dawn.jpg?w=1280 1280w"',
    );
    expect(image).toMatch(/width="1280"[^>]*height="853"/);
  });

  it.each([
    ['/nothing', 'text/html;charset=utf-8', 'Page not found'],
    ['/gallery/nothing.jpg', 'text/html;charset=utf-8', 'Page not found'],
    ['/api/nothing', 'application/json', '"status":404'],
    ['/_nuxt/nothing.js', 'application/json', '"status":404'],
    // Nuxt's own address for error pages must not answer viewers.
    ['/__nuxt_error?status=200&message=hello', 'text/html;charset=utf-8', 'Page not found'],
  ])('answers 404 for %s', async (path, type, text) => {
    const response = await app.get(path);
    expect([response.status, response.statusText]).toEqual([404, 'Not Found']);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-robots-tag')).toBe('noindex, nofollow');
    const body = await response.text();
    expect(body).toContain(text);
    expect(body).not.toContain('hello');
  });

  it('serves hashed files for good and the name of the running release never', async () => {
    const [script = ''] = /\/_nuxt\/[\w-]+\.js/.exec(await app.text('/')) ?? [];
    expect((await app.get(script)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const latest = await app.get('/_nuxt/builds/latest.json');
    expect(latest.headers.get('cache-control')).toBe('no-store');
    expect(await latest.json()).toMatchObject({ id: testRelease });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const response = await fetch(`${app.url}/status`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('refuses addresses and heads that are too long', async () => {
    expect((await app.get(`/?${'a'.repeat(2046)}`)).status).toBe(200);
    expect((await app.get(`/?${'a'.repeat(2047)}`)).status).toBe(414);
    expect((await app.get('/', { 'x-long': 'a'.repeat(17_000) })).status).toBe(431);
  });

  it('keeps an idle connection for longer than the proxy does', async () => {
    expect((await app.get('/healthz')).headers.get('keep-alive')).toBe('timeout=75');
  });

  it('logs each request as one line of JSON under the id it came with', async () => {
    const response = await app.get('/status?token=secret', { 'x-request-id': 'from-the-proxy' });
    expect(response.headers.get('x-request-id')).toBe('from-the-proxy');
    await response.text();
    await app.get('/healthz');
    expect(app.lines.filter(({ requestId }) => requestId === 'from-the-proxy')).toEqual([
      {
        ...{ level: 'INFO', service: 'web-app', event: 'request', requestId: 'from-the-proxy' },
        ...{ time: expect.any(String), method: 'GET', path: '/status', status: 200, durationMs: expect.any(Number) },
      },
    ]);
    const forged = await app.get('/healthz', { 'x-request-id': '"}' });
    expect(forged.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(app.lines.filter((line) => 'text' in line)).toEqual([]);
  });
});

describe('web app on its own', () => {
  it('shows what it knows when SSM does not answer, and logs why', async () => {
    const app = await WebApp.start({
      SYSTEMS: systems,
      ...{ MESH_ENDPOINT_PARAMETER: '/mesh/stg/graphql-endpoint', MESH_API_KEY_PARAMETER: '/mesh/stg/api-key' },
    });
    const status = await app.get('/status');
    expect(status.status).toBe(200);
    expect((await status.text()).match(/data-state="unknown"/g)).toHaveLength(12);
    expect(await (await app.get('/api/mesh')).json()).toEqual({ state: 'unknown' });
    expect((await app.get('/mesh')).status).toBe(200);
    expect(app.lines).toContainEqual(expect.objectContaining({ level: 'WARNING', event: 'parameters not read' }));
    await app.stop();
  });

  it('answers a page without details when one cannot be made, and logs them', async () => {
    const { output } = await builtWebApp();
    const broken = mkdtempSync(join(tmpdir(), 'web-app-'));
    cpSync(output, broken, { recursive: true });
    const chunks = join(broken, 'server/chunks/build');
    for (const name of readdirSync(chunks).filter((file) => file.startsWith('gallery'))) {
      writeFileSync(join(chunks, name), "throw new Error('the detail');");
    }
    const app = await WebApp.start({}, broken);
    const response = await app.get('/gallery', { 'x-request-id': 'broken' });
    const html = await response.text();
    expect([response.status, response.statusText]).toEqual([500, 'Internal Server Error']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self' 'sha256-");
    expect(html).toContain('Something went wrong');
    expect(html).not.toMatch(/the detail|chunks/);
    expect(app.lines).toContainEqual(
      expect.objectContaining({
        ...{ level: 'ERROR', event: 'request failed', requestId: 'broken', path: '/gallery' },
        detail: expect.stringContaining('the detail'),
      }),
    );
    expect((await app.get('/')).status).toBe(200);
    await app.stop();
    rmSync(broken, { recursive: true });
  });

  it('needs nothing but its defaults, and may be found in prod', async () => {
    const app = await WebApp.start({ STAGE: 'prod' });
    const landing = await app.get('/');
    expect(landing.headers.get('x-robots-tag')).toBeNull();
    expect(landing.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=0');
    expect(await app.text('/robots.txt')).toContain('Allow: /');
    expect(await (await app.get('/api/mesh')).json()).toEqual({ state: 'not deployed' });
    expect(await app.text('/gallery')).toContain('src="/gallery/dawn.jpg"');
    await app.stop();
  });

  it.each([
    ['PORT', '70000', 'PORT must be an integer from 1 to 65535, got 70000'],
    ['LOG_LEVEL', 'TRACE', 'LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, got TRACE'],
  ])('ends at once when %s is %s', async (name, value, text) => {
    await expect(WebApp.start({ [name]: value })).rejects.toThrow(text);
  });

  it('answers what is open after SIGTERM, then ends with 0', async () => {
    const app = await WebApp.start();
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    await once(socket, 'connect');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    // The server has begun to read this request when the signal comes, and gets its end afterwards.
    socket.write('GET /version HTTP/1.1\r\nhost: a\r\n');
    await app.get('/healthz', { connection: 'close' });
    app.signal('SIGTERM');
    while (!app.lines.some(({ event }) => event === 'stopping')) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.write('\r\n');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*connection: close[\s\S]*"release"/i);
    expect(await app.exitCode()).toBe(0);
    expect(app.lines.at(-1)).toMatchObject({ event: 'stopped' });
  });
});
