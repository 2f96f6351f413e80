import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { App } from 'cdktf';
import sharp from 'sharp';
import { awsEndpoints } from '../../../../local/runtime/adapters/aws-endpoint';
import { cloudfrontTypes } from '../../../../local/runtime/cloudfront/definition/read-distributions';
import { type Deployment } from '../../../../local/runtime/state/deployment';
import { WebNetworkStack } from '../../../../stacks/web/network-stack';
import { WebStack } from '../../../../stacks/web/web-stack';
import { parseConfiguration } from '../../../support/configuration';
import { TemporaryDirectory } from '../../../support/deployed-state';
import { cacheStatus, RunningEdge, type ViewerResponse } from '../../../support/running-edge';
import { seededRandom } from '../../../support/seeded-random';
import { synthesizedDeployment } from '../../../support/synthesized-deployment';
import { webEnvironment } from '../../../support/web-stacks';

const root = join(__dirname, '../../../..');
const binaries = ['sharp-linux-x64', 'sharp-libvips-linux-x64'];
const hasBinaries = binaries.every((name) => existsSync(join(root, 'node_modules/@img', name)));
// The function runs as it is deployed: with binaries for Linux on x86-64.
const describeHere = hasBinaries && process.platform === 'linux' && process.arch === 'x64' ? describe : describe.skip;

const bucket = 'web-images-stg-111122223333-ap-northeast-1';

/** The stack of the site with resized images, as far as its edge takes part. */
function synthesizedWeb(directory: string): Deployment {
  const environment = webEnvironment('stg', { resizeImages: true });
  const app = new App({
    outdir: directory,
    stackTraces: false,
    context: { excludeStackIdFromLogicalIds: 'true', allowSepCharsInLogicalIds: 'true' },
  });
  new WebStack(app, environment, { network: new WebNetworkStack(app, environment) });
  app.synth();
  const stackDirectory = join(directory, 'stacks/web-stg');
  const configuration = parseConfiguration('web-stg', readFileSync(join(stackDirectory, 'cdk.tf.json'), 'utf8'));
  const types = [...cloudfrontTypes, 'aws_s3_bucket', 'aws_s3_bucket_policy', 'aws_lambda_function'];
  return synthesizedDeployment(configuration, types, stackDirectory);
}

/** Random pixels do not compress: their size follows from their number. */
function noise(width: number, height: number): Promise<Buffer> {
  const random = seededRandom(3);
  const pixels = Buffer.from(Uint8Array.from({ length: width * height * 3 }, () => Math.floor(random() * 256)));
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

describeHere('images of the web system, resized at the edge (needs sharp for Linux on x86-64)', () => {
  const directory = new TemporaryDirectory();
  let edge: RunningEdge;
  let originals: S3Client;
  const put = (key: string, body: Buffer) =>
    originals.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'image/jpeg' }));
  const ask = (path: string, accept = '*/*'): Promise<ViewerResponse> =>
    edge.get(path, { host: 'stg.example.com.localhost', headers: { accept } });

  beforeAll(async () => {
    edge = await RunningEdge.start([synthesizedWeb(directory.path)]);
    const place = { id: '111122223333/us-east-1', accountId: '111122223333', region: 'us-east-1' };
    const endpoint = edge.runtime.find(awsEndpoints)?.(place)?.url ?? '';
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    originals = new S3Client({ region: 'ap-northeast-1', endpoint, credentials });
    const plain = sharp({ create: { width: 1600, height: 900, channels: 3, background: '#36c' } });
    await put('images/x.jpg', await plain.jpeg().toBuffer());
    await put('images/日本 1.jpg', await plain.jpeg().toBuffer());
    await put('images/noise.jpg', await noise(1280, 1280));
    await put('images/broken.jpg', Buffer.from('no image'));
  });
  afterAll(async () => {
    originals.destroy();
    await edge.close();
    directory.remove();
  });

  test.each([
    ['image/avif,image/webp,*/*', 'heif', 'image/avif'],
    ['image/webp,*/*', 'webp', 'image/webp'],
    ['*/*', 'jpeg', 'image/jpeg'],
  ])('a viewer that accepts %s gets %s, the second time from the cache', async (accept, format, contentType) => {
    for (const status of ['Miss', 'Hit']) {
      const got = await ask('/images/x.jpg?w=640', accept);
      const { width, height, format: made } = await sharp(got.body).metadata();
      expect([got.status, cacheStatus(got), got.headers['content-type'], made, width, height]).toEqual([
        ...[200, status, contentType, format, 640, 360],
      ]);
    }
  });

  test('height, fit and format are cut as asked, and what else a query holds changes nothing', async () => {
    const cut = await ask('/images/x.jpg?w=320&h=320&fm=webp');
    expect(await sharp(cut.body).metadata()).toMatchObject({ width: 320, height: 320, format: 'webp' });
    const fitted = await ask('/images/x.jpg?w=320&h=320&fit=contain&fm=webp');
    expect(await sharp(fitted.body).metadata()).toMatchObject({ width: 320, height: 180 });
    expect(cacheStatus(await ask('/images/x.jpg?utm=1&fm=webp&h=320&w=320&fit=cover'))).toBe('Hit');
  });

  test('a name beyond ASCII is read by its key', async () => {
    const got = await ask(`/images/${encodeURIComponent('日本 1.jpg')}?w=320`);
    expect([got.status, (await sharp(got.body).metadata()).width]).toEqual([200, 320]);
  });

  test('without a size the original is served as it is', async () => {
    const got = await ask('/images/x.jpg');
    expect([got.status, (await sharp(got.body).metadata()).width]).toEqual([200, 1600]);
  });

  test.each(['w=641', 'w=640&h=1', 'h=360', 'w=640&fit=fill', 'w=640&fm=gif', 'w=320&w=640'])(
    '%s is off the list and answered 400',
    async (query) => {
      const refused = await ask(`/images/x.jpg?${query}`);
      expect([refused.status, refused.headers['cache-control']]).toEqual([400, 'no-store']);
    },
  );

  test('an original that is missing is 403, and served as soon as it is there', async () => {
    expect((await ask('/images/later.jpg?w=320')).status).toBe(403);
    await put('images/later.jpg', await sharp((await ask('/images/x.jpg')).body).toBuffer());
    const got = await ask('/images/later.jpg?w=320');
    expect([got.status, cacheStatus(got), (await sharp(got.body).metadata()).width]).toEqual([200, 'Miss', 320]);
  });

  test.each(['noise', 'broken'])('%s, which cannot be sent resized, is a redirect to its original', async (name) => {
    const width = name === 'noise' ? 1280 : 320;
    const got = await ask(`/images/${name}.jpg?w=${width}`);
    expect([got.status, got.headers.location]).toEqual([302, `/images/${name}.jpg`]);
    expect(got.headers['cache-control']).toBe('public, max-age=60');
    expect((await ask(`/images/${name}.jpg`)).status).toBe(200);
    const log = edge.events.find((event) => event.kind === 'log' && event.message.includes(`/images/${name}.jpg`));
    expect(log).toMatchObject({ kind: 'log' });
  });
});
