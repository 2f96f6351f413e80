import { type S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { Lazy } from 'cdktf';
import { type Construct } from 'constructs';
import { policyJson, type PolicyStatement } from '../iam/policy';

/**
 * Blocks public access to a bucket, turns ACLs off, refuses plain HTTP, and lets in whom `statements` name. The parts are
 * children of `scope`, their ids begin with `idPrefix`.
 * @param statements read when the app is synthesized, so that what is made after the bucket may still be let in
 */
export function closeAccess(
  scope: Construct,
  idPrefix: string,
  bucket: S3Bucket,
  statements: readonly PolicyStatement[],
): S3BucketPolicy {
  const block = new S3BucketPublicAccessBlock(scope, `${idPrefix}PublicAccess`, {
    bucket: bucket.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketOwnershipControls(scope, `${idPrefix}Ownership`, {
    bucket: bucket.id,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  });
  const onlyTls: PolicyStatement = {
    Sid: 'OnlyTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucket.arn, `${bucket.arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  return new S3BucketPolicy(scope, `${idPrefix}Policy`, {
    bucket: bucket.id,
    policy: Lazy.stringValue({ produce: () => policyJson([onlyTls, ...statements]) }),
    // S3 refuses two changes of a bucket's access at the same moment.
    dependsOn: [block],
  });
}
