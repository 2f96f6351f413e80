import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { Construct } from 'constructs';
import { ServiceKey } from '../kms/service-key';
import { closeAccess } from '../storage/bucket-access';
import { bucketEncryption } from '../storage/bucket-encryption';
import { keepHistory } from '../storage/bucket-history';
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
    closeAccess(this, 'State', this.bucket, [
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
      rule: [bucketEncryption(key)],
    });
    keepHistory(this, this.bucket, [
      {
        id: 'history',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        noncurrentVersionExpiration: [{ noncurrentDays: historyDays }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
      },
    ]);

    const logs = new S3Bucket(this, 'AccessLog', { bucket: `${name}-logs`, lifecycle: { preventDestroy: true } });
    closeAccess(this, 'AccessLog', logs, [
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
      rule: [bucketEncryption('S3')],
    });
    new S3BucketLifecycleConfiguration(this, 'AccessLogHistory', {
      bucket: logs.id,
      rule: [{ id: 'history', status: 'Enabled', filter: [{ prefix: '' }], expiration: [{ days: historyDays }] }],
    });
    new S3BucketLoggingA(this, 'Logging', { bucket: this.bucket.id, targetBucket: logs.id, targetPrefix: 'state/' });
  }
}
