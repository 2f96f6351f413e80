import { type CloudfrontDistributionOrigin } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontVpcOrigin } from '@cdktf/provider-aws/lib/cloudfront-vpc-origin';
import { Construct } from 'constructs';
import { type ApplicationLoadBalancer } from '../load-balancing/application-load-balancer';
import { requireMatch } from '../validate';
import { type Origin } from './origin';

/** Seconds that CloudFront waits for an answer, and for which it keeps a silent connection: below the load balancer's 60. */
const readTimeoutSeconds = 30;
const keepaliveSeconds = 50;

const tls = ['TLSv1.2'];
const domainPattern = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

export interface LoadBalancerOriginOptions {
  readonly originId: string;
  /**
   * Name that is sent as `Host` and that the load balancer's certificate must hold, where the viewer's `Host` is not
   * forwarded. Inside the VPC it need not lead anywhere.
   */
  readonly domainName: string;
}

function requireDomainName(scope: Construct, domainName: string): void {
  requireMatch(
    scope,
    'domainName',
    domainName,
    domainPattern,
    'a lower-case name on the certificate of the load balancer',
  );
}

export interface VpcOriginProps {
  /** Name of the VPC origin, unique in the account. */
  readonly name: string;
  /** An internal load balancer that listens for HTTPS on 443. Its VPC has an internet gateway, which CloudFront demands. */
  readonly loadBalancer: ApplicationLoadBalancer;
}

/**
 * CloudFront's way to an internal load balancer: an interface of its own inside the VPC, over TLS 1.2 or later. One serves
 * several distributions.
 */
export class VpcOrigin extends Construct {
  readonly vpcOrigin: CloudfrontVpcOrigin;

  constructor(scope: Construct, id: string, { name, loadBalancer }: VpcOriginProps) {
    super(scope, id);
    requireMatch(this, 'name', name, /^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, hyphens or underscores');
    this.vpcOrigin = new CloudfrontVpcOrigin(this, 'Resource', {
      vpcOriginEndpointConfig: [
        {
          name,
          arn: loadBalancer.arn,
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: 'https-only',
          originSslProtocols: [{ items: tls, quantity: tls.length }],
        },
      ],
      // CloudFront tries the load balancer when the origin is made, and needs a listener to find.
      dependsOn: [loadBalancer.https],
    });
  }

  /** The load balancer as an origin of a distribution. */
  origin({ originId, domainName }: LoadBalancerOriginOptions): Origin {
    requireDomainName(this, domainName);
    return {
      originId,
      needsOwnHost: false,
      config: {
        originId,
        domainName,
        vpcOriginConfig: {
          vpcOriginId: this.vpcOrigin.id,
          originReadTimeout: readTimeoutSeconds,
          originKeepaliveTimeout: keepaliveSeconds,
        },
      },
    };
  }
}

/** A header by which a public load balancer knows that a request came through CloudFront. */
export interface OriginHeader {
  readonly name: string;
  /** What it holds until the first rotation. Terraform leaves alone what comes after. */
  readonly placeholder: string;
}

/**
 * CloudFront's way to a load balancer that faces the internet, over TLS 1.2 or later: `domainName` is a name in the public DNS
 * that leads to it.
 * @throws RangeError at synth for a name that is none.
 */
export function publicOrigin(
  scope: Construct,
  { originId, domainName }: LoadBalancerOriginOptions,
  header: OriginHeader,
): Origin {
  requireDomainName(scope, domainName);
  const config: CloudfrontDistributionOrigin = {
    originId,
    domainName,
    customHeader: [{ name: header.name, value: header.placeholder }],
    customOriginConfig: {
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: 'https-only',
      originSslProtocols: tls,
      originReadTimeout: readTimeoutSeconds,
      originKeepaliveTimeout: keepaliveSeconds,
    },
  };
  return { originId, needsOwnHost: false, isRotated: true, config };
}
