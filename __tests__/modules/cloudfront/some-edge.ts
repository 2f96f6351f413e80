import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { type Construct } from 'constructs';
import { DnsCertificate } from '../../../modules/certificates/dns-certificate';
import { type Behaviour } from '../../../modules/cloudfront/behaviour';
import { CachePolicy } from '../../../modules/cloudfront/cache-policy';
import { Distribution, type DistributionProps } from '../../../modules/cloudfront/distribution';
import { type Origin } from '../../../modules/cloudfront/origin';
import { SecurityHeaders } from '../../../modules/cloudfront/security-headers';
import { UsEast1 } from '../../../modules/cloudfront/us-east-1';

/** A scope in us-east-1, with its provider. */
export function someUsEast1(scope: Construct): UsEast1 {
  return new UsEast1(
    scope,
    'UsEast1',
    new AwsProvider(scope, 'AwsUsEast1', { region: 'us-east-1', alias: 'us-east-1' }),
  );
}

export const programOrigin: Origin = {
  originId: 'program',
  needsOwnHost: false,
  config: { originId: 'program', domainName: 'shop.example.com' },
};

export const bucketOrigin: Origin = {
  originId: 'bucket',
  needsOwnHost: true,
  config: { originId: 'bucket', domainName: 'files.s3.example.com' },
};

/** What distributions of tests are made from. */
export class SomeEdge {
  readonly scope: Construct;
  readonly usEast1: UsEast1;
  readonly zone: DataAwsRoute53Zone;
  readonly certificate: DnsCertificate;
  readonly securityHeaders: SecurityHeaders;
  readonly nothingKept: CachePolicy;

  constructor(scope: Construct) {
    this.scope = scope;
    this.usEast1 = someUsEast1(scope);
    this.zone = new DataAwsRoute53Zone(scope, 'Zone', { name: 'example.com', privateZone: false });
    this.certificate = new DnsCertificate(scope, 'Certificate', {
      domainName: 'shop.example.com',
      zone: this.zone,
      provider: this.usEast1.provider,
    });
    this.securityHeaders = new SecurityHeaders(scope, 'SecurityHeaders', { name: 'shop' });
    this.nothingKept = new CachePolicy(scope, 'NothingKept', { name: 'none', comment: 'None', maxTtlSeconds: 0 });
  }

  behaviour(change: Partial<Behaviour> = {}): Behaviour {
    return {
      origin: programOrigin,
      cachePolicy: this.nothingKept,
      securityHeaders: this.securityHeaders,
      ...change,
    };
  }

  distribution(change: Partial<DistributionProps> = {}): Distribution {
    return new Distribution(this.scope, 'Distribution', {
      comment: 'Shop',
      aliases: ['shop.example.com'],
      certificate: this.certificate,
      defaultBehaviour: this.behaviour(),
      ...change,
    });
  }
}
