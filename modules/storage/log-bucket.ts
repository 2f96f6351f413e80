import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { policyJson } from '../iam/policy';
import { requireIntegerBetween, requireMatch } from '../validate';

export interface LogBucketProps {
  /** Bucket name, unique in the world: 3 to 63 lower-case letters, digits or hyphens. */
  readonly name: string;
  /** Account of the load balancers that write here. */
  readonly accountId: string;
  /** First part of the objects' names, for each load balancer its own; the load balancer is given the same. */
  readonly prefixes: readonly string[];
  /** Days that a log is kept, and for as long again what was overwritten or deleted. */
  readonly retentionDays: number;
  /** Whether Terraform refuses to destroy the bucket. Otherwise it is destroyed with its logs. @default true */
  readonly retainData?: boolean;
}

/**
 * A bucket for the access logs of load balancers: versioned, closed to the public and to plain HTTP, written by Elastic Load
 * Balancing alone. Log delivery knows no other encryption than the one with S3's own keys.
 */
export class LogBucket extends Construct {
  readonly bucket: S3Bucket;
  /** Lets load balancers write: what logs here waits for it. */
  readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: LogBucketProps) {
    super(scope, id);
    const { name, accountId, prefixes, retentionDays, retainData = true } = props;
    requireMatch(
      this,
      'name',
      name,
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      '3 to 63 lower-case letters, digits or hyphens',
    );
    requireIntegerBetween(this, 'retentionDays', retentionDays, 1, 3653);
    if (prefixes.length === 0) {
      throw new RangeError(`${this.node.path}: prefixes must name one load balancer or more, got none`);
    }

    this.bucket = new S3Bucket(this, 'Resource', {
      bucket: name,
      forceDestroy: !retainData,
      lifecycle: { preventDestroy: retainData },
    });
    const block = new S3BucketPublicAccessBlock(this, 'PublicAccess', {
      bucket: this.bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'Ownership', {
      bucket: this.bucket.id,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'Encryption', {
      bucket: this.bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    const versioning = new S3BucketVersioningA(this, 'Versioning', {
      bucket: this.bucket.id,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketLifecycleConfiguration(this, 'History', {
      bucket: this.bucket.id,
      rule: [
        {
          id: 'history',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days: retentionDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: retentionDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
      // A rule about old versions is refused on a bucket that has none yet.
      dependsOn: [versioning],
    });
    this.policy = new S3BucketPolicy(this, 'Policy', {
      bucket: this.bucket.id,
      policy: policyJson([
        {
          Sid: 'OnlyTls',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [this.bucket.arn, `${this.bucket.arn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          // The account in the path is that of the load balancer: no other account's can write here.
          Sid: 'AccessLogDelivery',
          Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: prefixes.map((prefix) => `${this.bucket.arn}/${prefix}/AWSLogs/${accountId}/*`),
        },
      ]),
      // S3 refuses two changes of a bucket's access at the same moment.
      dependsOn: [block],
    });
  }

  get name(): string {
    return this.bucket.bucket;
  }
}
