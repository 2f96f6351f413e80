import { type CloudfrontDistributionDefaultCacheBehavior } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { type Construct } from 'constructs';
import { type CachePolicy } from './cache-policy';
import { type EdgeFunction } from './edge-function';
import { isOriginGroup, type Origin, type OriginGroup, originsOf } from './origin';
import { type OriginRequestPolicy } from './origin-request-policy';
import { type SecurityHeaders } from './security-headers';
import { type ViewerFunction } from './viewer-function';

const methods = {
  read: ['GET', 'HEAD'],
  readWithOptions: ['GET', 'HEAD', 'OPTIONS'],
  all: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
} as const;

/** What a distribution does with the requests for a path. */
export interface Behaviour {
  readonly origin: Origin | OriginGroup;
  /** Methods that are let through: `read` are GET and HEAD. Only answers to these two are kept. @default 'read' */
  readonly methods?: keyof typeof methods;
  readonly cachePolicy: CachePolicy;
  /** @default the origin gets what the cache policy names */
  readonly originRequestPolicy?: OriginRequestPolicy;
  readonly securityHeaders: SecurityHeaders;
  /** Whether plain HTTP is answered 403 instead of being redirected: for clients that would go on in the clear. @default false */
  readonly refuseHttp?: boolean;
  /** Runs on each request, before the cache is looked at. @default nothing */
  readonly viewerRequest?: ViewerFunction;
  /** Runs on each answer of the origin, before it is kept. @default nothing */
  readonly originResponse?: EdgeFunction;
}

/** A behaviour of its own for the paths that fit a pattern. */
export interface PathBehaviour extends Behaviour {
  /** Path with `*` for any characters and `?` for one: `/images/*`. */
  readonly pathPattern: string;
}

/**
 * A behaviour as the distribution takes it.
 * @param name what errors call it
 * @throws RangeError for methods that an origin group has no failover for, and where a bucket would get the viewer's `Host`.
 */
export function behaviourConfig(
  scope: Construct,
  name: string,
  behaviour: Behaviour,
): CloudfrontDistributionDefaultCacheBehavior {
  const { origin, methods: allowed = 'read', cachePolicy, originRequestPolicy, securityHeaders } = behaviour;
  if (isOriginGroup(origin) && allowed !== 'read') {
    throw new RangeError(
      `${scope.node.path}: methods of ${name} must be read (GET and HEAD) before an origin group, got ${allowed}`,
    );
  }
  const forwardsHost = cachePolicy.forwardsHost || originRequestPolicy?.forwardsHost === true;
  if (forwardsHost && originsOf(origin).some(({ needsOwnHost }) => needsOwnHost)) {
    throw new RangeError(
      `${scope.node.path}: the policies of ${name} must not forward Host to a bucket, which answers 403 to another's name; ` +
        'give the behaviour policies without Host',
    );
  }
  return {
    targetOriginId: origin.originId,
    viewerProtocolPolicy: behaviour.refuseHttp === true ? 'https-only' : 'redirect-to-https',
    allowedMethods: [...methods[allowed]],
    cachedMethods: [...methods.read],
    compress: true,
    cachePolicyId: cachePolicy.id,
    originRequestPolicyId: originRequestPolicy?.id,
    responseHeadersPolicyId: securityHeaders.id,
    ...(behaviour.viewerRequest && {
      functionAssociation: [{ eventType: 'viewer-request', functionArn: behaviour.viewerRequest.arn }],
    }),
    ...(behaviour.originResponse && {
      lambdaFunctionAssociation: [
        { eventType: 'origin-response', lambdaArn: behaviour.originResponse.versionArn, includeBody: false },
      ],
    }),
  };
}
