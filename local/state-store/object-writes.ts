import { checkBucketPolicy } from './bucket-policy';
import { md5Hex } from './checksums';
import { writeCondition } from './conditions';
import { type DiskStore } from './disk-store';
import { type Reply, type S3Request } from './messages';
import { objectHeaders } from './object-headers';
import { readPayload } from './payload';

/** `PutObject`: adds a version. The bucket need not exist before. */
export async function putObject(store: DiskStore, bucket: string, key: string, request: S3Request): Promise<Reply> {
  checkBucketPolicy(bucket, request);
  const condition = writeCondition(request);
  const { body, checksums, contentEncoding } = await readPayload(request);
  const headers = objectHeaders(request, contentEncoding);
  const draft = { kind: 'object', etag: md5Hex(body), headers, checksums } as const;
  const version = await store.append(bucket, key, draft, body, condition);
  const encryption = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption'));
  return {
    status: 200,
    headers: {
      ...Object.fromEntries(encryption),
      ...checksums,
      etag: `"${version.etag}"`,
      'x-amz-version-id': version.versionId,
    },
  };
}

/** `DeleteObject`: adds a delete marker, also where there was nothing, as S3 does in a versioned bucket. */
export async function deleteObject(store: DiskStore, bucket: string, key: string, request: S3Request): Promise<Reply> {
  const draft = { kind: 'deleteMarker', etag: '', headers: {}, checksums: {} } as const;
  const marker = await store.append(bucket, key, draft, Buffer.alloc(0), writeCondition(request));
  return { status: 204, headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId } };
}
