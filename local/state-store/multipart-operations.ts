import { checkBucketPolicy } from './bucket-policy';
import { md5Hex, verifyChecksums } from './checksums';
import { writeCondition } from './conditions';
import { type DiskStore } from './disk-store';
import { header, singleHeaders, type Reply, type S3Request } from './messages';
import { type MultipartUpload } from './multipart-uploads';
import { checkUploadHeaders, objectHeaders } from './object-headers';
import { readPayload } from './payload';
import { maximumBodyBytes } from './request-body';
import { S3Error } from './s3-error';
import { xmlReply } from './xml-reply';

/** Every part but the last must have this size, by S3's rule. */
const minimumPartBytes = 5 * 1024 * 1024;
const maximumPartNumber = 10_000;

async function uploadOf(store: DiskStore, bucket: string, key: string, { query }: S3Request) {
  const id = query.get('uploadId') ?? '';
  const upload: MultipartUpload | undefined = await store.uploads.find(id);
  if (upload?.bucket === bucket && upload.key === key) return { id, upload };
  throw new S3Error('NoSuchUpload', 'The specified multipart upload does not exist.');
}

/** `CreateMultipartUpload`. */
export async function createUpload(store: DiskStore, bucket: string, key: string, request: S3Request): Promise<Reply> {
  checkBucketPolicy(bucket, request);
  const headers = objectHeaders(request, request.headers['content-encoding']);
  const id = await store.uploads.create({ bucket, key, headers });
  return xmlReply('InitiateMultipartUploadResult', [
    ['Bucket', bucket],
    ['Key', key],
    ['UploadId', id],
  ]);
}

/** `UploadPart`. */
export async function uploadPart(store: DiskStore, bucket: string, key: string, request: S3Request): Promise<Reply> {
  const { id } = await uploadOf(store, bucket, key, request);
  const partNumber = Number(request.query.get('partNumber'));
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > maximumPartNumber) {
    throw new S3Error(
      'InvalidArgument',
      `Part number must be an integer between 1 and ${maximumPartNumber}, inclusive`,
    );
  }
  checkUploadHeaders(request);
  const { body, checksums } = await readPayload(request);
  await store.uploads.putPart(id, partNumber, body);
  return { status: 200, headers: { ...checksums, etag: `"${md5Hex(body)}"` } };
}

/** The `<Part>` elements of a `CompleteMultipartUpload` document. */
function listedParts(xml: string): { partNumber: number; etag: string }[] {
  const parts = [...xml.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
    partNumber: Number(/<PartNumber>\s*(\d{1,5})\s*<\/PartNumber>/.exec(part)?.[1]),
    etag: /<ETag>\s*(?:"|&quot;|&#34;)?([0-9a-f]{32})(?:"|&quot;|&#34;)?\s*<\/ETag>/.exec(part)?.[1] ?? '',
  }));
  if (parts.length === 0 || !parts.every(({ partNumber, etag }) => Number.isInteger(partNumber) && etag !== '')) {
    throw new S3Error(
      'MalformedXML',
      'The XML you provided was not well-formed or lists no parts with number and ETag',
    );
  }
  if (parts.some(({ partNumber }, index) => partNumber <= (parts[index - 1]?.partNumber ?? 0))) {
    throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  return parts;
}

async function joinParts(store: DiskStore, id: string, xml: string): Promise<{ body: Buffer; etag: string }> {
  const listed = listedParts(xml);
  const bodies: Buffer[] = [];
  let sizeBytes = 0;
  for (const [index, { partNumber, etag }] of listed.entries()) {
    const body = await store.uploads.part(id, partNumber);
    if (body === undefined || md5Hex(body) !== etag) {
      throw new S3Error('InvalidPart', `Part ${partNumber} was not found or has another ETag than ${etag}`);
    }
    if (index < listed.length - 1 && body.length < minimumPartBytes) {
      throw new S3Error(
        'EntityTooSmall',
        `Part ${partNumber} is smaller than the minimum of ${minimumPartBytes} bytes`,
      );
    }
    sizeBytes += body.length;
    if (sizeBytes > maximumBodyBytes) {
      throw new S3Error('EntityTooLarge', `The parts exceed the maximum object size of ${maximumBodyBytes} bytes`);
    }
    bodies.push(body);
  }
  const digests = Buffer.from(listed.map(({ etag }) => etag).join(''), 'hex');
  return { body: Buffer.concat(bodies), etag: `${md5Hex(digests)}-${listed.length}` };
}

/** `CompleteMultipartUpload`: the parts become one version, under the conditions of a write. */
export async function completeUpload(
  store: DiskStore,
  bucket: string,
  key: string,
  request: S3Request,
): Promise<Reply> {
  const condition = writeCondition(request);
  const { id, upload } = await uploadOf(store, bucket, key, request);
  const { body, etag } = await joinParts(store, id, (await request.readBody()).toString());
  // A composite checksum is one of the parts' checksums, each of which was verified when its part came.
  const isWhole = header(request.headers, 'x-amz-checksum-type')?.toUpperCase() === 'FULL_OBJECT';
  const checksums = isWhole ? verifyChecksums(body, singleHeaders(request.headers)) : {};
  const draft = { kind: 'object', etag, headers: upload.headers, checksums } as const;
  const version = await store.append(bucket, key, draft, body, condition);
  await store.uploads.remove(id);
  const reply = xmlReply('CompleteMultipartUploadResult', [
    ['Bucket', bucket],
    ['Key', key],
    ['ETag', `"${etag}"`],
  ]);
  return { ...reply, headers: { ...reply.headers, 'x-amz-version-id': version.versionId } };
}

/** `AbortMultipartUpload`. */
export async function abortUpload(store: DiskStore, bucket: string, key: string, request: S3Request): Promise<Reply> {
  const { id } = await uploadOf(store, bucket, key, request);
  await store.uploads.remove(id);
  return { status: 204 };
}
