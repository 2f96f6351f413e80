import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { type S3BucketLifecycleConfigurationRule } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { type S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { Construct } from 'constructs';
import { type PolicyStatement } from '../iam/policy';
import { type ServiceKey } from '../kms/service-key';
import { requireMatch } from '../validate';
import { closeAccess } from './bucket-access';
import { bucketEncryption } from './bucket-encryption';
import { keepHistory } from './bucket-history';

export interface ClosedBucketProps {
  /** Bucket name, unique in the world: 3 to 63 lower-case letters, digits or hyphens. */
  readonly name: string;
  /** `S3` for the keys of S3 itself, which log delivery and others that bring no key need; or a key of one's own. */
  readonly encryption: 'S3' | ServiceKey;
  /** Who is let in besides the account's own IAM policies; `allow` adds more. @default nobody */
  readonly statements?: readonly PolicyStatement[];
  /** What ends objects and their old versions. @default old versions are kept 30 days, broken uploads one day */
  readonly lifecycleRules?: readonly S3BucketLifecycleConfigurationRule[];
  /** Whether Terraform refuses to destroy the bucket. Otherwise it is destroyed with its objects. @default true */
  readonly retainData?: boolean;
}

const oldVersionsEnd: S3BucketLifecycleConfigurationRule = {
  id: 'history',
  status: 'Enabled',
  filter: [{ prefix: '' }],
  noncurrentVersionExpiration: [{ noncurrentDays: 30 }],
  abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
};

/** A bucket that is versioned, encrypted, and closed to the public, to ACLs and to plain HTTP. */
export class ClosedBucket extends Construct {
  readonly bucket: S3Bucket;
  /** Lets in whom the statements name: what needs that waits for it. */
  readonly policy: S3BucketPolicy;
  readonly #statements: PolicyStatement[];

  constructor(scope: Construct, id: string, props: ClosedBucketProps) {
    super(scope, id);
    const { name, encryption, statements = [], lifecycleRules = [oldVersionsEnd], retainData = true } = props;
    requireMatch(
      this,
      'name',
      name,
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      '3 to 63 lower-case letters, digits or hyphens',
    );
    this.#statements = [...statements];
    this.bucket = new S3Bucket(this, 'Resource', {
      bucket: name,
      forceDestroy: !retainData,
      lifecycle: { preventDestroy: retainData },
    });
    this.policy = closeAccess(this, '', this.bucket, this.#statements);
    new S3BucketServerSideEncryptionConfigurationA(this, 'Encryption', {
      bucket: this.bucket.id,
      rule: [bucketEncryption(encryption)],
    });
    keepHistory(this, this.bucket, lifecycleRules);
  }

  get name(): string {
    return this.bucket.bucket;
  }

  get arn(): string {
    return this.bucket.arn;
  }

  /** Adds a statement to the bucket's policy, also after what it names was made. */
  allow(statement: PolicyStatement): void {
    this.#statements.push(statement);
  }
}
