import { header, type S3Request } from './messages';
import { S3Error } from './s3-error';

/** The buckets that the stacks `state-<stage>` create. */
const stateBucketPrefix = 'tristage-tfstate-';

/**
 * The one rule of the real state bucket's policy that depends on a request: an explicit SSE-S3 header would override
 * the bucket's default SSE-KMS, so a backend with `encrypt = true` and no key is refused here as it is there.
 * @throws S3Error `AccessDenied`
 */
export function checkBucketPolicy(bucket: string, { headers }: Pick<S3Request, 'headers'>): void {
  if (!bucket.startsWith(stateBucketPrefix)) return;
  if (header(headers, 'x-amz-server-side-encryption')?.toUpperCase() !== 'AES256') return;
  throw new S3Error(
    'AccessDenied',
    `the policy of ${bucket} refuses an explicit x-amz-server-side-encryption: AES256, which overrides the bucket's SSE-KMS default; remove encrypt from the backend`,
  );
}
