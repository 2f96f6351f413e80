import { Construct } from 'constructs';
import { type PolicyStatement } from '../iam/policy';
import { ServiceKey } from '../kms/service-key';
import { ClosedBucket } from '../storage/closed-bucket';

/** Days after which an artifact goes: as long as the pipeline can roll back to the execution it is of. */
const keptDays = 90;

export interface ArtifactBucketProps {
  /** Bucket name, unique in the world. */
  readonly name: string;
  /** Alias of the key, after `alias/`. */
  readonly keyAlias: string;
  readonly accountId: string;
  /** Whether Terraform refuses to destroy the bucket and its key. @default true */
  readonly retainData?: boolean;
}

/** The bucket that hands artifacts from one action of a pipeline to the next, encrypted with a key of its own. */
export class ArtifactBucket extends Construct {
  readonly key: ServiceKey;
  readonly bucket: ClosedBucket;

  constructor(scope: Construct, id: string, props: ArtifactBucketProps) {
    super(scope, id);
    const { name, keyAlias, accountId, retainData = true } = props;
    this.key = new ServiceKey(this, 'Key', {
      alias: keyAlias,
      description: `Artifacts in ${name}`,
      accountId,
      preventDestroy: retainData,
    });
    this.bucket = new ClosedBucket(this, 'Bucket', {
      name,
      encryption: this.key,
      retainData,
      lifecycleRules: [
        {
          id: 'artifacts',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days: keptDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
    });
  }

  get name(): string {
    return this.bucket.name;
  }

  /** What reads artifacts. */
  get readStatements(): readonly PolicyStatement[] {
    return this.#statements(['s3:GetObject', 's3:GetObjectVersion'], ['kms:Decrypt', 'kms:DescribeKey']);
  }

  /** What reads artifacts and puts out its own. */
  get writeStatements(): readonly PolicyStatement[] {
    return this.#statements(
      ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
      ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    );
  }

  #statements(objectActions: readonly string[], keyActions: readonly string[]): readonly PolicyStatement[] {
    return [
      {
        Sid: 'ArtifactBucket',
        Action: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
        Resource: this.bucket.arn,
      },
      { Sid: 'Artifacts', Action: objectActions, Resource: `${this.bucket.arn}/*` },
      { Sid: 'ArtifactKey', Action: keyActions, Resource: this.key.arn },
    ];
  }
}
