import { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import { type CloudfrontDistributionOrigin } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { type S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { Construct } from 'constructs';
import { requireMatch } from '../validate';
import { type Origin } from './origin';
import { goesLast } from '../lifecycle';

export interface BucketOriginProps {
  /** Name of the access control, unique in the account, at most 64 characters. */
  readonly name: string;
  readonly originId: string;
  readonly bucket: S3Bucket;
}

/** A private bucket as an origin: every request is signed by CloudFront, and the bucket's policy decides which it answers. */
export class BucketOrigin extends Construct implements Origin {
  readonly originId: string;
  readonly needsOwnHost = true;
  readonly config: CloudfrontDistributionOrigin;

  constructor(scope: Construct, id: string, props: BucketOriginProps) {
    super(scope, id);
    const { name, originId, bucket } = props;
    requireMatch(this, 'name', name, /^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, hyphens or underscores');
    const accessControl = new CloudfrontOriginAccessControl(this, 'AccessControl', {
      lifecycle: goesLast,
      name,
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    });
    this.originId = originId;
    this.config = {
      originId,
      domainName: bucket.bucketRegionalDomainName,
      originAccessControlId: accessControl.id,
    };
  }
}
