import { connect } from 'node:net';
import {
  behavior,
  cachePolicy,
  deployed,
  distribution,
  edgeDeployment,
  localOrigin,
} from '../../../support/edge-state';
import { cacheStatus, RunningEdge, SmallOrigin } from '../../../support/running-edge';
import { seededRandom } from '../../../support/seeded-random';

const functionArn = (name: string): string => `arn:aws:cloudfront::111122223333:function/${name}`;
const withFunction = (name: string, event = 'viewer-request') => ({
  function_association: [{ event_type: event, function_arn: functionArn(name) }],
});

function cloudfrontFunction(name: string, code: string, overrides = {}) {
  const attributes = { arn: functionArn(name), name, code, runtime: 'cloudfront-js-2.0', ...overrides };
  return deployed('aws_cloudfront_function', name, attributes);
}

const rewrite = `
async function handler(event) {
  const request = event.request;
  const format = (request.headers.accept?.value ?? '').includes('webp') ? 'webp' : 'jpeg';
  if (request.querystring.w?.value === '999') return { statusCode: 400, statusDescription: 'Bad Request', headers: { 'x-why': { value: 'size' } }, body: 'no such size' };
  if (request.querystring.w?.value === 'throw') throw new Error('broken');
  if (request.querystring.w?.value === 'loop') for (;;);
  request.querystring.fm = { value: format };
  request.headers['x-fn'] = { value: event.context.eventType + ' ' + event.viewer.ip };
  console.log('format', { format });
  return request;
}`;
const finish = `
function handler(event) {
  event.response.headers['x-finished'] = { value: String(event.response.statusCode) };
  event.response.cookies.seen = { value: '1', attributes: 'Path=/' };
  return event.response;
}`;

