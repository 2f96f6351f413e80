import type { DeployedResource, Deployment } from '../../local/runtime/state/deployment';

type Attributes = Readonly<Record<string, unknown>>;

/** One deployed resource with these attributes. */
export function deployed(type: string, name: string, attributes: Attributes): DeployedResource {
  return { address: `${type}.${name}`, type, attributes, dependsOn: [] };
}

/** A stack of these resources. */
export function edgeDeployment(resources: readonly DeployedResource[], assetsDirectory = '/nonexistent'): Deployment {
  return { stackId: 'web-test', resources, outputs: {}, assetsDirectory };
}

const listed = (behavior: string, kind: string, items: readonly string[] = []) => ({
  [`${kind}_behavior`]: behavior,
  [kind === 'cookie' ? 'cookies' : kind === 'header' ? 'headers' : 'query_strings']:
    items.length > 0 ? [{ items }] : [],
});

export interface PolicyOptions {
  readonly ttl?: readonly [min: number, defaults: number, max: number];
  readonly headers?: readonly string[];
  readonly cookies?: readonly string[] | 'all';
  readonly queryStrings?: readonly string[] | 'all';
  readonly encodings?: boolean;
}

/** A cache policy with id `id`. */
export function cachePolicy(id: string, options: PolicyOptions = {}): DeployedResource {
  const { ttl = [0, 0, 86_400], headers = [], cookies = [], queryStrings = [], encodings = false } = options;
  const behavior = (names: readonly string[] | 'all'): string =>
    names === 'all' ? 'all' : names.length > 0 ? 'whitelist' : 'none';
  const items = (names: readonly string[] | 'all'): readonly string[] => (names === 'all' ? [] : names);
  return deployed('aws_cloudfront_cache_policy', id, {
    id,
    min_ttl: ttl[0],
    default_ttl: ttl[1],
    max_ttl: ttl[2],
    parameters_in_cache_key_and_forwarded_to_origin: [
      {
        cookies_config: [listed(behavior(cookies), 'cookie', items(cookies))],
        headers_config: [listed(behavior(headers), 'header', headers)],
        query_strings_config: [listed(behavior(queryStrings), 'query_string', items(queryStrings))],
        enable_accept_encoding_brotli: encodings,
        enable_accept_encoding_gzip: encodings,
      },
    ],
  });
}

const allMethods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'];

/** A behaviour that caches by policy `cache` and allows every method. */
export function behavior(overrides: Attributes = {}): Attributes {
  return {
    target_origin_id: 'origin',
    allowed_methods: allMethods,
    cached_methods: ['GET', 'HEAD'],
    cache_policy_id: 'cache',
    viewer_protocol_policy: 'redirect-to-https',
    compress: true,
    ...overrides,
  };
}

/** An origin on this machine. */
export function localOrigin(port: number, overrides: Attributes = {}): Attributes {
  return {
    origin_id: 'origin',
    domain_name: 'localhost',
    custom_origin_config: [{ http_port: port, https_port: 443, origin_protocol_policy: 'http-only' }],
    ...overrides,
  };
}

/** A distribution for `www.example.com`. */
export function distribution(overrides: Attributes = {}): DeployedResource {
  const id = typeof overrides.id === 'string' ? overrides.id : 'E1';
  return deployed('aws_cloudfront_distribution', id, {
    id,
    arn: `arn:aws:cloudfront::111122223333:distribution/${id}`,
    domain_name: `d${id.toLowerCase()}.cloudfront.net`,
    enabled: true,
    aliases: ['www.example.com'],
    default_cache_behavior: [behavior()],
    ordered_cache_behavior: [],
    origin: [],
    origin_group: [],
    custom_error_response: [],
    restrictions: [{ geo_restriction: [{ restriction_type: 'none', locations: [] }] }],
    ...overrides,
  });
}
