import {
  behavior,
  cachePolicy,
  deployed,
  distribution,
  edgeDeployment,
  localOrigin,
} from '../../../support/edge-state';
import { TemporaryDirectory } from '../../../support/deployed-state';
import { writeLambdaZip } from '../../../support/lambda-zip';
import { cacheStatus, RunningEdge, SmallOrigin } from '../../../support/running-edge';

const code = `
exports.handler = async (event) => {
  const { config, request, response } = event.Records[0].cf;
  if (config.eventType === 'viewer-request') {
    if (request.uri.endsWith('/login')) return { status: '401', headers: { 'www-authenticate': [{ key: 'WWW-Authenticate', value: 'Basic' }] }, body: 'who?' };
    if (request.uri.endsWith('/fail-early')) throw new Error('cannot');
    request.querystring = 'group=' + (request.headers['x-group'] ? request.headers['x-group'][0].value : 'none');
    return request;
  }
  if (config.eventType === 'viewer-response') {
    if (request.uri.endsWith('/fail-late')) throw new Error('cannot');
    if (request.uri.endsWith('/other-status')) return { ...response, status: '203' };
    response.headers['x-seen'] = [{ key: 'X-Seen', value: config.distributionId + ' ' + request.uri }];
    return response;
  }
  if (config.eventType === 'origin-request') {
    if (request.uri.endsWith('/generated')) return { status: '302', statusDescription: 'Found', headers: { location: [{ key: 'Location', value: '/x' }] } };
    const sent = request.body ? Buffer.from(request.body.data, 'base64').toString() : '';
    request.headers['x-sent'] = [{ key: 'X-Sent', value: sent + ' ' + request.origin.custom.domainName }];
    request.uri += '.rewritten';
    return request;
  }
  if (request.uri.includes('fail')) throw new Error('cannot');
  if (request.uri.includes('large')) return { ...response, body: 'x'.repeat(1024 * 1024 + 1) };
  if (request.uri.includes('kept')) return response;
  response.headers['content-type'] = [{ key: 'Content-Type', value: 'image/webp' }];
  return { ...response, status: '200', body: Buffer.from([1, 2, 255]).toString('base64'), bodyEncoding: 'base64' };
};`;

const arn = 'arn:aws:lambda:us-east-1:111122223333:function:resize';

describe('functions of Lambda at the edge', () => {
  const directory = new TemporaryDirectory();
  let origin: SmallOrigin;
  let edge: RunningEdge;

  beforeAll(async () => {
    origin = await SmallOrigin.start();
    origin.handler = (request, response) => response.end(`origin ${request.url}`);
    const { path, sha256 } = writeLambdaZip(directory.path, { 'index.js': code });
    const at = (event: string) => ({ event_type: event, lambda_arn: `${arn}:3`, include_body: true });
    edge = await RunningEdge.start([
      edgeDeployment([
        distribution({
          origin: [localOrigin(origin.port)],
          default_cache_behavior: [behavior({ lambda_function_association: [at('origin-response')] })],
          ordered_cache_behavior: [
            behavior({
              path_pattern: '/viewer/*',
              cache_policy_id: 'keyed',
              lambda_function_association: [at('viewer-request'), at('viewer-response')],
            }),
            behavior({ path_pattern: '/asked/*', lambda_function_association: [at('origin-request')] }),
          ],
        }),
        cachePolicy('cache', { ttl: [0, 60, 86_400] }),
        cachePolicy('keyed', { ttl: [0, 60, 86_400], queryStrings: ['group'] }),
        deployed('aws_lambda_function', 'resize', {
          arn,
          function_name: 'resize',
          package_type: 'Zip',
          filename: path,
          source_code_hash: sha256,
          handler: 'index.handler',
          runtime: 'nodejs20.x',
          timeout: 10,
          memory_size: 128,
        }),
      ]),
    ]);
  });
  afterAll(async () => {
    await edge.close();
    await origin.close();
    directory.remove();
  });

  test('at origin-response what the function returned is cached', async () => {
    for (const status of ['Miss', 'Hit']) {
      const got = await edge.get('/image');
      expect([
        cacheStatus(got),
        got.status,
        [...got.body],
        got.headers['content-type'],
        got.headers['content-length'],
      ]).toEqual([status, 200, [1, 2, 255], 'image/webp', '3']);
    }
  });

  test('a response without a body keeps that of the origin', async () => {
    expect((await edge.get('/kept')).text).toBe('origin /kept');
  });

  test('a failure and a body beyond 1 MB are a 503', async () => {
    for (const path of ['/fail', '/large']) {
      const failed = await edge.get(path);
      expect([failed.status, cacheStatus(failed)]).toEqual([503, 'FunctionExecutionError']);
    }
  });

  test('at origin-request it changes what the origin is asked, or answers', async () => {
    const got = await edge.get('/asked/a', { method: 'POST', body: 'sent' });
    expect(got.text).toBe('origin /asked/a.rewritten');
    expect(origin.requests.at(-1)?.headers['x-sent']).toBe('sent localhost');
    const generated = await edge.get('/asked/generated');
    expect([generated.status, generated.headers.location]).toEqual([302, '/x']);
  });

  test('at viewer-request it changes the key and at viewer-response each answer, hits too', async () => {
    for (const [group, status] of [
      ['a', 'Miss'],
      ['a', 'Hit'],
      ['b', 'Miss'],
    ] as const) {
      const got = await edge.get('/viewer/page?group=forged', { headers: { 'x-group': group } });
      expect([cacheStatus(got), got.text, got.headers['x-seen']]).toEqual([
        ...[status, `origin /viewer/page?group=${group}`, 'E1 /viewer/page'],
      ]);
    }
  });

  test('at viewer-request it answers by itself, and a failure at either event is a 503', async () => {
    const before = origin.requests.length;
    const login = await edge.get('/viewer/login');
    expect([login.status, login.text, login.headers['www-authenticate']]).toEqual([401, 'who?', 'Basic']);
    expect([(await edge.get('/viewer/fail-early')).status, origin.requests.length]).toEqual([503, before]);
    for (let time = 0; time < 2; time++) expect((await edge.get('/viewer/fail-late')).status).toBe(503);
    const other = await edge.get('/viewer/other-status');
    expect([other.status, other.text]).toEqual([503, expect.stringContaining('status must stay 200')]);
  });
});