describe('what viewers get of a distribution', () => {
  let origin: SmallOrigin;
  let edge: RunningEdge;

  beforeAll(async () => {
    origin = await SmallOrigin.start();
    edge = await RunningEdge.start([
      edgeDeployment([
        distribution({
          origin: [localOrigin(origin.port)],
          default_cache_behavior: [behavior({ response_headers_policy_id: 'headers' })],
          ordered_cache_behavior: [
            behavior({ path_pattern: '/images/*', cache_policy_id: 'images', ...withFunction('rewrite') }),
            behavior({ path_pattern: '/finished/*', ...withFunction('finish', 'viewer-response') }),
            behavior({ path_pattern: '/cookies/*', cache_policy_id: 'cookies' }),
          ],
          restrictions: [{ geo_restriction: [{ restriction_type: 'whitelist', locations: ['JP'] }] }],
        }),
        cachePolicy('cache', { ttl: [0, 60, 86_400], queryStrings: 'all' }),
        cachePolicy('images', { ttl: [0, 60, 86_400], queryStrings: ['w', 'fm'], headers: ['x-fn'] }),
        cachePolicy('cookies', { ttl: [0, 60, 86_400], cookies: ['theme'], queryStrings: 'all' }),
        cloudfrontFunction('rewrite', rewrite),
        cloudfrontFunction('finish', finish),
        deployed('aws_cloudfront_response_headers_policy', 'headers', {
          id: 'headers',
          cors_config: [
            {
              access_control_allow_credentials: false,
              access_control_allow_headers: [{ items: ['x-a'] }],
              access_control_allow_methods: [{ items: ['GET', 'PUT'] }],
              access_control_allow_origins: [{ items: ['https://*.example.com'] }],
              access_control_expose_headers: [],
              access_control_max_age_sec: 600,
              origin_override: true,
            },
          ],
          custom_headers_config: [{ items: [{ header: 'X-Custom', value: 'edge', override: false }] }],
          remove_headers_config: [{ items: [{ header: 'X-Powered-By' }] }],
          security_headers_config: [
            {
              content_type_options: [{ override: true }],
              frame_options: [{ frame_option: 'DENY', override: false }],
              referrer_policy: [{ referrer_policy: 'no-referrer', override: true }],
              strict_transport_security: [
                { access_control_max_age_sec: 63_072_000, include_subdomains: true, preload: false, override: true },
              ],
            },
          ],
        }),
      ]),
    ]);
  });
  afterAll(async () => {
    await edge.close();
    await origin.close();
  });
  beforeEach(() => {
    origin.requests.length = 0;
    origin.handler = (request, response) => response.end(`origin ${request.url}`);
  });

  test('the response headers policy adds, overrides and removes, on misses and on hits', async () => {
    origin.handler = (_request, response) =>
      response
        .writeHead(200, {
          'x-powered-by': 'x',
          'x-custom': 'own',
          'referrer-policy': 'origin',
          'access-control-allow-origin': '*',
        })
        .end('a');
    for (const status of ['Miss', 'Hit']) {
      const got = await edge.get('/policy', { headers: { origin: 'https://a.example.com' } });
      expect(cacheStatus(got)).toBe(status);
      expect(got.headers).toMatchObject({
        'x-custom': 'own',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'access-control-allow-origin': 'https://a.example.com',
        vary: 'Origin',
      });
      expect(got.headers).not.toHaveProperty('x-powered-by');
    }
    const other = await edge.get('/policy', { headers: { origin: 'https://evil.example' } });
    expect(other.headers).not.toHaveProperty('access-control-allow-origin');
    const preflight = await edge.get('/policy', {
      method: 'OPTIONS',
      headers: { origin: 'https://b.example.com', 'access-control-request-method': 'PUT' },
    });
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': 'https://b.example.com',
      'access-control-allow-methods': 'GET, PUT',
      'access-control-max-age': '600',
    });
  });

  test('a function changes the request before its key is made', async () => {
    const webp = await edge.get('/images/a.png?w=320', { headers: { accept: 'image/webp,*/*' } });
    expect(webp.text).toBe('origin /images/a.png?w=320&fm=webp');
    expect(origin.requests[0]?.headers['x-fn']).toBe('viewer-request 127.0.0.1');
    expect((await edge.get('/images/a.png?w=320')).text).toBe('origin /images/a.png?w=320&fm=jpeg');
    expect(cacheStatus(await edge.get('/images/a.png?w=320&x=1', { headers: { accept: 'image/webp' } }))).toBe('Hit');
    expect(edge.events).toContainEqual(
      expect.objectContaining({
        kind: 'log',
        source: '/aws/cloudfront/function/rewrite',
        message: 'format {"format":"webp"}',
      }),
    );
  });

  test('a function answers by itself, and one that fails or does not end is a 503', async () => {
    const refused = await edge.get('/images/a.png?w=999');
    expect([refused.status, refused.text, refused.headers['x-why'], cacheStatus(refused)]).toEqual([
      400,
      'no such size',
      'size',
      'FunctionGeneratedResponse',
    ]);
    for (const kind of ['throw', 'loop']) {
      const failed = await edge.get(`/images/a.png?w=${kind}`);
      expect([failed.status, cacheStatus(failed)]).toEqual([503, 'FunctionExecutionError']);
    }
    expect(origin.requests).toHaveLength(0);
    expect((await edge.get('/images/b.png?w=1')).status).toBe(200);
  });

  test('a function finishes each response, hits too, but no errors', async () => {
    for (const status of ['Miss', 'Hit']) {
      const got = await edge.get('/finished/a');
      expect([cacheStatus(got), got.headers['x-finished'], got.headers['set-cookie'], got.text]).toEqual([
        status,
        '200',
        ['seen=1; Path=/'],
        'origin /finished/a',
      ]);
    }
    origin.handler = (_request, response) => response.writeHead(404).end();
    expect((await edge.get('/finished/missing')).headers).not.toHaveProperty('x-finished');
  });

  test('a viewer that names a country that is not allowed is refused, with cached responses too', async () => {
    expect((await edge.get('/geo', { headers: { 'cloudfront-viewer-country': 'JP' } })).status).toBe(200);
    expect((await edge.get('/geo', { headers: { 'cloudfront-viewer-country': 'DE' } })).status).toBe(403);
  });

  test('what is private is never served to another viewer', async () => {
    const random = seededRandom(7);
    // The index is below the length.
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const directives = [
      'private',
      'private, max-age=60',
      'max-age=60, Private',
      'private="set-cookie", s-maxage=9',
      'no-store',
      'max-age=60, no-store',
    ];
    origin.handler = (request, response) => {
      const viewer = String(request.headers['user-agent'] ?? 'x');
      const secret = new URL(request.url ?? '/', 'http://origin').searchParams.get('secret');
      response.writeHead(pick([200, 200, 301, 404, 410]), {
        'cache-control': pick(directives),
        'set-cookie': `session=${secret}`,
        'content-type': viewer,
      });
      response.end(`secret ${secret}`);
    };
    const ask = async (viewer: number) => {
      const path = `/cookies/${Math.floor(random() * 3)}`;
      const headers = { cookie: `theme=dark; viewer=${viewer}` };
      const got = await edge.get(`${path}?secret=s`, { headers, method: pick(['GET', 'GET', 'HEAD']) });
      return cacheStatus(got);
    };
    const waves = 30;
    for (let wave = 0; wave < waves; wave++) {
      const before = origin.requests.length;
      const statuses = await Promise.all(Array.from({ length: 8 }, (_, viewer) => ask(viewer)));
      expect(statuses).not.toContain('Hit');
      expect(statuses).not.toContain('RefreshHit');
      expect(origin.requests.length - before).toBe(8);
    }
  });

  test('10,000 mutated requests leave it alive', async () => {
    const random = seededRandom(11);
    const base = Buffer.from(
      'GET /images/a.png?w=320&x=%41 HTTP/1.1\r\nHost: www.example.com\r\nRange: bytes=0-1\r\nAccept-Encoding: br, gzip\r\n' +
        'Cookie: a=b; theme=c\r\nIf-None-Match: "x"\r\nOrigin: https://a.example.com\r\n\r\n',
    );
    const interesting = Buffer.from('\r\n:%?*/\\"\0\x7f\xff =;,-', 'latin1');
    const mutated = (): Buffer => {
      const bytes = Buffer.from(base);
      const changes = 1 + Math.floor(random() * 6);
      for (let change = 0; change < changes; change++) {
        const at = Math.floor(random() * bytes.length);
        const pickedByte = interesting[Math.floor(random() * interesting.length)] ?? 0;
        bytes[at] = random() < 0.5 ? pickedByte : Math.floor(random() * 256);
      }
      return bytes;
    };
    const { port } = edge.runtime.front;
    const send = (requests: readonly Buffer[]) =>
      new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(Buffer.concat(requests)));
        // A server that refuses what it gets may reset the connection.
        socket.on('error', () => resolve()).on('close', () => resolve());
        socket.resume();
      });
    for (let round = 0; round < 250; round++) {
      await Promise.all(Array.from({ length: 20 }, () => send([mutated(), mutated()])));
    }
    expect((await edge.get('/after')).status).toBe(200);
  });
});

