import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { loadBalancers } from '../../../../local/runtime/adapters/load-balancing';
import { edges } from '../../../../local/runtime/cloudfront/edge';
import {
  behavior,
  cachePolicy,
  deployed as one,
  distribution,
  edgeDeployment,
  localOrigin,
} from '../../../support/edge-state';
import { eventually } from '../../../support/eventually';
import { freePort } from '../../../support/free-port';
import { action, arnOf, deployed } from '../../../support/load-balancing';
import { RawWebSocket } from '../../../support/raw-web-socket';
import { cacheStatus, RunningEdge, SmallOrigin } from '../../../support/running-edge';

const allViewer = '216adef6-5c7f-47e4-b989-5492eafa07d3';
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';

/** A bucket whose objects CloudFront may read, but not list. */
function bucket(name: string, distributionId: string) {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${name}/*`,
    Condition: { StringEquals: { 'AWS:SourceArn': `arn:aws:cloudfront::111122223333:distribution/${distributionId}` } },
  };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return [
    one('aws_s3_bucket', name, { bucket: name, arn: `arn:aws:s3:::${name}` }),
    one('aws_s3_bucket_policy', name, { bucket: name, policy }),
    one('aws_s3_object', name, {
      bucket: name,
      key: '_nuxt/a.js',
      content: 'from S3',
      content_type: 'text/javascript',
      cache_control: 'max-age=31536000',
    }),
  ];
}

const bucketOrigin = (name: string) => ({
  origin_id: name,
  domain_name: `${name}.s3.ap-northeast-1.amazonaws.com`,
  origin_access_control_id: 'OAC1',
});

describe('origins of a distribution', () => {
  let origin: SmallOrigin;
  let edge: RunningEdge;

  beforeAll(async () => {
    origin = await SmallOrigin.start();
    const closedPort = await freePort();
    edge = await RunningEdge.start([
      edgeDeployment([
        distribution({
          default_root_object: 'index.html',
          origin: [
            localOrigin(origin.port, {
              origin_path: '/base',
              custom_header: [{ name: 'X-Secret', value: 'sesame' }],
            }),
            localOrigin(closedPort, { origin_id: 'down' }),
            bucketOrigin('assets'),
            bucketOrigin('other'),
            {
              origin_id: 'elsewhere',
              domain_name: 'elsewhere.example',
              custom_origin_config: localOrigin(80).custom_origin_config,
            },
          ],
          origin_group: [
            {
              origin_id: 'assets-or-origin',
              failover_criteria: [{ status_codes: [403, 404] }],
              member: [{ origin_id: 'assets' }, { origin_id: 'origin' }],
            },
            {
              origin_id: 'down-or-origin',
              failover_criteria: [{ status_codes: [503] }],
              member: [{ origin_id: 'down' }, { origin_id: 'origin' }],
            },
          ],
          default_cache_behavior: [behavior({ cache_policy_id: cachingDisabled, origin_request_policy_id: allViewer })],
          ordered_cache_behavior: [
            behavior({
              path_pattern: '/_nuxt/builds/*.json',
              allowed_methods: ['GET', 'HEAD'],
              cache_policy_id: cachingDisabled,
            }),
            behavior({
              path_pattern: '/_nuxt/*',
              target_origin_id: 'assets-or-origin',
              allowed_methods: ['GET', 'HEAD'],
            }),
            behavior({ path_pattern: '/only-assets/*', target_origin_id: 'assets', allowed_methods: ['GET', 'HEAD'] }),
            behavior({ path_pattern: '/other/*', target_origin_id: 'other', allowed_methods: ['GET', 'HEAD'] }),
            behavior({ path_pattern: '/down/*', target_origin_id: 'down-or-origin' }),
            behavior({ path_pattern: '/just-down/*', target_origin_id: 'down' }),
            behavior({ path_pattern: '/elsewhere/*', target_origin_id: 'elsewhere' }),
            behavior({ path_pattern: '/pages/*' }),
          ],
          custom_error_response: [
            { error_code: 404, response_code: 410, response_page_path: '/pages/gone', error_caching_min_ttl: 0 },
            { error_code: 403, error_caching_min_ttl: 0 },
          ],
        }),
        cachePolicy('cache', { ttl: [0, 60, 86_400] }),
        ...bucket('assets', 'E1'),
        // Its policy is for another distribution.
        ...bucket('other', 'E2'),
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

  test('behaviours hold in order, the default one last; a method that none allows is refused', async () => {
    expect((await edge.get('/_nuxt/builds/latest.json')).text).toBe('origin /base/_nuxt/builds/latest.json');
    expect((await edge.get('/_nuxt/a.js')).text).toBe('from S3');
    expect((await edge.get('/')).text).toBe('origin /base/index.html');
    const refused = await edge.get('/_nuxt/a.js', { method: 'POST', body: 'x' });
    expect([refused.status, cacheStatus(refused)]).toEqual([403, 'Error']);
  });

  test('a bucket that may not be listed answers 403 for a missing key, and for all when its policy names another', async () => {
    expect((await edge.get('/only-assets/no')).status).toBe(403);
    expect((await edge.get('/other/_nuxt/a.js')).status).toBe(403);
  });

  test('an origin group asks the second origin by status and when the first is not reached', async () => {
    expect((await edge.get('/_nuxt/old.js')).text).toBe('origin /base/_nuxt/old.js');
    expect((await edge.get('/down/a')).text).toBe('origin /base/down/a');
    const posted = await edge.get('/down/a', { method: 'POST', body: 'x' });
    expect(posted.status).toBe(503);
  });

  test('an origin that is not here is said to be', async () => {
    expect((await edge.get('/just-down/a')).status).toBe(503);
    const elsewhere = await edge.get('/elsewhere/a');
    expect([elsewhere.status, elsewhere.text]).toEqual([503, expect.stringContaining('does not run on this machine')]);
  });

  test('the origin gets what the policies forward, and its own headers', async () => {
    await edge.get('/a?b=1', {
      method: 'POST',
      body: 'text',
      headers: { cookie: 'a=1', 'x-secret': 'guess', 'x-forwarded-for': '192.0.2.1', 'content-type': 'text/plain' },
    });
    const [asked] = origin.requests;
    expect(asked?.url).toBe('/base/a?b=1');
    expect(asked?.headers).toMatchObject({
      host: 'www.example.com',
      cookie: 'a=1',
      'x-secret': 'sesame',
      'x-forwarded-for': '192.0.2.1, 127.0.0.1',
      'content-type': 'text/plain',
      via: '1.1 de1.cloudfront.net (CloudFront)',
    });
    await edge.get('/pages/a?b=1', { headers: { cookie: 'a=1', authorization: 'Basic x', accept: 'text/html' } });
    const { headers, url } = origin.requests[1] ?? {};
    expect(url).toBe('/base/pages/a');
    expect(headers).toMatchObject({ host: 'localhost', 'user-agent': 'Amazon CloudFront' });
    for (const name of ['cookie', 'authorization', 'accept']) expect(headers).not.toHaveProperty(name);
  });

  test('an error gets the page and the status of the distribution', async () => {
    origin.handler = (request, response) => {
      if (request.url?.endsWith('/gone') === true) response.end('gone page');
      else response.writeHead(404).end('plain');
    };
    const gone = await edge.get('/no-such-page');
    expect([gone.status, gone.text, cacheStatus(gone)]).toEqual([410, 'gone page', 'Error']);
  });

  test('a body streams through without waiting for its end', async () => {
    let finish = (): void => undefined;
    origin.handler = (_request, response) => {
      response.write('first');
      finish = () => void response.end('last');
    };
    const { request } = await import('node:http');
    const text = await new Promise<string>((resolve, reject) => {
      const { port } = edge.runtime.front;
      const outgoing = request({ host: '127.0.0.1', port, path: '/stream', headers: { host: 'www.example.com' } });
      outgoing.on('error', reject).on('response', (response) => {
        let all = '';
        response.on('data', (chunk: Buffer) => {
          if (all === '') finish();
          all += chunk.toString();
        });
        response.on('end', () => resolve(all));
      });
      outgoing.end();
    });
    expect(text).toBe('firstlast');
  });

  test('a WebSocket passes through', async () => {
    origin.server.once('upgrade', (request, socket) => {
      socket.write(
        `HTTP/1.1 101 Switching\r\nupgrade: websocket\r\nconnection: upgrade\r\nx-url: ${request.url}\r\n\r\n`,
      );
      socket.on('data', (data: Buffer) => socket.end(data));
    });
    const raw = await RawWebSocket.open(edge.runtime.front.port, { Host: 'www.example.com' });
    expect(raw.status()).toBe('HTTP/1.1 101 Switching');
    raw.socket.destroy();
  });

  test('a URL beyond 8,192 bytes is refused', async () => {
    expect((await edge.get(`/${'a'.repeat(8192)}`)).status).toBe(414);
    expect((await edge.get(`/${'a'.repeat(8000)}`)).status).toBe(200);
  });

  test('each request is told to the console', async () => {
    edge.events.length = 0;
    await edge.get('/a');
    const told = edge.events.filter(({ kind }) => kind === 'edge');
    expect(told).toEqual([
      expect.objectContaining({ kind: 'edge', distribution: 'E1', result: 'Miss', status: 200, origin: 'origin' }),
    ]);
  });
});

describe('two distributions on one internal load balancer', () => {
  let edge: RunningEdge;

  beforeAll(async () => {
    const listener = arnOf.listener('web', 443);
    const host = (name: string) => ({ host_header: [{ values: [name] }] });
    const vpcOrigin = {
      origin_id: 'origin',
      domain_name: 'internal-web-1.eu-west-1.elb.amazonaws.com',
      vpc_origin_config: [{ vpc_origin_id: 'vo_1' }],
    };
    const disabled = [behavior({ cache_policy_id: cachingDisabled, origin_request_policy_id: allViewer })];
    const common = { origin: [vpcOrigin], default_cache_behavior: disabled };
    edge = await RunningEdge.start([
      edgeDeployment([
        deployed.application('web'),
        deployed.certificate('www.example.com', 'api.example.com'),
        deployed.listener('web', arnOf.application('web'), 443, action.fixed(404, 'none', 'text/plain'), {
          protocol: 'HTTPS',
          certificate_arn: arnOf.certificate('www.example.com'),
        }),
        deployed.rule(listener, 1, action.fixed(200, 'front', 'text/plain'), host('www.example.com')),
        deployed.rule(listener, 2, action.fixed(200, 'api', 'text/plain'), host('api.example.com')),
        one('aws_cloudfront_vpc_origin', 'O', {
          id: 'vo_1',
          vpc_origin_endpoint_config: [
            { arn: arnOf.application('web'), http_port: 80, https_port: 443, origin_protocol_policy: 'https-only' },
          ],
        }),
        distribution({ ...common, id: 'E1' }),
        distribution({ ...common, id: 'E2', aliases: ['api.example.com'] }),
        distribution({
          ...common,
          id: 'E3',
          aliases: ['untrusted.example.com'],
          default_cache_behavior: disabled.map((one) => ({
            ...one,
            realtime_log_config_arn: 'arn:aws:cloudfront::1:r',
          })),
          origin: [{ ...vpcOrigin, origin_shield: [{ enabled: true, origin_shield_region: 'ap-northeast-1' }] }],
          ...{ price_class: 'PriceClass_200', web_acl_id: 'arn:aws:wafv2:us-east-1:1:global/webacl/a/1' },
        }),
        distribution({ ...common, id: 'E4', aliases: ['off.example.com'], enabled: false }),
      ]),
    ]);
  });
  afterAll(() => edge.close());

  test('are told apart by host, and the certificate must be for it', async () => {
    expect((await edge.get('/')).text).toBe('front');
    expect((await edge.get('/', { host: 'api.example.com' })).text).toBe('api');
    const untrusted = await edge.get('/', { host: 'untrusted.example.com.localhost' });
    expect([untrusted.status, untrusted.text]).toEqual([502, expect.stringContaining('untrusted.example.com')]);
    expect((await edge.get('/', { host: 'off.example.com' })).status).toBe(421);
  });

  test('are told of by what they do not do here, each once', () => {
    expect(edge.runtime.notices).toEqual([
      'distribution off.example.com is disabled and answers nothing',
      expect.stringContaining('by HTTP/1.1'),
      'of distributions origin_shield, price_class, realtime_log_config_arn, web_acl_id has no effect on this machine',
    ]);
  });

  test('are shown with their addresses', () => {
    const { port } = edge.runtime.front;
    expect(edge.runtime.endpoints).toContainEqual({
      stackId: 'web-test',
      name: 'E1',
      label: 'API',
      url: `http://www.example.com.localhost:${port}`,
    });
    expect(edge.runtime.find(edges)?.distributions.map(({ id }) => id)).toEqual(['E1', 'E2', 'E3']);
    expect(edge.runtime.unsupported).toEqual([]);
  });
});

describe('a distribution before a load balancer that faces the internet', () => {
  const name = 'web-1.eu-west-1.elb.amazonaws.com';
  const secret = { http_header: [{ http_header_name: 'X-Origin', values: ['sesame'] }] };
  const chat = { path_pattern: [{ values: ['/chat'] }] };
  let server: Server;
  let sockets: WebSocketServer;
  let edge: RunningEdge;

  beforeAll(async () => {
    server = createServer((_request, response) => response.end('healthy'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A server that listens on a port has an address of this form.
    const { port } = server.address() as AddressInfo;
    sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) =>
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
    );
    const listener = arnOf.listener('web', 443);
    const common = {
      default_cache_behavior: [behavior({ cache_policy_id: cachingDisabled, origin_request_policy_id: allViewer })],
    };
    const origin = {
      origin_id: 'origin',
      domain_name: name,
      custom_origin_config: [{ http_port: 80, https_port: 443, origin_protocol_policy: 'https-only' }],
    };
    edge = await RunningEdge.start([
      edgeDeployment([
        deployed.application('web', { internal: false, dns_name: name }),
        deployed.certificate('www.example.com', 'bare.example.com'),
        deployed.listener('web', arnOf.application('web'), 443, action.fixed(403, 'no secret', 'text/plain'), {
          protocol: 'HTTPS',
          certificate_arn: arnOf.certificate('www.example.com'),
        }),
        deployed.group('chat'),
        deployed.attachment('chat', '127.0.0.1', port),
        deployed.rule(listener, 1, action.forward('chat'), chat, secret),
        deployed.rule(listener, 2, action.fixed(200, 'with secret', 'text/plain'), secret),
        distribution({ ...common, origin: [{ ...origin, custom_header: [{ name: 'X-Origin', value: 'sesame' }] }] }),
        distribution({ ...common, id: 'E2', aliases: ['bare.example.com'], origin: [origin] }),
      ]),
    ]);
    const balancers = edge.runtime.find(loadBalancers);
    const health = () => balancers?.targetHealth(arnOf.group('chat'))[0]?.state;
    await eventually(
      () => health() === 'healthy',
      () => `the target is ${health()}`,
    );
  });
  afterAll(async () => {
    sockets.close();
    await edge.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('reaches it by its DNS name, with the header that it lets in', async () => {
    expect((await edge.get('/')).text).toBe('with secret');
    // The viewer's own value does not count, whatever it is.
    expect((await edge.get('/', { headers: { 'x-origin': 'guess' } })).text).toBe('with secret');
    expect((await edge.get('/', { host: 'bare.example.com' })).status).toBe(403);
  });

  test('frames of a WebSocket pass both ways, large and binary ones, until it is closed', async () => {
    const { port } = edge.runtime.front;
    const client = new WebSocket(`ws://127.0.0.1:${port}/chat`, { headers: { host: 'www.example.com' } });
    await once(client, 'open');
    const binary = Buffer.alloc(1024 * 1024, 7);
    for (const sent of ['hi', 'x'.repeat(200_000), binary]) {
      const answer = once(client, 'message');
      client.send(sent);
      const [data, isBinary] = (await answer) as [Buffer, boolean];
      expect([data.equals(Buffer.from(sent)), isBinary]).toEqual([true, Buffer.isBuffer(sent)]);
    }
    const pong = once(client, 'pong');
    client.ping('still there');
    expect(String((await pong)[0])).toBe('still there');
    const closed = once(client, 'close');
    client.close(4000, 'enough');
    expect((await closed)[0]).toBe(4000);
    expect(edge.events).toContainEqual(expect.objectContaining({ kind: 'edge', status: 101, origin: 'origin' }));
  });

  test('a WebSocket that the load balancer does not let in gets its answer', async () => {
    const { port } = edge.runtime.front;
    const client = new WebSocket(`ws://127.0.0.1:${port}/chat`, { headers: { host: 'bare.example.com' } });
    const [error] = (await once(client, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 403');
  });
});
