import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { awsEndpoints } from '../../../../local/runtime/adapters/aws-endpoint';
import { objectBuckets } from '../../../../local/runtime/s3/object-buckets';
import { type Runtime, startRuntime } from '../../../../local/runtime/runtime';
import { TemporaryDirectory } from '../../../support/deployed-state';
import { deployed, edgeDeployment } from '../../../support/edge-state';

const place = { id: '111122223333/ap-northeast-1', accountId: '111122223333', region: 'ap-northeast-1' };

const deployment = (content: string) =>
  edgeDeployment([
    deployed('aws_s3_bucket', 'A', { bucket: 'web-assets', arn: 'arn:aws:s3:::web-assets' }),
    deployed('aws_s3_object', 'O', {
      bucket: 'web-assets',
      key: 'seed.txt',
      content,
      content_type: 'text/plain',
      cache_control: 'max-age=9',
    }),
    deployed('aws_ecs_cluster', 'C', {
      arn: 'arn:aws:ecs:ap-northeast-1:111122223333:cluster/web',
      name: 'web',
      id: 'arn:aws:ecs:ap-northeast-1:111122223333:cluster/web',
    }),
  ]);

describe('the deployed buckets', () => {
  const directory = new TemporaryDirectory();
  let runtime: Runtime;
  let client: S3Client;
  const Bucket = 'web-assets';

  const start = async (content = 'from the state', keepTables = true): Promise<void> => {
    runtime = await startRuntime({
      deployments: [deployment(content)],
      dataDirectory: directory.path,
      projectDirectory: directory.path,
      port: 0,
      keepTables,
    });
    const endpoint = runtime.find(awsEndpoints)?.(place)?.url ?? '';
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new S3Client({ region: place.region, endpoint, credentials });
  };
  const stop = async (): Promise<void> => {
    client.destroy();
    await runtime.close();
  };
  const text = async (Key: string): Promise<string | undefined> =>
    (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

  beforeAll(() => start());
  afterAll(async () => {
    await stop();
    directory.remove();
  });

  test('hold the objects of the state from the start', async () => {
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'seed.txt' }));
    expect([await got.Body?.transformToString(), got.ContentType, got.CacheControl]).toEqual([
      'from the state',
      'text/plain',
      'max-age=9',
    ]);
    expect(runtime.unsupported).toEqual([]);
  });

  test('answer the SDK: conditional and checked writes, listings, parts and deletes', async () => {
    const put = { Bucket, Key: '_nuxt/a&b.js', Body: 'a', IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' } as const;
    await client.send(new PutObjectCommand(put));
    await expect(client.send(new PutObjectCommand(put))).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'big' }));
    const upload = { Bucket, Key: 'big', UploadId };
    const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
    expect(await text('big')).toBe('part');
    const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix: '_nuxt/' }));
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['_nuxt/a&b.js']);
    const Delete = { Objects: [{ Key: '_nuxt/a&b.js' }, { Key: 'never there' }] };
    const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['_nuxt/a&b.js', 'never there']);
    await expect(text('_nuxt/a&b.js')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await runtime.find(objectBuckets)?.get(Bucket, '_nuxt/a&b.js')).toBeUndefined();
  });

  test('no bucket answers that is not deployed', async () => {
    const Body = 'x';
    await expect(client.send(new PutObjectCommand({ Bucket: 'other', Key: 'a', Body }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  test('what was written outlives the process, an object of the state only until the state changes', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'seed.txt', Body: 'changed' }));
    await stop();
    await start();
    expect(await text('seed.txt')).toBe('changed');
    await stop();
    await start('a new state');
    expect(await text('seed.txt')).toBe('a new state');
  });

  test('without kept tables each process begins with what the state holds', async () => {
    await stop();
    await start('from the state', false);
    expect(await text('seed.txt')).toBe('from the state');
    await expect(text('big')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});
