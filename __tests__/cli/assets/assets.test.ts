import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type AssetClients, connectAssets } from '../../../cli/assets/asset-clients';
import { cleanAssets, type CleanRequest } from '../../../cli/assets/clean-assets';
import { uploadAssets } from '../../../cli/assets/upload-assets';
import { type RunningStateStore, startStateStore } from '../../../local/state-store/state-store';
import { TemporaryDirectory } from '../../support/deployed-state';
import { type EcsRuntime, startEcsRuntime } from '../../support/ecs-runtime';

const bucket = 'web-assets-stg';
const dayMs = 24 * 60 * 60_000;
const target = { stage: 'stg', service: 'web' };

describe('assets', () => {
  const directory = new TemporaryDirectory();
  const startMs = Date.now();
  let runtime: EcsRuntime;
  let store: RunningStateStore;
  let clients: AssetClients;
  let count = 0;
  beforeAll(async () => {
    const parameter = (service: string, prefix: string) => {
      const name = `/tristage/stg/assets/${service}`;
      const arn = `arn:aws:ssm:ap-northeast-1:111122223333:parameter${name}`;
      const value = JSON.stringify({ bucket, prefix });
      return { type: 'aws_ssm_parameter', attributes: { arn, name, type: 'String', value } };
    };
    runtime = await startEcsRuntime({
      resources: [parameter('web', '_nuxt/'), parameter('pictures', '_nuxt/'), parameter('pictures-images', 'images/')],
    });
  });
  afterAll(() => runtime.close());
  beforeEach(async () => {
    count += 1;
    store = await startStateStore({ directory: join(directory.path, `s3-${count}`), accountId: '111122223333' });
    const { ssm } = connectAssets({ endpointUrl: runtime.endpoint, region: 'ap-northeast-1' });
    const { s3 } = connectAssets({ endpointUrl: store.url, region: 'ap-northeast-1' });
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    clients = {
      ssm,
      s3,
      close: () => {
        ssm.destroy();
        s3.destroy();
      },
    };
  });
  afterEach(async () => {
    clients.close();
    await store.close();
  });
  afterAll(() => directory.remove());

  /** Uploads a build of these files, on a day counted from now. */
  const upload = (release: string, files: Readonly<Record<string, string>>, day = 0) => {
    const folder = `build-${count}-${release}-${day}`;
    for (const [name, content] of Object.entries(files)) directory.write(`${folder}/_nuxt/${name}`, content);
    const request = { ...target, release, directory: join(directory.path, folder) };
    return uploadAssets(request, clients, () => startMs + day * dayMs);
  };
  const clean = (day: number, more: Partial<CleanRequest> = {}) =>
    cleanAssets({ ...target, ...more }, clients, () => startMs + day * dayMs);
  const read = async (key: string): Promise<string | undefined> => {
    try {
      const { Body: body } = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await body?.transformToString();
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  };
  const manifest = async (release: string): Promise<unknown> =>
    JSON.parse((await read(`releases/${release}.json`)) ?? '0');

  it('adds the files of a release for good, by type, and writes down which they are', async () => {
    const files = {
      'entry.a1.js': 'js',
      'entry.b2.css': 'css',
      'builds/latest.json': '{}',
      'builds/meta/x.json': '{}',
    };
    expect(await upload('build-1', files)).toEqual({ bucket, files: 3, added: 3, bytes: 7, originals: 0 });
    const head = await clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: '_nuxt/entry.a1.js' }));
    expect([head.CacheControl, head.ContentType]).toEqual([
      'public, max-age=31536000, immutable',
      'text/javascript; charset=utf-8',
    ]);
    expect(await read('_nuxt/builds/latest.json')).toBeUndefined();
    expect(await manifest('build-1')).toEqual({
      release: 'build-1',
      createdAt: new Date(startMs).toISOString(),
      files: ['_nuxt/builds/meta/x.json', '_nuxt/entry.a1.js', '_nuxt/entry.b2.css'],
    });
  });

  it('puts the images of a build where they are resized from, and changed ones again', async () => {
    const build = async (release: string, dawn: string) => {
      directory.write(`${release}/_nuxt/a.js`, 'a');
      directory.write(`${release}/gallery/dawn.jpg`, dawn);
      const request = { stage: 'stg', service: 'pictures', release, directory: join(directory.path, release) };
      return uploadAssets(request, clients, () => startMs);
    };
    expect(await build('pictures-1', 'first')).toMatchObject({ files: 1, originals: 1 });
    expect(await build('pictures-2', 'second')).toMatchObject({ originals: 1 });
    const { ContentType: type, CacheControl: cacheControl } = await clients.s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: 'images/dawn.jpg' }),
    );
    expect([await read('images/dawn.jpg'), type, cacheControl]).toEqual([
      'second',
      'image/jpeg',
      'public, max-age=86400',
    ]);
  });

  it('takes a file that is there with the same content, and refuses another content under its name', async () => {
    await upload('build-1', { 'a.js': 'same', 'b.js': 'one' });
    expect(await upload('build-2', { 'a.js': 'same', 'c.js': 'new' })).toMatchObject({ files: 2, added: 1 });
    await expect(upload('build-3', { 'a.js': 'same', 'b.js': 'two' })).rejects.toMatchObject({
      code: 'asset-conflict',
      message: expect.stringContaining(`s3://${bucket}/_nuxt/b.js: is there with another content`),
    });
    expect(await read('_nuxt/b.js')).toBe('one');
    expect(await read('releases/build-3.json')).toBeUndefined();
  });

  it('uploads many files, and again without changing any', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`chunk.${index}.js`, `content ${index}`]),
    );
    expect(await upload('build-1', files)).toMatchObject({ files: 100, added: 100 });
    expect(await upload('build-1', files)).toMatchObject({ files: 100, added: 0 });
  });

  it('keeps the files of a release that is built once more with others', async () => {
    await upload('build-1', { 'a.js': 'a' });
    await upload('build-1', { 'b.js': 'b' }, 1);
    expect(await manifest('build-1')).toMatchObject({ files: ['_nuxt/a.js', '_nuxt/b.js'] });
  });

  it.each([
    ['no such directory', {}],
    ['only what is never uploaded', { 'builds/latest.json': '{}' }],
  ])('refuses a build with %s', async (_, files) => {
    await expect(upload('build-1', files)).rejects.toMatchObject({ code: 'no-assets', exitCode: 2 });
  });

  it('refuses a service without a bucket', async () => {
    const request = { stage: 'stg', service: 'users', release: 'x', directory: directory.path };
    await expect(uploadAssets(request, clients, Date.now)).rejects.toMatchObject({ code: 'no-assets-parameter' });
  });

  describe('clean-up', () => {
    const build = async () => {
      await upload('old', { 'old.js': '1', 'shared.js': 's' });
      await upload('middle', { 'middle.js': '2' }, 20);
      await upload('new', { 'new.js': '3', 'shared.js': 's' }, 40);
    };

    it('removes what neither the last releases nor young ones list, then their manifests', async () => {
      await build();
      expect(await clean(41, { keep: 1 })).toEqual({
        bucket,
        kept: ['new', 'middle'],
        removedReleases: ['old'],
        removedFiles: ['_nuxt/old.js'],
      });
      expect([await read('_nuxt/old.js'), await read('releases/old.json')]).toEqual([undefined, undefined]);
      expect([await read('_nuxt/shared.js'), await read('_nuxt/middle.js')]).toEqual(['s', '2']);
      expect(await clean(41, { keep: 1 })).toMatchObject({ removedReleases: [], removedFiles: [] });
    });

    it('keeps the last releases, however old', async () => {
      await build();
      expect(await clean(1000, { keep: 2 })).toMatchObject({ kept: ['new', 'middle'], removedFiles: ['_nuxt/old.js'] });
    });

    it('only tells what would go in a dry run', async () => {
      await build();
      expect(await clean(41, { keep: 1, dryRun: true })).toMatchObject({ removedFiles: ['_nuxt/old.js'] });
      expect([await read('_nuxt/old.js'), await manifest('old')]).toEqual(['1', expect.anything()]);
    });

    it('lets a file be that a release may yet be written down for', async () => {
      await build();
      await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: '_nuxt/coming.js', Body: 'x' }));
      expect((await clean(0.5, { keep: 1, days: 0 })).removedFiles).toEqual([]);
      expect((await clean(2, { keep: 1, days: 0 })).removedFiles).toContain('_nuxt/coming.js');
    });

    it.each([
      ['that is no JSON', 'old.json', '{'],
      [
        'of another release',
        'other.json',
        JSON.stringify({ release: 'old', createdAt: '2026-01-01T00:00:00Z', files: [] }),
      ],
      ['without its files', 'other.json', JSON.stringify({ release: 'other', createdAt: '2026-01-01T00:00:00Z' })],
    ])('removes nothing while a manifest %s is there', async (_, name, content) => {
      await build();
      await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: `releases/${name}`, Body: content }));
      await expect(clean(1000, { keep: 1 })).rejects.toMatchObject({ code: 'unreadable-manifest' });
      expect(await read('_nuxt/old.js')).toBe('1');
    });

    it('removes nothing when no release is written down', async () => {
      await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: '_nuxt/old.js', Body: '1' }));
      await expect(clean(1000)).rejects.toMatchObject({ code: 'no-manifests' });
      expect(await read('_nuxt/old.js')).toBe('1');
    });

    it.each([
      [{ keep: 0 }, '--keep must be an integer from 1, got 0'],
      [{ days: -1 }, '--days must be a number from 0, got -1'],
      [{ days: Number.NaN }, '--days must be a number from 0, got NaN'],
    ])('refuses %p', async (wrong, message) => {
      await expect(clean(0, wrong)).rejects.toThrow(message);
    });
  });
});
