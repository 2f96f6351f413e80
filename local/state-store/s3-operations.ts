import { bucketLocation, bucketVersioning, createBucket, headBucket, listBuckets } from './buckets';
import { type DiskStore } from './disk-store';
import { listObjectsV1, listObjectsV2 } from './list-objects';
import { listObjectVersions } from './list-versions';
import { type Reply, type S3Request } from './messages';
import { abortUpload, completeUpload, createUpload, uploadPart } from './multipart-operations';
import { readObject } from './object-reads';
import { deleteObject, putObject } from './object-writes';
import { S3Error } from './s3-error';

interface Operation<Target extends readonly string[]> {
  readonly method: string;
  /** The query parameter that tells this operation from those below it of the same method. */
  readonly selector?: string;
  /** Further query parameters it understands. */
  readonly parameters?: readonly string[];
  readonly run: (store: DiskStore, request: S3Request, ...target: Target) => Reply | Promise<Reply>;
}

const listing = ['prefix', 'delimiter', 'max-keys', 'encoding-type'] as const;

const serviceOperations: readonly Operation<[]>[] = [{ method: 'GET', run: listBuckets }];

const bucketOperations: readonly Operation<[bucket: string]>[] = [
  { method: 'PUT', run: (store, request, bucket) => createBucket(store, bucket, request) },
  { method: 'HEAD', run: (store, request, bucket) => headBucket(store, bucket, request) },
  { method: 'GET', selector: 'versioning', run: bucketVersioning },
  { method: 'GET', selector: 'location', run: (_store, request) => bucketLocation(request) },
  {
    method: 'GET',
    selector: 'versions',
    parameters: [...listing, 'key-marker', 'version-id-marker'],
    run: (store, { query }, bucket) => listObjectVersions(store, bucket, query),
  },
  {
    method: 'GET',
    selector: 'list-type',
    parameters: [...listing, 'continuation-token', 'start-after', 'fetch-owner'],
    run: (store, { query }, bucket) => listObjectsV2(store, bucket, query),
  },
  {
    method: 'GET',
    parameters: [...listing, 'marker'],
    run: (store, { query }, bucket) => listObjectsV1(store, bucket, query),
  },
];

const objectOperations: readonly Operation<[bucket: string, key: string]>[] = [
  {
    method: 'PUT',
    selector: 'uploadId',
    parameters: ['partNumber'],
    run: (store, request, bucket, key) => uploadPart(store, bucket, key, request),
  },
  { method: 'PUT', run: (store, request, bucket, key) => putObject(store, bucket, key, request) },
  {
    method: 'POST',
    selector: 'uploads',
    run: (store, request, bucket, key) => createUpload(store, bucket, key, request),
  },
  {
    method: 'POST',
    selector: 'uploadId',
    run: (store, request, bucket, key) => completeUpload(store, bucket, key, request),
  },
  {
    method: 'DELETE',
    selector: 'uploadId',
    run: (store, request, bucket, key) => abortUpload(store, bucket, key, request),
  },
  { method: 'DELETE', run: (store, request, bucket, key) => deleteObject(store, bucket, key, request) },
  {
    method: 'GET',
    parameters: ['versionId'],
    run: (store, request, bucket, key) => readObject(store, bucket, key, request),
  },
  {
    method: 'HEAD',
    parameters: ['versionId'],
    run: (store, request, bucket, key) => readObject(store, bucket, key, request),
  },
];

/** What SDKs add to any request: the operation's name, and the signature of a presigned URL. */
function isNoise(parameter: string): boolean {
  return parameter === 'x-id' || parameter.toLowerCase().startsWith('x-amz-');
}

/**
 * An operation that leaves a parameter unread would do something else than asked, so it runs only when it knows all.
 * @throws S3Error `NotImplemented` or `MethodNotAllowed`
 */
function select<Target extends readonly string[]>(
  operations: readonly Operation<Target>[],
  { method, query }: S3Request,
): Operation<Target> {
  const parameters = [...query.keys()].filter((name) => !isNoise(name));
  const ofMethod = operations.filter((operation) => operation.method === method);
  if (ofMethod.length === 0) {
    throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  const selected = ofMethod.find(({ selector, parameters: known = [] }) => {
    if (selector !== undefined && !parameters.includes(selector)) return false;
    return parameters.every((name) => name === selector || known.includes(name));
  });
  if (selected !== undefined) return selected;
  throw new S3Error(
    'NotImplemented',
    `A query you provided implies functionality that is not implemented: ${method} with ${parameters.join(', ')}`,
  );
}

/** Answers any S3 request from `store`. @throws S3Error for everything S3 would refuse and all it can that this cannot */
export async function answerS3(store: DiskStore, request: S3Request): Promise<Reply> {
  const { bucket, key } = request;
  if (bucket === undefined) return select(serviceOperations, request).run(store, request);
  if (key === undefined) return select(bucketOperations, request).run(store, request, bucket);
  return select(objectOperations, request).run(store, request, bucket, key);
}
