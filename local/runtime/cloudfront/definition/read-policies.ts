import { z } from 'zod';
import { readAttributes } from '../../adapters/attributes';
import { type DeployedResource } from '../../state/deployment';
import { type CachePolicy, type OriginRequestPolicy } from './definitions';
import { allNames, allNamesExcept, type NameSelection, noNames, someNames } from './name-selection';

const items = z
  .array(z.object({ items: z.array(z.string()).nullish() }))
  .nullish()
  .transform((blocks) => blocks?.[0]?.items ?? []);

const cookiesConfig = z.array(z.object({ cookie_behavior: z.string(), cookies: items })).nullish();
const headersConfig = z.array(z.object({ header_behavior: z.string(), headers: items })).nullish();
const queryStringsConfig = z.array(z.object({ query_string_behavior: z.string(), query_strings: items })).nullish();

const cachePolicy = z.object({
  default_ttl: z.number().nullish(),
  max_ttl: z.number().nullish(),
  min_ttl: z.number().nullish(),
  parameters_in_cache_key_and_forwarded_to_origin: z.array(
    z.object({
      cookies_config: cookiesConfig,
      headers_config: headersConfig,
      query_strings_config: queryStringsConfig,
      enable_accept_encoding_brotli: z.boolean().nullish(),
      enable_accept_encoding_gzip: z.boolean().nullish(),
    }),
  ),
});

const originRequestPolicy = z.object({
  cookies_config: cookiesConfig,
  headers_config: headersConfig,
  query_strings_config: queryStringsConfig,
});

const daySeconds = 86_400;
const yearSeconds = 365 * daySeconds;

/** @throws Error when it is not as the provider writes it */
export function readCachePolicy(resource: DeployedResource): CachePolicy {
  const value = readAttributes(resource, cachePolicy);
  const [parameters] = value.parameters_in_cache_key_and_forwarded_to_origin;
  return {
    minTtlSeconds: value.min_ttl ?? 0,
    defaultTtlSeconds: value.default_ttl ?? daySeconds,
    maxTtlSeconds: value.max_ttl ?? yearSeconds,
    ...selections(resource.address, parameters ?? {}),
    gzip: parameters?.enable_accept_encoding_gzip ?? false,
    brotli: parameters?.enable_accept_encoding_brotli ?? false,
  };
}

/** @throws Error when it is not as the provider writes it */
export function readOriginRequestPolicy(resource: DeployedResource): OriginRequestPolicy {
  return selections(resource.address, readAttributes(resource, originRequestPolicy));
}

function selections(address: string, config: z.infer<typeof originRequestPolicy>) {
  const [cookies] = config.cookies_config ?? [];
  const [headers] = config.headers_config ?? [];
  const [queryStrings] = config.query_strings_config ?? [];
  const lowerCase = headers?.headers.map((name) => name.toLowerCase()) ?? [];
  return {
    cookies: selection(address, cookies?.cookie_behavior, cookies?.cookies ?? []),
    headers: selection(address, headers?.header_behavior, lowerCase),
    queryStrings: selection(address, queryStrings?.query_string_behavior, queryStrings?.query_strings ?? []),
  };
}

function selection(address: string, behavior = 'none', names: readonly string[]): NameSelection {
  switch (behavior) {
    case 'none':
      return noNames;
    case 'whitelist':
      return someNames(names);
    case 'all':
    case 'allViewer':
      return allNames;
    case 'allViewerAndWhitelistCloudFront':
      // The names listed are headers that the edge adds itself.
      return { ...allNames, names };
    case 'allExcept':
      return allNamesExcept(names);
    default:
      throw new Error(
        `${address}: behavior must be none, whitelist, all, allExcept, allViewer or allViewerAndWhitelistCloudFront, got ${behavior}`,
      );
  }
}
