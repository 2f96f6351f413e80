import { isNotModified } from './conditions';
import { type DiskStore } from './disk-store';
import { header, type Reply, type S3Request } from './messages';
import { isObject, type ObjectVersion } from './object-version';
import { S3Error } from './s3-error';
import { sequenceOf } from './version-file';

async function find(store: DiskStore, bucket: string, key: string, versionId: string | null): Promise<ObjectVersion> {
  if (versionId === null) {
    const latest = await store.versions.latest(bucket, key);
    if (isObject(latest)) return latest;
    const marker: Record<string, string> =
      latest === undefined ? {} : { 'x-amz-delete-marker': 'true', 'x-amz-version-id': latest.versionId };
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', { headers: marker });
  }
  if (sequenceOf(versionId) === undefined) throw new S3Error('InvalidArgument', 'Invalid version id specified');
  const version = await store.versions.version(bucket, key, versionId);
  if (version === undefined) throw new S3Error('NoSuchVersion', 'The specified version does not exist.');
  if (isObject(version)) return version;
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against a delete marker.', {
    headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId, allow: 'DELETE' },
  });
}

/**
 * The bytes `[start, end]` that a `Range` header asks for. `undefined` when there is none, or one to be ignored: of
 * another form than `bytes=a-b`, `bytes=a-` or `bytes=-n`, as HTTP wants it.
 * @throws S3Error `InvalidRange` when it begins behind the last byte
 */
function requestedRange(range: string | undefined, sizeBytes: number): [start: number, end: number] | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start <= end) return [start, end];
  throw new S3Error('InvalidRange', 'The requested range is not satisfiable', {
    headers: { 'content-range': `bytes */${sizeBytes}` },
  });
}

/** `GetObject` and `HeadObject`, of the latest version or of `versionId`, whole or a single range. */
export async function readObject(store: DiskStore, bucket: string, key: string, request: S3Request): Promise<Reply> {
  const version = await find(store, bucket, key, request.query.get('versionId'));
  const headers: Record<string, string> = {
    ...version.headers,
    'accept-ranges': 'bytes',
    etag: `"${version.etag}"`,
    'last-modified': version.lastModified.toUTCString(),
    'x-amz-version-id': version.versionId,
  };
  if (isNotModified(request, version)) return { status: 304, headers };

  const range = requestedRange(request.headers.range, version.sizeBytes);
  const [start, end] = range ?? [0, version.sizeBytes - 1];
  headers['content-length'] = String(end - start + 1);
  if (range !== undefined) {
    headers['content-range'] = `bytes ${start}-${end}/${version.sizeBytes}`;
  } else if (header(request.headers, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    Object.assign(headers, version.checksums);
  }
  const status = range === undefined ? 200 : 206;
  if (request.method === 'HEAD') return { status, headers };
  const body = await store.versions.body(bucket, version);
  return { status, headers, body: body.subarray(start, end + 1) };
}
