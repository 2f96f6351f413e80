import { createHash, createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { startStateStore, type StateStoreOptions } from '../../../local/state-store/state-store';
import { accountId, bucket, Cleanup, exchange, filesBelow, proxiedClient } from './support';

/** Signature Version 4 of a request as it arrived, worked out from AWS's description of it. */
function expectedSignature(method: string, url: string, headers: Record<string, unknown>, secret: string): string {
  const [, scope = '', signedHeaders = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+),/.exec(String(headers.authorization)) ?? [];
  const [path = '', query = ''] = url.split('?');
  const canonicalHeaders = signedHeaders.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const contentSha256 = String(headers['x-amz-content-sha256']);
  const canonical = [method, path, query, canonicalHeaders.join(''), signedHeaders, contentSha256].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), scope, hash].join('\n');
  let key: Buffer | string = `AWS4${secret}`;
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key).update(toSign).digest('hex');
}

const upstreamCredentials = { accessKeyId: 'upstream-key', secretAccessKey: 'upstream-secret' };

describe.each([
  ['signed anew', upstreamCredentials],
  ['as it came', undefined],
])('a state store in front of another S3, each request %s', (_title, credentials) => {
  const cleanup = new Cleanup();
  let behind: string;
  let front: string;
  let client: S3Client;
  let port: number;

  const start = async (options: Partial<StateStoreOptions> & { directory: string }) => {
    const store = await startStateStore({ accountId, ...options });
    cleanup.add(() => store.close());
    return store;
  };

  beforeEach(async () => {
    behind = await cleanup.directory();
    front = await cleanup.directory();
    const upstream = new URL((await start({ directory: behind })).url);
    const store = await start({ directory: front, upstream, upstreamCredentials: credentials });
    port = store.port;
    client = proxiedClient(store.url);
    cleanup.add(() => client.destroy());
  });
  afterEach(() => cleanup.run());

  const put = (Key: string, body: string, more: object = {}) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.from(body), ...more }));
  const text = async (Key: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return Body?.transformToString();
  };

  it('keeps everything behind and nothing in its own folder', async () => {
    const key = "a b/c+d'(1)?é.tfstate";
    const { VersionId } = await put(key, 'state', { ContentType: 'application/json' });
    expect(await text(key)).toBe('state');
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    expect(head).toMatchObject({ ContentLength: 5, ContentType: 'application/json', VersionId });
    const list = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'a b/c+', Delimiter: '/' }));
    expect(list.Contents?.map(({ Key }) => Key)).toEqual([key]);
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    await expect(text(key)).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await filesBelow(front)).toEqual([]);
    expect((await filesBelow(behind)).length).toBeGreaterThan(0);
  });

  it('passes conditions and checksums on', async () => {
    await put('lock', 'one', { IfNoneMatch: '*' });
    await expect(put('lock', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await text('lock')).toBe('one');
    const wrong = put('lock', 'two', { ChecksumCRC32: 'AAAAAA==' });
    await expect(wrong).rejects.toMatchObject({ name: 'BadDigest' });
  });

  it('answers STS itself, keeps the policy of the state bucket and refuses other hosts', async () => {
    const ask = (target: string) => exchange(port, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(await ask('http://sts.rehearsal.invalid/?Action=GetCallerIdentity')).toContain(accountId);
    expect(await ask('http://example.com/')).toMatch(/^HTTP\/1\.1 403 /);
    const refused = put('k', 'x', { ServerSideEncryption: 'AES256' });
    await expect(refused).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await filesBelow(behind)).toEqual([]);
  });
});

describe('a state store in front of an S3 that', () => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.run());

  async function frontOf(upstream: URL, credentials?: typeof upstreamCredentials): Promise<S3Client> {
    const directory = await cleanup.directory();
    const store = await startStateStore({ directory, accountId, upstream, upstreamCredentials: credentials });
    cleanup.add(() => store.close());
    const client = proxiedClient(store.url);
    cleanup.add(() => client.destroy());
    return client;
  }

  async function listen(server: Server): Promise<URL> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanup.add(() => new Promise((resolve) => server.close(resolve)));
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`);
  }

  it('is not there says so', async () => {
    const gone = createServer();
    const url = await listen(gone);
    await cleanup.run();
    const client = await frontOf(url);
    await expect(client.send(new GetObjectCommand({ Bucket: bucket, Key: 'k' }))).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      message: expect.stringContaining(`the S3 at ${url.origin} does not answer: `) as string,
    });
  });

  it('verifies signatures gets one of its own key, host, body and region', async () => {
    const seen: { url?: string; headers: Record<string, unknown>; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => (body += part));
      request.on('end', () => {
        seen.push({ url: request.url, headers: request.headers, body });
        response.setHeader('etag', '"x"').end();
      });
    });
    const url = await listen(server);
    const client = await frontOf(url, upstreamCredentials);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'a b', Body: 'state' }));
    expect(seen).toHaveLength(1);
    const [{ url: path, headers, body } = { headers: {}, body: '' }] = seen;
    expect(path).toBe(`/base/${bucket}/a%20b?x-id=PutObject`);
    expect(body).toBe('state');
    expect(headers.host).toBe(url.host);
    expect(headers['x-amz-content-sha256']).toBe(createHash('sha256').update('state').digest('hex'));
    expect(headers['content-encoding']).toBeUndefined();
    const signature = expectedSignature('PUT', path ?? '', headers, upstreamCredentials.secretAccessKey);
    expect(headers.authorization).toContain(`Signature=${signature}`);
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=upstream-key\/\d{8}\/ap-northeast-1\/s3\/aws4_request, SignedHeaders=[^,]*host[^,]*, Signature=[0-9a-f]{64}$/,
    );
  });
});
