import { z } from 'zod';
import { type AdapterContext } from '../../adapters/adapter';
import { readAttributes } from '../../adapters/attributes';
import { type DeployedResource } from '../../state/deployment';
import { behaviorSchema } from './behavior-schema';
import { type DistributionDefinition, type OriginGroup } from './definitions';
import { managedCachePolicies, managedOriginRequestPolicies, managedResponseHeadersPolicies } from './managed-policies';
import { type Policies, readBehavior } from './read-behavior';
import { originSchema, readOrigin, readVpcOrigin, type VpcOrigin } from './read-origins';
import { readCachePolicy, readOriginRequestPolicy } from './read-policies';
import { readResponseHeadersPolicy } from './read-response-headers-policy';

/** The resource types that make up distributions. */
export const cloudfrontTypes = [
  'aws_cloudfront_distribution',
  'aws_cloudfront_cache_policy',
  'aws_cloudfront_origin_request_policy',
  'aws_cloudfront_response_headers_policy',
  'aws_cloudfront_function',
  'aws_cloudfront_vpc_origin',
] as const;

const schema = z.object({
  id: z.string(),
  arn: z.string(),
  domain_name: z.string(),
  enabled: z.boolean(),
  aliases: z.array(z.string()).nullish(),
  default_root_object: z.string().nullish(),
  continuous_deployment_policy_id: z.string().nullish(),
  default_cache_behavior: z.tuple([behaviorSchema]),
  ordered_cache_behavior: z.array(behaviorSchema).nullish(),
  origin: z.array(originSchema),
  origin_group: z
    .array(
      z.object({
        origin_id: z.string(),
        failover_criteria: z.array(z.object({ status_codes: z.array(z.number()) })),
        member: z.array(z.object({ origin_id: z.string() })),
      }),
    )
    .nullish(),
  custom_error_response: z
    .array(
      z.object({
        error_code: z.number(),
        error_caching_min_ttl: z.number().nullish(),
        response_code: z.number().nullish(),
        response_page_path: z.string().nullish(),
      }),
    )
    .nullish(),
  restrictions: z
    .array(
      z.object({
        geo_restriction: z.array(
          z.object({
            restriction_type: z.enum(['none', 'whitelist', 'blacklist']),
            locations: z.array(z.string()).nullish(),
          }),
        ),
      }),
    )
    .nullish(),
});

const defaultErrorTtlSeconds = 10;

/**
 * The enabled distributions of all deployments.
 * @throws Error naming the resource that cannot run here
 */
export function readDistributions(context: Pick<AdapterContext, 'resources'>): readonly DistributionDefinition[] {
  const policies: Policies = {
    cache: byId(context, 'aws_cloudfront_cache_policy', managedCachePolicies, readCachePolicy),
    originRequest: byId(
      context,
      'aws_cloudfront_origin_request_policy',
      managedOriginRequestPolicies,
      readOriginRequestPolicy,
    ),
    responseHeaders: byId(
      context,
      'aws_cloudfront_response_headers_policy',
      managedResponseHeadersPolicies,
      readResponseHeadersPolicy,
    ),
  };
  const vpcOrigins = context.resources('aws_cloudfront_vpc_origin').map(({ resource }) => readVpcOrigin(resource));
  return context.resources('aws_cloudfront_distribution').flatMap(({ resource, deployment }) => {
    const value = readAttributes(resource, schema);
    if (!value.enabled) return [];
    return [toDefinition(value, { policies, vpcOrigins, stackId: deployment.stackId, where: resource.address })];
  });
}

function byId<T>(
  context: Pick<AdapterContext, 'resources'>,
  type: string,
  managed: ReadonlyMap<string, T>,
  read: (resource: DeployedResource) => T,
): ReadonlyMap<string, T> {
  const deployed = context
    .resources(type)
    .map(({ resource }) => [String(resource.attributes.id), read(resource)] as const);
  return new Map([...managed, ...deployed]);
}

function toDefinition(
  value: z.infer<typeof schema>,
  from: {
    readonly policies: Policies;
    readonly vpcOrigins: readonly VpcOrigin[];
    readonly stackId: string;
    readonly where: string;
  },
): DistributionDefinition {
  const { policies, vpcOrigins, stackId, where } = from;
  const behaviors = [...(value.ordered_cache_behavior ?? []), ...value.default_cache_behavior].map((attributes) =>
    readBehavior(attributes, policies, where),
  );
  const origins = new Map(
    value.origin.map((origin) => [origin.origin_id, readOrigin(origin, vpcOrigins, where)] as const),
  );
  const originGroups = new Map((value.origin_group ?? []).map((group) => [group.origin_id, toGroup(group, where)]));
  for (const { pathPattern, targetOriginId: id } of behaviors) {
    if (!origins.has(id) && !originGroups.has(id))
      throw new Error(`${where}: behavior ${pathPattern}: no origin ${id}`);
  }
  for (const { id, originIds } of originGroups.values()) {
    const unknown = originIds.find((member) => !origins.has(member));
    if (unknown !== undefined) throw new Error(`${where}: origin group ${id}: no origin ${unknown}`);
  }
  const geo = value.restrictions?.[0]?.geo_restriction[0];
  return {
    stackId,
    id: value.id,
    arn: value.arn,
    domainName: value.domain_name.toLowerCase(),
    aliases: (value.aliases ?? []).map((alias) => alias.toLowerCase()),
    ...(value.default_root_object ? { defaultRootObject: value.default_root_object } : {}),
    behaviors,
    origins,
    originGroups,
    errorResponses: new Map(
      (value.custom_error_response ?? []).map(({ error_code: code, error_caching_min_ttl: ttl, ...page }) => [
        code,
        {
          cachingMinTtlSeconds: ttl ?? defaultErrorTtlSeconds,
          ...(page.response_page_path
            ? { page: { path: page.response_page_path, status: page.response_code ?? code } }
            : {}),
        },
      ]),
    ),
    ...(geo === undefined || geo.restriction_type === 'none'
      ? {}
      : { geoRestriction: { type: geo.restriction_type, countries: new Set(geo.locations ?? []) } }),
  };
}

function toGroup(group: NonNullable<z.infer<typeof schema>['origin_group']>[number], where: string): OriginGroup {
  const [primary, secondary] = group.member;
  if (primary === undefined || secondary === undefined || group.member.length > 2) {
    throw new Error(`${where}: origin group ${group.origin_id} must have two members, got ${group.member.length}`);
  }
  return {
    id: group.origin_id,
    originIds: [primary.origin_id, secondary.origin_id],
    statusCodes: new Set(group.failover_criteria.flatMap(({ status_codes: codes }) => codes)),
  };
}
