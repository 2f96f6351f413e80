import { type DiskStore } from './disk-store';
import { owner, xmlReply } from './xml-reply';
import { signedRegion, type Reply, type S3Request } from './messages';
import { S3Error } from './s3-error';

async function exists(store: DiskStore, bucket: string): Promise<boolean> {
  return (await store.versions.buckets()).includes(bucket);
}

export async function listBuckets(store: DiskStore): Promise<Reply> {
  const buckets = await store.versions.buckets();
  return xmlReply('ListAllMyBucketsResult', [owner, ['Buckets', buckets.map((name) => ['Bucket', [['Name', name]]])]]);
}

/** `CreateBucket`. The configuration in the body is read and has no effect: every bucket is versioned. */
export async function createBucket(store: DiskStore, bucket: string, request: S3Request): Promise<Reply> {
  if (await exists(store, bucket)) {
    throw new S3Error('BucketAlreadyOwnedByYou', `The bucket ${bucket} exists already and you own it.`);
  }
  await store.versions.createBucket(bucket);
  return { status: 200, headers: { location: `/${bucket}`, 'x-amz-bucket-region': signedRegion(request.headers) } };
}

/** `HeadBucket`. A bucket exists once it was created or something was written to it. */
export async function headBucket(store: DiskStore, bucket: string, request: S3Request): Promise<Reply> {
  if (!(await exists(store, bucket))) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist');
  return { status: 200, headers: { 'x-amz-bucket-region': signedRegion(request.headers) } };
}

export function bucketVersioning(): Reply {
  return xmlReply('VersioningConfiguration', [['Status', 'Enabled']]);
}

/** The region that the request was signed for: the store is wherever the caller believes its bucket to be. */
export function bucketLocation(request: S3Request): Reply {
  const region = signedRegion(request.headers);
  // `us-east-1` is the empty location, by S3's rule.
  return xmlReply('LocationConstraint', region === 'us-east-1' ? '' : region);
}
