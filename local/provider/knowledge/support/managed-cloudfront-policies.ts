import { type Attributes } from '../knowledge';

interface Selection {
  /** As the schema names it: `none`, `whitelist`, `all`, `allViewer`, `allExcept`, … */
  readonly behavior: string;
  readonly items?: readonly string[];
}

/** A policy that AWS keeps for every account; its id is the same in all. */
export interface ManagedPolicy {
  readonly id: string;
  /** With the prefix that AWS's answers have: `Managed-CachingDisabled`. */
  readonly name: string;
  /** The attributes beside id, name, arn, comment and etag, as the data source gives them. */
  readonly settings: Attributes;
}

const none: Selection = { behavior: 'none' };

function config(kind: 'cookie' | 'header' | 'query_string', { behavior, items }: Selection): readonly Attributes[] {
  const chosen = items === undefined ? [] : [{ items }];
  return [{ [`${kind}_behavior`]: behavior, [`${kind}s`]: chosen }];
}

function cachePolicy(
  name: string,
  id: string,
  [min_ttl, default_ttl, max_ttl]: readonly [number, number, number],
  { compressed = true, headers = none, cookies = none, queries = none } = {},
): ManagedPolicy {
  const parameters = {
    enable_accept_encoding_brotli: compressed,
    enable_accept_encoding_gzip: compressed,
    cookies_config: config('cookie', cookies),
    headers_config: config('header', headers),
    query_strings_config: config('query_string', queries),
  };
  return {
    id,
    name: `Managed-${name}`,
    settings: { min_ttl, default_ttl, max_ttl, parameters_in_cache_key_and_forwarded_to_origin: [parameters] },
  };
}

function originRequestPolicy(
  name: string,
  id: string,
  headers: Selection,
  cookies: Selection,
  queries: Selection,
): ManagedPolicy {
  return {
    id,
    name: `Managed-${name}`,
    settings: {
      cookies_config: config('cookie', cookies),
      headers_config: config('header', headers),
      query_strings_config: config('query_string', queries),
    },
  };
}

const all: Selection = { behavior: 'all' };
const fromOrigin: Selection = {
  behavior: 'whitelist',
  items: ['host', 'origin', 'x-http-method', 'x-http-method-override', 'x-method-override'],
};

export const managedCachePolicies: readonly ManagedPolicy[] = [
  cachePolicy('Amplify', '2e54312d-136d-493c-8eb9-b001f22f67d2', [2, 2, 600], {
    headers: { behavior: 'whitelist', items: ['Authorization', 'CloudFront-Viewer-Country', 'Host'] },
    cookies: all,
    queries: all,
  }),
  cachePolicy('CachingDisabled', '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', [0, 0, 0], { compressed: false }),
  cachePolicy('CachingOptimized', '658327ea-f89d-4fab-a63d-7e88639e58f6', [1, 86_400, 31_536_000]),
  cachePolicy(
    'CachingOptimizedForUncompressedObjects',
    'b2884449-e4de-46a7-ac36-70bc7f1ddd6d',
    [1, 86_400, 31_536_000],
    {
      compressed: false,
    },
  ),
  cachePolicy('UseOriginCacheControlHeaders', '83da9c7e-98b4-4e11-a168-04f0df8e2c65', [0, 0, 31_536_000], {
    headers: fromOrigin,
    cookies: all,
  }),
  cachePolicy('UseOriginCacheControlHeaders-QueryStrings', '4cc15a8a-d715-48a4-82b8-cc0b614638fe', [0, 0, 31_536_000], {
    headers: fromOrigin,
    cookies: all,
    queries: all,
  }),
];

const corsHeaders = ['Access-Control-Request-Headers', 'Access-Control-Request-Method', 'Origin'];

export const managedOriginRequestPolicies: readonly ManagedPolicy[] = [
  originRequestPolicy('AllViewer', '216adef6-5c7f-47e4-b989-5492eafa07d3', { behavior: 'allViewer' }, all, all),
  originRequestPolicy(
    'AllViewerExceptHostHeader',
    'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    { behavior: 'allExcept', items: ['Host'] },
    all,
    all,
  ),
  originRequestPolicy(
    'CORS-CustomOrigin',
    '59781a5b-3903-41f3-afcb-af62929ccde1',
    { behavior: 'whitelist', items: ['Origin'] },
    none,
    none,
  ),
  originRequestPolicy(
    'CORS-S3Origin',
    '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf',
    { behavior: 'whitelist', items: corsHeaders },
    none,
    none,
  ),
  originRequestPolicy(
    'UserAgentRefererHeaders',
    'acba4595-bd28-49b8-b9fe-13317c0390fa',
    { behavior: 'whitelist', items: ['Referer', 'User-Agent'] },
    none,
    none,
  ),
];

const security = {
  content_security_policy: [],
  content_type_options: [{ override: true }],
  frame_options: [{ frame_option: 'SAMEORIGIN', override: false }],
  referrer_policy: [{ referrer_policy: 'strict-origin-when-cross-origin', override: false }],
  strict_transport_security: [
    { access_control_max_age_sec: 31_536_000, include_subdomains: false, override: false, preload: false },
  ],
  xss_protection: [{ mode_block: true, override: false, protection: true, report_uri: '' }],
};

/** @param methods that a preflight allows; without them only simple requests are meant */
function cors(methods: readonly string[], exposed: readonly string[]): Attributes {
  return {
    access_control_allow_credentials: false,
    access_control_allow_headers: [{ items: methods.length > 1 ? ['*'] : [] }],
    access_control_allow_methods: [{ items: methods }],
    access_control_allow_origins: [{ items: ['*'] }],
    access_control_expose_headers: [{ items: exposed }],
    access_control_max_age_sec: 0,
    origin_override: false,
  };
}

const simple = cors(['GET'], []);
const preflight = cors(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'], ['*']);

function responseHeadersPolicy(
  name: string,
  id: string,
  given: { cors?: Attributes; isSecure?: boolean },
): ManagedPolicy {
  return {
    id,
    name: `Managed-${name}`,
    settings: {
      cors_config: given.cors === undefined ? [] : [given.cors],
      custom_headers_config: [],
      remove_headers_config: [],
      security_headers_config: given.isSecure === true ? [security] : [],
      server_timing_headers_config: [],
    },
  };
}

export const managedResponseHeadersPolicies: readonly ManagedPolicy[] = [
  responseHeadersPolicy('SimpleCORS', '60669652-455b-4ae9-85a4-c4c02393f86c', { cors: simple }),
  responseHeadersPolicy('CORS-With-Preflight', '5cc3b908-e619-4b99-88e5-2cf7f45965bd', { cors: preflight }),
  responseHeadersPolicy('SecurityHeadersPolicy', '67f7725c-6f97-4210-82d7-5512b31e9d03', { isSecure: true }),
  responseHeadersPolicy('CORS-and-SecurityHeadersPolicy', 'e61eb60c-9c35-4d20-a928-2b84e02af89c', {
    cors: simple,
    isSecure: true,
  }),
  responseHeadersPolicy('CORS-with-preflight-and-SecurityHeadersPolicy', 'eaab4381-ed33-4a86-88ca-d9558dc6cd63', {
    cors: preflight,
    isSecure: true,
  }),
];
