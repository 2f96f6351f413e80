import { type S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { type Construct } from 'constructs';

/** Keeps what is overwritten or deleted in a bucket until a rule ends it. The parts are children of `scope`. */
export function keepHistory(
  scope: Construct,
  bucket: S3Bucket,
  rules: readonly S3BucketLifecycleConfigurationRule[],
): void {
  const versioning = new S3BucketVersioningA(scope, 'Versioning', {
    bucket: bucket.id,
    versioningConfiguration: { status: 'Enabled' },
  });
  new S3BucketLifecycleConfiguration(scope, 'History', {
    bucket: bucket.id,
    rule: [...rules],
    // A rule about old versions is refused on a bucket that has none yet.
    dependsOn: [versioning],
  });
}
