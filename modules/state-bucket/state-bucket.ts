import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { policyJson, type PolicyStatement } from '../iam/policy';
import { ServiceKey } from '../kms/service-key';
import { requireMatch } from '../validate';

/** Days for which an overwritten state, and a line of the access log, can still be read. */
const historyDays = 90;

export interface StateBucketProps {
  /** Bucket name, unique in the world: 3 to 58 characters, since `-logs` is added for the access log's bucket. */
  readonly name: string;
  readonly accountId: string;
  /** Alias of the key, after `alias/`. */
  readonly keyAlias: string;
}

/**
 * The bucket that holds Terraform state: versioned, encrypted with a key of its own, closed to the public and to plain
 * HTTP, with an access log in a second bucket. Neither can be destroyed by Terraform.
 */
export class StateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    const { name, accountId, keyAlias } = props;
    requireMatch(
      this,
      'name',
      name,
      /^[a-z0-9][a-z0-9-]{1,56}[a-z0-9]$/,
      '3 to 58 lower-case letters, digits or hyphens',
    );
    const key = new ServiceKey(this, 'Key', {
      alias: keyAlias,
      description: `Terraform state in ${name}`,
      accountId,
      preventDestroy: true,
    });

    this.bucket = new S3Bucket(this, 'Resource', { bucket: name, lifecycle: { preventDestroy: true } });
    this.#close('State', this.bucket, [
      {
        // A writer that names an algorithm overrides the bucket's default, and with it the key.
        Sid: 'OnlyTheDefaultEncryption',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `${this.bucket.arn}/*`,
        Condition: { StringEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
      },
    ]);
    new S3BucketServerSideEncryptionConfigurationA(this, 'Encryption', {
      bucket: this.bucket.id,
      rule: [
        {
          bucketKeyEnabled: true,
          applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.arn },
        },
      ],
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
          noncurrentVersionExpiration: [{ noncurrentDays: historyDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
      // A rule about old versions is refused on a bucket that has none yet.
      dependsOn: [versioning],
    });

    const logs = new S3Bucket(this, 'AccessLog', { bucket: `${name}-logs`, lifecycle: { preventDestroy: true } });
    this.#close('AccessLog', logs, [
      {
        Sid: 'AccessLogDelivery',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `${logs.arn}/*`,
        Condition: { StringEquals: { 'aws:SourceAccount': accountId }, ArnLike: { 'aws:SourceArn': this.bucket.arn } },
      },
    ]);
    // Log delivery cannot write to a bucket whose default is a KMS key (S3 User Guide, "Enabling server access logging").
    new S3BucketServerSideEncryptionConfigurationA(this, 'AccessLogEncryption', {
      bucket: logs.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    new S3BucketLifecycleConfiguration(this, 'AccessLogHistory', {
      bucket: logs.id,
      rule: [{ id: 'history', status: 'Enabled', filter: [{ prefix: '' }], expiration: [{ days: historyDays }] }],
    });
    new S3BucketLoggingA(this, 'Logging', { bucket: this.bucket.id, targetBucket: logs.id, targetPrefix: 'state/' });
  }

  /** Blocks public access, turns ACLs off, refuses plain HTTP, and adds the bucket's own statements. */
  #close(id: string, bucket: S3Bucket, statements: readonly PolicyStatement[]): void {
    const block = new S3BucketPublicAccessBlock(this, `${id}PublicAccess`, {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, `${id}Ownership`, {
      bucket: bucket.id,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    new S3BucketPolicy(this, `${id}Policy`, {
      bucket: bucket.id,
      policy: policyJson([
        {
          Sid: 'OnlyTls',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [bucket.arn, `${bucket.arn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        ...statements,
      ]),
      // S3 refuses two changes of a bucket's access at the same moment.
      dependsOn: [block],
    });
  }
}
