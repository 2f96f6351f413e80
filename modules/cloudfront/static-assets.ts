import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Construct } from 'constructs';
import { ClosedBucket } from '../storage/closed-bucket';
import { requireMatch } from '../validate';
import { BucketOrigin } from './bucket-origin';
import { type Distribution } from './distribution';

export interface StaticAssetsProps {
  /** Bucket name, unique in the world. */
  readonly bucketName: string;
  /** Names the access control of the origin, unique in the account. */
  readonly accessName: string;
  /** Name of the origin within its distribution. */
  readonly originId: string;
  /** Beginning of the keys that viewers may read, with `/` at its end: `_nuxt/` holds what `/_nuxt/*` asks for. */
  readonly prefix: string;
  /** Name of the SSM parameter that tells where files are put, as JSON `{bucket, prefix}`. @default none */
  readonly parameterName?: string;
  /** Whether Terraform refuses to destroy the bucket. @default true */
  readonly retainData?: boolean;
}

/**
 * A private bucket whose files one distribution reads, those below the prefix only, and never a list: a file that is not there
 * is answered 403. Encrypted with the keys of S3: what is in it is public through the distribution, and a key of its own would
 * be asked for at every read.
 */
export class StaticAssets extends Construct {
  readonly bucket: ClosedBucket;
  readonly origin: BucketOrigin;
  readonly prefix: string;

  constructor(scope: Construct, id: string, props: StaticAssetsProps) {
    super(scope, id);
    const { bucketName, accessName, originId, prefix, parameterName, retainData } = props;
    requireMatch(this, 'prefix', prefix, /^([A-Za-z0-9_-]+\/)+$/, 'path segments that each end in /, such as _nuxt/');
    this.prefix = prefix;
    this.bucket = new ClosedBucket(this, 'Bucket', { name: bucketName, encryption: 'S3', retainData });
    this.origin = new BucketOrigin(this, 'Origin', { name: accessName, originId, bucket: this.bucket.bucket });
    if (parameterName !== undefined) {
      new SsmParameter(this, 'Location', {
        name: parameterName,
        type: 'String',
        value: JSON.stringify({ bucket: this.bucket.name, prefix }),
      });
    }
  }

  get name(): string {
    return this.bucket.name;
  }

  get arn(): string {
    return this.bucket.arn;
  }

  /** ARN of the files that viewers may read. */
  get filesArn(): string {
    return `${this.arn}/${this.prefix}*`;
  }

  /** Lets `distribution` read the files, and no other. */
  allowRead(distribution: Distribution): void {
    this.bucket.allow({
      Sid: 'Viewers',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
      Resource: this.filesArn,
      Condition: { StringEquals: { 'aws:SourceArn': distribution.arn } },
    });
  }
}
