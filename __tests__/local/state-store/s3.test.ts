import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type ChecksumAlgorithm,
  type S3Client,
} from '@aws-sdk/client-s3';
import { startStateStore, type RunningStateStore } from '../../../local/state-store/state-store';
import { accountId, bucket, Cleanup, directClient, filesBelow, proxiedClient } from './support';

describe.each([
  ['direct, path style', directClient],
  ['as a proxy, virtual-host style', proxiedClient],
])('S3 by the AWS SDK, %s', (_title, clientOf) => {
  const cleanup = new Cleanup();
  let directory: string;
  let store: RunningStateStore;
  let client: S3Client;
  let now: Date;

  beforeEach(async () => {
    directory = await cleanup.directory();
    now = new Date('2026-01-02T03:04:05.678Z');
    store = await startStateStore({ directory, accountId, now: () => now });
    cleanup.add(() => store.close());
    client = clientOf(store.url);
    cleanup.add(() => client.destroy());
  });
  afterEach(() => cleanup.run());

  const put = (Key: string, body: string, more: object = {}) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.from(body), ...more }));
  const get = async (Key: string, more: object = {}) => {
    const output = await client.send(new GetObjectCommand({ Bucket: bucket, Key, ...more }));
    return { ...output, text: (await output.Body?.transformToString()) ?? '' };
  };
  const remove = (Key: string, more: object = {}) =>
    client.send(new DeleteObjectCommand({ Bucket: bucket, Key, ...more }));
  const status = (code: number, name: string) => ({ name, $metadata: { httpStatusCode: code } });

  it('gives back what was put, with its headers, its MD5 as ETag and a file a person can open', async () => {
    const body = '{"serial":1}';
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const written = await put('mesh-stg.tfstate', body, { ContentType: 'application/json', Metadata: { a: 'b' } });
    expect(written).toMatchObject({ ETag: etag });
    expect(written.VersionId).toMatch(/^v1-/);
    const read = await get('mesh-stg.tfstate');
    expect(read).toMatchObject({ text: body, ETag: etag, ContentType: 'application/json', Metadata: { a: 'b' } });
    expect(read.LastModified).toEqual(new Date('2026-01-02T03:04:05Z'));
    expect(read.$metadata.requestId).toMatch(/^[0-9A-F]{16}$/);
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'mesh-stg.tfstate' }));
    expect(head).toMatchObject({ ContentLength: body.length, ETag: etag, VersionId: written.VersionId });
    const file = join(directory, bucket, 'mesh-stg.tfstate');
    expect(await readFile(file, 'utf8')).toBe(body);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it('answers for what is not there as S3 does', async () => {
    await expect(get('nothing')).rejects.toMatchObject(status(404, 'NoSuchKey'));
    const head = client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'nothing' }));
    await expect(head).rejects.toMatchObject(status(404, 'NotFound'));
    const listing = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(listing).toMatchObject({ KeyCount: 0, IsTruncated: false });
    expect(await filesBelow(directory)).toEqual([]);
  });

  it('refuses a second If-None-Match: * and keeps the first object', async () => {
    await put('lock', 'first', { IfNoneMatch: '*' });
    await expect(put('lock', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject(status(412, 'PreconditionFailed'));
    expect((await get('lock')).text).toBe('first');
    await remove('lock');
    await put('lock', 'third', { IfNoneMatch: '*' });
    expect((await get('lock')).text).toBe('third');
    await expect(put('lock', 'x', { IfNoneMatch: '"abc"' })).rejects.toMatchObject(status(501, 'NotImplemented'));
  });

  it('writes and deletes with If-Match only over the object it names', async () => {
    await expect(put('k', 'a', { IfMatch: '"0"' })).rejects.toMatchObject(status(404, 'NoSuchKey'));
    const { ETag } = await put('k', 'a');
    await put('k', 'b', { IfMatch: ETag });
    await expect(put('k', 'c', { IfMatch: ETag })).rejects.toMatchObject(status(412, 'PreconditionFailed'));
    await expect(remove('k', { IfMatch: ETag })).rejects.toMatchObject(status(412, 'PreconditionFailed'));
    expect((await get('k')).text).toBe('b');
  });

  it('reads by condition and by range', async () => {
    const { ETag } = await put('k', '0123456789');
    await expect(get('k', { IfMatch: '"0"' })).rejects.toMatchObject(status(412, 'PreconditionFailed'));
    await expect(get('k', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get('k', { IfModifiedSince: now })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    expect(await get('k', { Range: 'bytes=2-4' })).toMatchObject({ text: '234', ContentRange: 'bytes 2-4/10' });
    expect(await get('k', { Range: 'bytes=-3' })).toMatchObject({ text: '789' });
    expect(await get('k', { Range: 'bytes=8-99' })).toMatchObject({ text: '89', ContentRange: 'bytes 8-9/10' });
    await expect(get('k', { Range: 'bytes=10-' })).rejects.toMatchObject(status(416, 'InvalidRange'));
  });

  it('keeps every version, and a delete as a marker', async () => {
    const first = await put('k', 'one');
    now = new Date('2026-01-02T03:05:00Z');
    const second = await put('k', 'two');
    const marker = await remove('k');
    expect(marker).toMatchObject({ DeleteMarker: true });
    await expect(get('k')).rejects.toMatchObject(status(404, 'NoSuchKey'));
    await expect(stat(join(directory, bucket, 'k'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await get('k', { VersionId: first.VersionId })).text).toBe('one');
    expect((await get('k', { VersionId: second.VersionId })).text).toBe('two');
    await expect(get('k', { VersionId: marker.VersionId })).rejects.toMatchObject(status(405, 'MethodNotAllowed'));
    await expect(get('k', { VersionId: 'v1-0000000000000000' })).rejects.toMatchObject(status(404, 'NoSuchVersion'));
    await expect(get('k', { VersionId: '../k' })).rejects.toMatchObject(status(400, 'InvalidArgument'));
    const { Versions, DeleteMarkers } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(Versions?.map(({ VersionId, IsLatest, Size }) => [VersionId, IsLatest, Size])).toEqual([
      [second.VersionId, false, 3],
      [first.VersionId, false, 3],
    ]);
    expect(DeleteMarkers).toMatchObject([{ Key: 'k', VersionId: marker.VersionId, IsLatest: true }]);
    const gone = remove('k', { VersionId: first.VersionId });
    await expect(gone).rejects.toMatchObject(status(501, 'NotImplemented'));
  });

  it('lists by prefix and delimiter in the order of the bytes, page by page, in both versions', async () => {
    const keys = ['Z', 'a', 'a/1', 'a/2', 'a/2/x', 'a0', 'b/1', 'é', '\u{ff5e}', '\u{1f600}'];
    for (const key of keys.toReversed()) await put(key, key);
    await put('gone', '');
    await remove('gone');

    for (const MaxKeys of [1, 3, 1000]) {
      const flat: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys, ContinuationToken }));
        expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys);
        flat.push(...(page.Contents ?? []).map(({ Key }) => Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      expect(flat).toEqual(keys);

      const folded: (string | undefined)[] = [];
      let Marker: string | undefined;
      do {
        const page = await client.send(new ListObjectsCommand({ Bucket: bucket, MaxKeys, Marker, Delimiter: '/' }));
        folded.push(...(page.Contents ?? []).map(({ Key }) => Key));
        folded.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
        Marker = page.NextMarker;
      } while (Marker !== undefined);
      expect(folded.sort()).toEqual(['Z', 'a', 'a/', 'a0', 'b/', 'é', '\u{ff5e}', '\u{1f600}'].sort());
    }
    const below = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'a/', Delimiter: '/' }));
    expect(below.Contents?.map(({ Key }) => Key)).toEqual(['a/1', 'a/2']);
    expect(below.CommonPrefixes).toEqual([{ Prefix: 'a/2/' }]);
    const after = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, StartAfter: 'b/1', EncodingType: 'url' }),
    );
    expect(after.Contents?.map(({ Key }) => Key)).toEqual(['%C3%A9', '%EF%BD%9E', '%F0%9F%98%80']);
    await expect(client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: -1 }))).rejects.toMatchObject(
      status(400, 'InvalidArgument'),
    );
  });

  it('lists versions page by page', async () => {
    for (const body of ['1', '2', '3']) for (const key of ['a', 'b/c']) await put(key, body);
    const seen: unknown[] = [];
    let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
    for (;;) {
      const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1, ...markers }));
      seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId?.slice(0, 2)}`));
      if (page.IsTruncated !== true) break;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(seen).toEqual(['a v3', 'a v2', 'a v1', 'b/c v3', 'b/c v2', 'b/c v1']);
  });

  it.each<ChecksumAlgorithm>(['CRC32', 'CRC32C', 'SHA1', 'SHA256'])('verifies and returns %s', async (algorithm) => {
    await put('k', 'body', { ChecksumAlgorithm: algorithm });
    // The SDK itself compares the body it reads with the checksum that comes back.
    const read = await get('k', { ChecksumMode: 'ENABLED' });
    expect(read.text).toBe('body');
    expect(read[`Checksum${algorithm as 'CRC32'}`]).toMatch(/=/);
    const wrong = { [`Checksum${algorithm}`]: read[`Checksum${algorithm as 'CRC32'}`] };
    await expect(put('k', 'other', wrong)).rejects.toMatchObject(status(400, 'BadDigest'));
    expect((await get('k')).text).toBe('body');
  });

  it('refuses a Content-MD5 of another body', async () => {
    const md5 = createHash('md5').update('body').digest('base64');
    await put('k', 'body', { ContentMD5: md5 });
    await expect(put('k', 'other', { ContentMD5: md5 })).rejects.toMatchObject(status(400, 'BadDigest'));
    await expect(put('k', 'other', { ContentMD5: 'abc' })).rejects.toMatchObject(status(400, 'InvalidDigest'));
    expect((await get('k')).text).toBe('body');
  });

  it('refuses an explicit AES256 in a state bucket only, as its policy does', async () => {
    const encrypted = { ServerSideEncryption: 'AES256' };
    await expect(put('k', 'x', encrypted)).rejects.toMatchObject(status(403, 'AccessDenied'));
    await expect(get('k')).rejects.toMatchObject(status(404, 'NoSuchKey'));
    await put('k', 'x', { ServerSideEncryption: 'aws:kms' });
    await put('k', 'x', { ...encrypted, Bucket: 'another' });
  });

  it('knows its buckets', async () => {
    const head = (Bucket: string) => client.send(new HeadBucketCommand({ Bucket }));
    await expect(head('made')).rejects.toMatchObject(status(404, 'NotFound'));
    await client.send(new CreateBucketCommand({ Bucket: 'made' }));
    await expect(client.send(new CreateBucketCommand({ Bucket: 'made' }))).rejects.toMatchObject(
      status(409, 'BucketAlreadyOwnedByYou'),
    );
    await put('k', 'x');
    await head('made');
    expect((await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual(['made', bucket]);
    expect(await client.send(new GetBucketVersioningCommand({ Bucket: bucket }))).toMatchObject({ Status: 'Enabled' });
    expect(await client.send(new GetBucketLocationCommand({ Bucket: bucket }))).toMatchObject({
      LocationConstraint: 'ap-northeast-1',
    });
  });

  it('keeps keys of any form apart and inside its folder', async () => {
    const keys = [
      'a',
      'a/b',
      'a/b/c',
      'a//b',
      'a/',
      '.',
      '..',
      '../../escape',
      'a/../../b',
      '.versions/x',
      'a%2Fb',
      '~',
      '%2e%2e/x',
    ];
    keys.push('a b+c&d?e#f', 'x'.repeat(1024), `${'d/'.repeat(500)}x`, 'ü\\"<>|*:');
    for (const key of keys) await put(key, `body of ${key}`);
    for (const key of keys) expect((await get(key)).text).toBe(`body of ${key}`);
    const listed = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(listed.Contents?.map(({ Key }) => Key).sort()).toEqual(keys.toSorted());
    const visible = (await filesBelow(directory)).filter((file) => !file.startsWith('.versions/'));
    expect(visible).toHaveLength(keys.length);
    expect(visible.every((file) => file.startsWith(`${bucket}/`))).toBe(true);
    expect((await filesBelow(directory)).length).toBe(2 * keys.length);
    for (const key of keys) await remove(key);
    expect((await filesBelow(directory)).filter((file) => !file.startsWith('.versions/'))).toEqual([]);
    await expect(put('x'.repeat(1025), '')).rejects.toMatchObject(status(400, 'KeyTooLongError'));
    await expect(put('nul\0', '')).rejects.toMatchObject(status(400, 'InvalidArgument'));
  });

  it('stores an empty object and 5 MB', async () => {
    await put('empty', '');
    expect((await get('empty')).text).toBe('');
    const large = Buffer.alloc(5_000_000, 'state');
    await put('large', large.toString());
    expect((await get('large')).text).toBe(large.toString());
  });

  it('joins the parts of an upload that Terraform makes of a state above 5 MiB', async () => {
    const Key = 'large.tfstate';
    const target = { Bucket: bucket, Key };
    const parts = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('end')];
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...target, ContentType: 'a/b' }));
    const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (const [index, Body] of parts.entries()) {
      const PartNumber = index + 1;
      const { ETag } = await client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
      Parts.push({ PartNumber, ETag });
    }
    await expect(get(Key)).rejects.toMatchObject(status(404, 'NoSuchKey'));
    const complete = (listed: typeof Parts, more: object = {}) =>
      client.send(
        new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: listed }, ...more }),
      );
    await expect(complete(Parts.toReversed())).rejects.toMatchObject(status(400, 'InvalidPartOrder'));
    const wrong = [{ PartNumber: 1, ETag: Parts[1]?.ETag }];
    await expect(complete(wrong)).rejects.toMatchObject(status(400, 'InvalidPart'));
    await expect(complete([{ PartNumber: 3, ETag: Parts[1]?.ETag }])).rejects.toMatchObject(status(400, 'InvalidPart'));
    const { ETag } = await complete(Parts, { IfNoneMatch: '*' });
    expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const read = await get(Key);
    expect(read.text).toBe(Buffer.concat(parts).toString());
    expect(read).toMatchObject({ ETag, ContentType: 'a/b' });
    await expect(complete(Parts)).rejects.toMatchObject(status(404, 'NoSuchUpload'));
    expect((await filesBelow(directory)).filter((file) => file.includes('.uploads/'))).toEqual([]);
  });

  it('refuses a small part before the last one, and forgets an aborted upload', async () => {
    const target = { Bucket: bucket, Key: 'k' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
    const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (const PartNumber of [1, 2]) {
      const { ETag } = await client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body: 'x' }));
      Parts.push({ PartNumber, ETag });
    }
    const completion = { ...target, UploadId, MultipartUpload: { Parts } };
    const complete = () => client.send(new CompleteMultipartUploadCommand(completion));
    await expect(complete()).rejects.toMatchObject(status(400, 'EntityTooSmall'));
    const elsewhere = new AbortMultipartUploadCommand({ ...target, Key: 'other', UploadId });
    await expect(client.send(elsewhere)).rejects.toMatchObject(status(404, 'NoSuchUpload'));
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
    await expect(complete()).rejects.toMatchObject(status(404, 'NoSuchUpload'));
    expect((await filesBelow(directory)).filter((file) => file.includes('.uploads/'))).toEqual([]);
  });

  it('refuses what it would otherwise do wrongly', async () => {
    await expect(put('k', 'x', { Tagging: 'a=b' })).rejects.toMatchObject(status(501, 'NotImplemented'));
  });

  it('survives a restart', async () => {
    const { VersionId } = await put('k', 'kept');
    await store.close();
    store = await startStateStore({ directory, accountId });
    client.destroy();
    client = clientOf(store.url);
    expect(await get('k')).toMatchObject({ text: 'kept', VersionId });
  });
});
