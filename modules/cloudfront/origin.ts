import { type CloudfrontDistributionOrigin } from '@cdktf/provider-aws/lib/cloudfront-distribution';

/** Where a distribution fetches what it does not keep. */
export interface Origin {
  /** Name within its distribution. */
  readonly originId: string;
  /** Whether it answers under its own name alone: a bucket refuses a request with the viewer's `Host`. */
  readonly needsOwnHost: boolean;
  /** Whether a header of it is replaced outside Terraform, which then leaves the origins of its distribution as they are. */
  readonly isRotated?: boolean;
  readonly config: CloudfrontDistributionOrigin;
}

/**
 * Two origins, the second of which is asked when the first answers with one of `statusCodes` or not at all. CloudFront does so
 * for GET and HEAD only.
 */
export interface OriginGroup {
  readonly originId: string;
  readonly primary: Origin;
  readonly fallback: Origin;
  /** Of 400, 403, 404, 416, 429, 500, 502, 503 and 504. */
  readonly statusCodes: readonly number[];
}

export function isOriginGroup(origin: Origin | OriginGroup): origin is OriginGroup {
  return 'fallback' in origin;
}

/** The origins themselves, of a group both. */
export function originsOf(origin: Origin | OriginGroup): readonly Origin[] {
  return isOriginGroup(origin) ? [origin.primary, origin.fallback] : [origin];
}
