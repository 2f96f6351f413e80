import { type NameSelection } from './name-selection';

/** What makes two requests the same for the cache, and how long an answer may serve both. */
export interface CachePolicy {
  readonly minTtlSeconds: number;
  readonly defaultTtlSeconds: number;
  /** 0 turns the cache off. */
  readonly maxTtlSeconds: number;
  readonly headers: NameSelection;
  readonly cookies: NameSelection;
  readonly queryStrings: NameSelection;
  readonly gzip: boolean;
  readonly brotli: boolean;
}

/** What an origin is sent of a request beside what is in the cache key. */
export interface OriginRequestPolicy {
  readonly headers: NameSelection;
  readonly cookies: NameSelection;
  readonly queryStrings: NameSelection;
}

export interface PolicyHeader {
  readonly name: string;
  readonly value: string;
  /** Whether it takes the place of the origin's. */
  readonly override: boolean;
}

export interface CorsPolicy {
  readonly allowCredentials: boolean;
  readonly allowHeaders: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowOrigins: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
  readonly override: boolean;
}

export interface ResponseHeadersPolicy {
  /** Security and custom headers, in that order. */
  readonly headers: readonly PolicyHeader[];
  /** Lower case. */
  readonly remove: ReadonlySet<string>;
  readonly cors?: CorsPolicy;
  /** Whether each answer tells its times in `Server-Timing`. */
  readonly serverTiming: boolean;
}

export type EventType = 'viewer-request' | 'viewer-response' | 'origin-request' | 'origin-response';

export interface FunctionAssociation {
  readonly eventType: EventType;
  readonly kind: 'function' | 'lambda';
  /** Of a Lambda function with its version. */
  readonly arn: string;
  /** Whether a Lambda function gets the body of the request. */
  readonly includeBody: boolean;
}

export interface Behavior {
  /** `*` for the default one. */
  readonly pathPattern: string;
  /** Id of an origin or of an origin group. */
  readonly targetOriginId: string;
  readonly allowedMethods: ReadonlySet<string>;
  readonly cachedMethods: ReadonlySet<string>;
  readonly cachePolicy: CachePolicy;
  readonly originRequestPolicy?: OriginRequestPolicy;
  readonly responseHeadersPolicy?: ResponseHeadersPolicy;
  readonly compress: boolean;
  readonly associations: readonly FunctionAssociation[];
}

export interface OriginDefinition {
  readonly id: string;
  readonly domainName: string;
  /** Begins with `/`, or empty. */
  readonly path: string;
  readonly customHeaders: readonly (readonly [name: string, value: string])[];
  readonly connectionAttempts: number;
  readonly connectionTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly kind:
    | { readonly type: 's3'; readonly isSigned: boolean }
    | {
        readonly type: 'custom';
        readonly httpPort: number;
        readonly httpsPort: number;
        readonly protocolPolicy: 'http-only' | 'https-only' | 'match-viewer';
        /** ARN of the load balancer behind a VPC origin. */
        readonly vpcTargetArn?: string;
      };
}

export interface OriginGroup {
  readonly id: string;
  /** Two: the primary one first. */
  readonly originIds: readonly [primary: string, secondary: string];
  readonly statusCodes: ReadonlySet<number>;
}

export interface ErrorResponse {
  readonly cachingMinTtlSeconds: number;
  readonly page?: { readonly path: string; readonly status: number };
}

export interface DistributionDefinition {
  readonly stackId: string;
  readonly id: string;
  readonly arn: string;
  /** Such as `d111111abcdef8.cloudfront.net`. */
  readonly domainName: string;
  /** Lower case. */
  readonly aliases: readonly string[];
  /** Without leading slash. */
  readonly defaultRootObject?: string;
  /** In order; the default one is last. */
  readonly behaviors: readonly Behavior[];
  readonly origins: ReadonlyMap<string, OriginDefinition>;
  readonly originGroups: ReadonlyMap<string, OriginGroup>;
  /** By status of the origin. */
  readonly errorResponses: ReadonlyMap<number, ErrorResponse>;
  readonly geoRestriction?: { readonly type: 'whitelist' | 'blacklist'; readonly countries: ReadonlySet<string> };
}