describe('a distribution that cannot run here', () => {
  const start = (overrides: Readonly<Record<string, unknown>>, ...more: Parameters<typeof edgeDeployment>[0]) =>
    RunningEdge.start([
      edgeDeployment([distribution({ origin: [localOrigin(1)], ...overrides }), cachePolicy('cache'), ...more]),
    ]);

  test.each([
    [{ trusted_key_groups: ['K1'] }, 'trusted_key_groups cannot hold on this machine'],
    [{ cache_policy_id: 'no' }, 'policy no is neither deployed nor'],
    [{ target_origin_id: 'no' }, 'no origin no'],
    [
      {
        lambda_function_association: [
          { event_type: 'origin-response', lambda_arn: 'arn:aws:lambda:us-east-1:111122223333:function:f' },
        ],
      },
      'must be a numbered version',
    ],
    [withFunction('f', 'origin-request'), 'runs at viewer events only'],
    [
      {
        ...withFunction('f'),
        lambda_function_association: [
          { event_type: 'viewer-response', lambda_arn: 'arn:aws:lambda:us-east-1:111122223333:function:f:1' },
        ],
      },
      'viewer events must have CloudFront functions or Lambda functions, not both',
    ],
  ])('%j', async (overrides, message) => {
    await expect(start({ default_cache_behavior: [behavior(overrides)] })).rejects.toThrow(message);
  });

  test('functions that need what is not here', async () => {
    const stores = { key_value_store_associations: ['arn:aws:cloudfront::111122223333:key-value-store/s'] };
    await expect(start({}, cloudfrontFunction('f', finish, stores))).rejects.toThrow('key value stores do not run');
    await expect(start({}, cloudfrontFunction('f', 'function handler( {'))).rejects.toThrow(
      'CloudFront function f: SyntaxError',
    );
  });
});
