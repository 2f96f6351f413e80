import { type CacheEntry } from '../../../../local/runtime/cloudfront/cache/cache-entry';
import { EdgeCache } from '../../../../local/runtime/cloudfront/cache/edge-cache';
import { edges } from '../../../../local/runtime/cloudfront/edge';
import { HeaderList } from '../../../../local/runtime/cloudfront/header-list';
import { behavior, cachePolicy, distribution, edgeDeployment, localOrigin } from '../../../support/edge-state';
import { cacheStatus, RunningEdge, SmallOrigin } from '../../../support/running-edge';

describe('the cache of a distribution', () => {
  let origin: SmallOrigin;
  let edge: RunningEdge;
  let headers: Record<string, string | string[]> = {};
  let body = 'hello';
  let status = 200;

  beforeAll(async () => {
    origin = await SmallOrigin.start();
    edge = await RunningEdge.start([
      edgeDeployment([
        distribution({
          origin: [localOrigin(origin.port)],
          default_cache_behavior: [behavior()],
          ordered_cache_behavior: [
            behavior({ path_pattern: '/min/*', cache_policy_id: 'min' }),
            behavior({ path_pattern: '/default/*', cache_policy_id: 'default' }),
            behavior({ path_pattern: '/off/*', cache_policy_id: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad' }),
            behavior({ path_pattern: '/keyed/*', cache_policy_id: 'keyed' }),
            behavior({ path_pattern: '/encoded/*', cache_policy_id: 'encoded' }),
          ],
          custom_error_response: [{ error_code: 404, error_caching_min_ttl: 5 }],
        }),
        cachePolicy('cache', { queryStrings: 'all' }),
        cachePolicy('min', { ttl: [60, 60, 120] }),
        cachePolicy('default', { ttl: [0, 60, 120] }),
        cachePolicy('keyed', {
          ttl: [0, 60, 120],
          headers: ['X-Kind'],
          cookies: ['group'],
          queryStrings: ['page', 'size'],
        }),
        cachePolicy('encoded', { ttl: [1, 60, 120], encodings: true }),
      ]),
    ]);
  });
  afterAll(async () => {
    await edge.close();
    await origin.close();
  });
  beforeEach(() => {
    headers = {};
    body = 'hello';
    status = 200;
    origin.requests.length = 0;
    origin.handler = (_request, response) => response.writeHead(status, headers).end(body);
  });

  /** Seconds for which the second request is a hit, of the seconds tried. */
  async function lifetime(path: string, tries: readonly number[]): Promise<number> {
    await edge.get(path);
    let last = 0;
    let passed = 0;
    for (const seconds of tries) {
      edge.clock.advance((seconds - passed) * 1000);
      passed = seconds;
      if (cacheStatus(await edge.get(path)) !== 'Hit') break;
      last = seconds;
    }
    return last;
  }

  const at = (offsetSeconds: number): string => `expires +${offsetSeconds}`;
  test.each([
    // path, Cache-Control or Expires, seconds of the last hit
    ['/a', 'max-age=30', 29],
    ['/a', 'max-age=30, s-maxage=10', 9],
    ['/a', 's-maxage="20"', 19],
    ['/a', 'max-age=999999', 3600],
    ['/a', 'max-age=0', -1],
    ['/a', 'no-cache', -1],
    ['/a', 'no-store', -1],
    ['/a', 'private, max-age=100', -1],
    ['/a', undefined, -1],
    ['/a', 'max-age=abc', -1],
    ['/a', at(30), 29],
    ['/default/a', undefined, 59],
    ['/default/a', 'max-age=5', 4],
    ['/default/a', 'max-age=1000', 119],
    ['/default/a', at(1000), 119],
    ['/default/a', 'private', -1],
    ['/min/a', undefined, 59],
    ['/min/a', 'max-age=5', 59],
    ['/min/a', 'max-age=100', 99],
    ['/min/a', 'max-age=1000', 119],
    ['/min/a', 'no-store', 59],
    ['/off/a', 'max-age=100', -1],
  ] as const)('%s with %s is a hit for %d s', async (path, said, expected) => {
    const unique = `${path}${Math.abs(expected)}-${String(said).replace(/[^a-z0-9]/g, '')}`;
    if (said?.startsWith('expires') === true) {
      headers = { expires: new Date(edge.clock.nowMs() + Number(said.slice(9)) * 1000).toUTCString() };
    } else if (said !== undefined) headers = { 'cache-control': said };
    const last = await lifetime(unique, [0, 4, 5, 9, 10, 19, 20, 29, 30, 59, 60, 99, 100, 119, 120, 3600]);
    const first = origin.requests.length;
    expect(last === 0 && first > 1 && expected === -1 ? -1 : last).toBe(expected);
  });

  test('a hit has the age of the response, that of the origin included', async () => {
    headers = { 'cache-control': 'max-age=100', age: '7' };
    const missed = await edge.get('/aged');
    edge.clock.advance(5000);
    const hit = await edge.get('/aged');
    expect([missed.headers['x-cache'], hit.headers['x-cache'], hit.headers.age]).toEqual([
      'Miss from cloudfront',
      'Hit from cloudfront',
      '12',
    ]);
    expect(hit.headers.via).toBe('1.1 de1.cloudfront.net (CloudFront)');
    expect(hit.headers['x-amz-cf-id']).toHaveLength(56);
    expect(hit.headers['x-amz-cf-id']).not.toBe(missed.headers['x-amz-cf-id']);
  });

  test('a stale response that the origin confirms is a RefreshHit and fresh again', async () => {
    headers = { 'cache-control': 'max-age=10', etag: '"v1"' };
    await edge.get('/revalidated');
    edge.clock.advance(11_000);
    origin.handler = (request, response) =>
      request.headers['if-none-match'] === '"v1"' ? response.writeHead(304, headers).end() : response.end('new');
    const refreshed = await edge.get('/revalidated');
    expect([cacheStatus(refreshed), refreshed.text]).toEqual(['RefreshHit', 'hello']);
    edge.clock.advance(5000);
    expect(cacheStatus(await edge.get('/revalidated'))).toBe('Hit');
  });

  test('a stale response hides a failing origin, unless it forbids that', async () => {
    headers = { 'cache-control': 'max-age=10' };
    await edge.get('/failing');
    headers = { 'cache-control': 'max-age=10, stale-if-error=30' };
    await edge.get('/failing-soon');
    headers = { 'cache-control': 'max-age=10, must-revalidate' };
    await edge.get('/failing-strict');
    edge.clock.advance(20_000);
    status = 503;
    headers = {};
    expect((await edge.get('/failing')).text).toBe('hello');
    expect((await edge.get('/failing-soon')).status).toBe(200);
    expect((await edge.get('/failing-strict')).status).toBe(503);
    edge.clock.advance(21_000);
    expect((await edge.get('/failing-soon')).status).toBe(503);
  });

  test('stale-while-revalidate serves the old response while the new one is fetched', async () => {
    headers = { 'cache-control': 'max-age=10, stale-while-revalidate=30' };
    await edge.get('/swr');
    edge.clock.advance(15_000);
    body = 'new';
    expect((await edge.get('/swr')).text).toBe('hello');
    const deadline = Date.now() + 5000;
    while ((await edge.get('/swr')).text !== 'new') expect(Date.now()).toBeLessThan(deadline);
    expect(origin.requests).toHaveLength(2);
  });

  test('simultaneous misses ask the origin once', async () => {
    headers = { 'cache-control': 'max-age=10' };
    origin.handler = (_request, response) => void setTimeout(() => response.writeHead(200, headers).end('one'), 50);
    const all = await Promise.all(Array.from({ length: 20 }, () => edge.get('/collapsed')));
    expect(all.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, () => 'one'));
    expect(origin.requests).toHaveLength(1);
  });

  test('those who wait for a response that may not be shared ask the origin themselves', async () => {
    headers = { 'cache-control': 'private' };
    let count = 0;
    origin.handler = (_request, response) =>
      void setTimeout(() => response.writeHead(200, headers).end(String(++count)), 20);
    const all = await Promise.all(Array.from({ length: 5 }, () => edge.get('/private')));
    expect(new Set(all.map(({ text }) => text)).size).toBe(5);
  });

  test('the key holds the query strings, headers and cookies of the policy and no others', async () => {
    const ask = async (query: string, kind: string, cookie: string): Promise<string> =>
      cacheStatus(await edge.get(`/keyed/a${query}`, { headers: { 'x-kind': kind, cookie } }));
    expect(await ask('?page=1&x=1', 'a', 'group=1; id=1')).toBe('Miss');
    expect(await ask('?page=1&x=2', 'a', 'id=2; group=1')).toBe('Hit');
    expect(await ask('?page=2', 'a', 'group=1')).toBe('Miss');
    expect(await ask('?page=1', 'b', 'group=1')).toBe('Miss');
    expect(await ask('?page=1', 'a', 'group=2')).toBe('Miss');
    const [first] = origin.requests;
    expect([first?.url, first?.headers['x-kind'], first?.headers.cookie]).toEqual(['/keyed/a?page=1', 'a', 'group=1']);
    expect(first?.headers.host).toBe('localhost');
  });

  test('ranges, HEAD and conditions are answered from the cache', async () => {
    headers = { 'cache-control': 'max-age=100', etag: '"r1"', 'content-type': 'text/x-own' };
    body = '0123456789';
    await edge.get('/parts');
    const part = await edge.get('/parts', { headers: { range: 'bytes=2-4' } });
    expect([part.status, part.text, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10']);
    const last = await edge.get('/parts', { headers: { range: 'bytes=-3' } });
    expect([last.text, last.headers['content-length']]).toEqual(['789', '3']);
    expect((await edge.get('/parts', { headers: { range: 'bytes=10-' } })).status).toBe(416);
    expect((await edge.get('/parts', { headers: { range: 'bytes=0-1', 'if-range': '"other"' } })).status).toBe(200);
    const head = await edge.get('/parts', { method: 'HEAD' });
    expect([head.status, head.text, head.headers['content-length'], cacheStatus(head)]).toEqual([200, '', '10', 'Hit']);
    expect((await edge.get('/parts', { headers: { 'if-none-match': 'W/"r1"' } })).status).toBe(304);
    expect(origin.requests).toHaveLength(1);
  });

  test('errors are kept for their minimum, 10 s without one', async () => {
    status = 404;
    await edge.get('/missing');
    edge.clock.advance(4000);
    expect(cacheStatus(await edge.get('/missing'))).toBe('Error');
    expect(origin.requests).toHaveLength(1);
    edge.clock.advance(2000);
    await edge.get('/missing');
    expect(origin.requests).toHaveLength(2);
    status = 500;
    await edge.get('/broken');
    edge.clock.advance(9000);
    await edge.get('/broken');
    expect(origin.requests).toHaveLength(3);
    edge.clock.advance(2000);
    await edge.get('/broken');
    expect(origin.requests).toHaveLength(4);
  });

  test.each([
    // status, Cache-Control, requests to the origin of two
    [404, 'no-store', 2],
    [410, 'private', 2],
    [414, 'no-cache', 2],
    [501, 'private, max-age=60', 2],
    [404, undefined, 1],
    // Of other errors CloudFront keeps also what is marked as for one viewer.
    [500, 'private', 1],
    [503, 'no-store', 1],
    [403, 'private, max-age=60', 1],
    [403, undefined, 2],
    [416, 'max-age=60', 2],
  ])('two requests that are answered %d with %s ask the origin %d times', async (code, said, expected) => {
    status = code;
    if (said !== undefined) headers = { 'cache-control': said };
    const path = `/errors/${code}-${String(said).replace(/\W/g, '')}`;
    for (let time = 0; time < 2; time++) expect((await edge.get(path)).status).toBe(code);
    expect(origin.requests).toHaveLength(expected);
  });

  test('text of 1,000 bytes and more is compressed, each encoding apart, with a weak ETag', async () => {
    body = 'x'.repeat(1000);
    headers = { 'content-type': 'text/html; charset=utf-8', 'content-length': '1000', etag: '"big"' };
    const br = await edge.get('/encoded/a', { headers: { 'accept-encoding': 'gzip, deflate, br' } });
    expect([br.headers['content-encoding'], br.headers.etag, br.headers.vary]).toEqual([
      'br',
      'W/"big"',
      'Accept-Encoding',
    ]);
    const gzip = await edge.get('/encoded/a', { headers: { 'accept-encoding': 'gzip;q=0.5, br;q=0' } });
    expect([gzip.headers['content-encoding'], cacheStatus(gzip)]).toEqual(['gzip', 'Miss']);
    const plain = await edge.get('/encoded/a');
    expect([plain.headers['content-encoding'], plain.text]).toEqual([undefined, body]);
    const hit = await edge.get('/encoded/a', { headers: { 'accept-encoding': 'br, gzip' } });
    expect([cacheStatus(hit), hit.body.equals(br.body), hit.headers['content-length']]).toEqual([
      'Hit',
      true,
      String(br.body.length),
    ]);
    body = 'x'.repeat(999);
    headers = { 'content-type': 'text/html', 'content-length': '999' };
    const small = await edge.get('/encoded/small', { headers: { 'accept-encoding': 'br' } });
    expect(small.headers['content-encoding']).toBeUndefined();
  });

  test('Vary names what the behaviour forwards; Set-Cookie goes where no cookie is forwarded', async () => {
    headers = { vary: 'X-Kind, X-Other, Accept-Encoding', 'set-cookie': ['a=1'], 'cache-control': 'max-age=1' };
    const keyed = await edge.get('/keyed/vary');
    expect([keyed.headers.vary, keyed.headers['set-cookie']]).toEqual(['X-Kind, Accept-Encoding', ['a=1']]);
    const plain = await edge.get('/vary');
    expect([plain.headers.vary, plain.headers['set-cookie']]).toEqual(['Accept-Encoding', undefined]);
  });

  test('an invalidation empties the cache', async () => {
    headers = { 'cache-control': 'max-age=100' };
    await edge.get('/invalidated');
    const running = edge.runtime.find(edges);
    running?.invalidate('E1');
    expect(cacheStatus(await edge.get('/invalidated'))).toBe('Miss');
    expect(() => running?.invalidate('E9')).toThrow('distribution must be one of E1, got E9');
  });
});

describe('a cache that is full', () => {
  const entry = (bytes: number): CacheEntry => ({
    ...{ status: 200, headers: new HeaderList(), body: Buffer.alloc(bytes), head: [], bornMs: 0, freshUntilMs: 1 },
    freshness: { ttlSeconds: 1, staleWhileRevalidateSeconds: 0, staleIfErrorSeconds: 0 },
  });

  test('drops what was not used for longest, by bytes', () => {
    const cache = new EdgeCache(100_000);
    for (const key of ['a', 'b', 'c']) cache.set(key, entry(30_000));
    cache.get('a');
    cache.set('d', entry(20_000));
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key) !== undefined)).toEqual(['a', 'c', 'd']);
    cache.set('e', entry(90_000));
    expect(['a', 'c', 'd', 'e'].filter((key) => cache.get(key) !== undefined)).toEqual(['e']);
    expect(cache.bytes).toBeGreaterThan(90_000);
    expect(cache.bytes).toBeLessThan(100_000);
  });

  test('counts what takes the place of another once, and nothing when it is empty', () => {
    const cache = new EdgeCache(100_000);
    for (let time = 0; time < 50; time++) cache.set('a', entry(10_000));
    cache.set('b', entry(10_000));
    expect(cache.get('a')).toBeDefined();
    cache.delete('a');
    cache.delete('b');
    expect(cache.bytes).toBe(0);
  });

  test('serves a body beyond a quarter of its size without keeping it', async () => {
    const origin = await SmallOrigin.start();
    const large = Buffer.alloc(65 * 1024 * 1024, 'x');
    origin.handler = (request, response) => {
      // With and without a length that tells it before the body comes.
      if (request.url === '/told') response.setHeader('content-length', large.length);
      response.writeHead(200, { 'cache-control': 'max-age=100' }).end(large);
    };
    const edge = await RunningEdge.start([
      edgeDeployment([distribution({ origin: [localOrigin(origin.port)] }), cachePolicy('cache')]),
    ]);
    try {
      for (const path of ['/told', '/untold']) {
        for (let time = 0; time < 2; time++) {
          const got = await edge.get(path);
          expect([cacheStatus(got), got.body.length]).toEqual(['Miss', large.length]);
        }
      }
    } finally {
      await edge.close();
      await origin.close();
    }
  });
});
