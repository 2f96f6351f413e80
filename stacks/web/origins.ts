import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { publicOrigin, VpcOrigin } from '../../modules/cloudfront/load-balancer-origin';
import { type Origin } from '../../modules/cloudfront/origin';
import { type PublicAccess, type WebLoadBalancer } from './load-balancer';

export interface WebOriginsProps {
  readonly environment: Environment;
  readonly loadBalancer: WebLoadBalancer;
}

interface PublicOriginsProps extends WebOriginsProps {
  readonly access: PublicAccess;
}

/** The load balancer as an origin of each distribution. */
export interface WebOrigins {
  readonly front: Origin;
  readonly api: Origin;
}

const originId = 'load-balancer';

/** The roads from both distributions to the load balancer: inside the VPC, or over the internet with a secret header. */
export function webOrigins(scope: Construct, props: WebOriginsProps): WebOrigins {
  const { environment, loadBalancer } = props;
  const { publicAccess: access } = loadBalancer;
  return access === undefined
    ? internalOrigins(scope, environment, loadBalancer)
    : new PublicOrigins(scope, 'PublicOrigins', { ...props, access });
}

/**
 * One VPC origin, named as the viewers of each distribution name it: the load balancer's certificate and rules know these
 * names, also where a behaviour does not forward `Host` because a bucket is asked first.
 */
function internalOrigins(scope: Construct, { stage, web }: Environment, { loadBalancer }: WebLoadBalancer): WebOrigins {
  const vpcOrigin = new VpcOrigin(scope, 'VpcOrigin', { name: `web-${stage}`, loadBalancer });
  const origin = (domainName: string) => vpcOrigin.origin({ originId, domainName });
  return { front: origin(web.domainName), api: origin(web.apiDomainName) };
}

/** The load balancer under its name in the public DNS: the viewers' names lead to CloudFront itself. */
class PublicOrigins extends Construct implements WebOrigins {
  readonly front: Origin;
  readonly api: Origin;

  constructor(scope: Construct, id: string, { loadBalancer: { loadBalancer, zone }, access }: PublicOriginsProps) {
    super(scope, id);
    const { domainName, header } = access;
    new Route53Record(this, 'Record', {
      zoneId: zone.zoneId,
      name: domainName,
      type: 'A',
      alias: { name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: false },
    });
    this.front = this.api = publicOrigin(this, { originId, domainName }, header);
  }
}
