import { type BehaviorAttributes } from './behavior-schema';
import {
  type Behavior,
  type CachePolicy,
  type FunctionAssociation,
  type OriginRequestPolicy,
  type ResponseHeadersPolicy,
} from './definitions';
import { allNames, noNames, someNames } from './name-selection';

/** The policies that behaviours name, by id. */
export interface Policies {
  readonly cache: ReadonlyMap<string, CachePolicy>;
  readonly originRequest: ReadonlyMap<string, OriginRequestPolicy>;
  readonly responseHeaders: ReadonlyMap<string, ResponseHeadersPolicy>;
}

/**
 * Reads one behaviour.
 * @param where names the distribution
 * @throws Error naming each setting that cannot hold on this machine
 */
export function readBehavior(attributes: BehaviorAttributes, policies: Policies, where: string): Behavior {
  const pathPattern = attributes.path_pattern ?? '*';
  const place = `${where}: behavior ${pathPattern}`;
  const faults = [
    ...(attributes.trusted_key_groups.length > 0 ? ['trusted_key_groups'] : []),
    ...(attributes.trusted_signers.length > 0 ? ['trusted_signers'] : []),
    ...(attributes.field_level_encryption_id ? ['field_level_encryption_id'] : []),
    ...(attributes.smooth_streaming === true ? ['smooth_streaming'] : []),
    ...(attributes.grpc_config?.[0]?.enabled === true ? ['grpc_config'] : []),
  ];
  if (faults.length > 0) throw new Error(`${place}: ${faults.join(', ')} cannot hold on this machine; remove it`);
  const originRequestPolicy = named(policies.originRequest, attributes.origin_request_policy_id, place);
  const responseHeadersPolicy = named(policies.responseHeaders, attributes.response_headers_policy_id, place);
  return {
    pathPattern,
    targetOriginId: attributes.target_origin_id,
    allowedMethods: new Set(attributes.allowed_methods),
    cachedMethods: new Set(attributes.cached_methods),
    cachePolicy: named(policies.cache, attributes.cache_policy_id, place) ?? legacyPolicy(attributes, place),
    ...(originRequestPolicy === undefined ? {} : { originRequestPolicy }),
    ...(responseHeadersPolicy === undefined ? {} : { responseHeadersPolicy }),
    compress: attributes.compress ?? false,
    associations: readAssociations(attributes, place),
  };
}

function named<T>(policies: ReadonlyMap<string, T>, id: string | null | undefined, place: string): T | undefined {
  if (!id) return undefined;
  const policy = policies.get(id);
  if (policy !== undefined) return policy;
  throw new Error(`${place}: policy ${id} is neither deployed nor one of those managed by CloudFront that run here`);
}

/** The settings from before there were policies: what is forwarded is also what is in the key. */
function legacyPolicy(attributes: BehaviorAttributes, place: string): CachePolicy {
  const [forwarded] = attributes.forwarded_values ?? [];
  if (forwarded === undefined) throw new Error(`${place}: cache_policy_id or forwarded_values must be set`);
  const [cookies] = forwarded.cookies;
  const isEveryHeader = forwarded.headers.includes('*');
  const queryNames = forwarded.query_string_cache_keys;
  return {
    minTtlSeconds: attributes.min_ttl ?? 0,
    defaultTtlSeconds: attributes.default_ttl ?? 0,
    // What depends on every header is never cached.
    maxTtlSeconds: isEveryHeader ? 0 : (attributes.max_ttl ?? 0),
    headers: isEveryHeader ? allNames : someNames(forwarded.headers.map((name) => name.toLowerCase())),
    cookies:
      cookies?.forward === 'all'
        ? allNames
        : cookies?.forward === 'whitelist'
          ? someNames(cookies.whitelisted_names)
          : noNames,
    queryStrings: !forwarded.query_string ? noNames : queryNames.length > 0 ? someNames(queryNames) : allNames,
    gzip: true,
    brotli: false,
  };
}

function readAssociations(attributes: BehaviorAttributes, place: string): readonly FunctionAssociation[] {
  const functions = attributes.function_association ?? [];
  const lambdas = attributes.lambda_function_association ?? [];
  const associations: readonly FunctionAssociation[] = [
    ...functions.map(({ event_type: eventType, function_arn: arn }) => ({
      eventType,
      kind: 'function' as const,
      arn,
      includeBody: false,
    })),
    ...lambdas.map(({ event_type: eventType, lambda_arn: arn, include_body: includeBody }) => ({
      eventType,
      kind: 'lambda' as const,
      arn,
      includeBody: includeBody ?? false,
    })),
  ];
  const viewerKinds = new Set(associations.filter(isAtViewer).map(({ kind }) => kind));
  if (viewerKinds.size > 1) {
    throw new Error(`${place}: viewer events must have CloudFront functions or Lambda functions, not both`);
  }
  for (const { eventType, kind, arn } of associations) {
    if (associations.filter((other) => other.eventType === eventType).length > 1) {
      throw new Error(`${place}: ${eventType} must have one function at most`);
    }
    if (kind === 'function' && eventType.startsWith('origin-')) {
      throw new Error(`${place}: a CloudFront function runs at viewer events only, got ${eventType}`);
    }
    if (kind === 'lambda' && !/^arn:aws[^:]*:lambda:us-east-1:\d{12}:function:[^:]+:\d+$/.test(arn)) {
      throw new Error(`${place}: a function at the edge must be a numbered version in us-east-1, got ${arn}`);
    }
  }
  return associations;
}

function isAtViewer({ eventType }: FunctionAssociation): boolean {
  return eventType.startsWith('viewer-');
}
