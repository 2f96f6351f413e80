import { type Attributes } from '../../../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const allMethods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
const certificate = {
  acm_certificate_arn: 'arn:aws:acm:us-east-1:444455556666:certificate/a',
  ssl_support_method: 'sni-only',
};

const behavior = (given: Attributes = {}): Attributes => ({
  allowed_methods: ['GET', 'HEAD'],
  cached_methods: ['GET', 'HEAD'],
  cache_policy_id: cachingDisabled,
  target_origin_id: 'alb',
  viewer_protocol_policy: 'redirect-to-https',
  ...given,
});
const origin = (origin_id: string, given: Attributes = {}): Attributes => ({
  origin_id,
  domain_name: 'origin.example.com',
  custom_origin_config: [
    { http_port: 80, https_port: 443, origin_protocol_policy: 'https-only', origin_ssl_protocols: ['TLSv1.2'] },
  ],
  ...given,
});
const bucketOrigin = (given: Attributes = {}): Attributes => ({
  origin_id: 'assets',
  domain_name: 'web-assets.s3.eu-west-1.amazonaws.com',
  ...given,
});
const group = (...members: string[]): Attributes => ({
  origin_id: 'group',
  failover_criteria: [{ status_codes: [403, 404] }],
  member: members.map((origin_id) => ({ origin_id })),
});
const geo = (restriction_type: string, locations: string[] = []): Attributes => ({
  restrictions: [{ geo_restriction: [{ restriction_type, locations }] }],
});
const distribution: Attributes = {
  enabled: true,
  aliases: ['web.example.com'],
  default_cache_behavior: [behavior()],
  ordered_cache_behavior: [behavior({ path_pattern: '/_nuxt/*', target_origin_id: 'group' })],
  origin: [origin('alb'), bucketOrigin()],
  origin_group: [group('assets', 'alb')],
  ...geo('none'),
  viewer_certificate: [certificate],
};
const inDefault = (given: Attributes): Attributes => ({ default_cache_behavior: [behavior(given)] });
const withValues = (given: Attributes = {}): Attributes =>
  inDefault({
    cache_policy_id: null,
    forwarded_values: [{ query_string: true, cookies: [{ forward: 'none' }] }],
    ...given,
  });
const viewer = (event_type: string) => ({ event_type, function_arn: 'arn:aws:cloudfront::111122223333:function/f' });
const edge = (event_type: string, lambda_arn = 'arn:aws:lambda:us-east-1:111122223333:function:resize:1') => ({
  event_type,
  lambda_arn,
});

describeResource({
  type: 'aws_cloudfront_distribution',
  config: { ...distribution, aliases: [] },
  gives: {
    id: expect.stringMatching(/^E[A-Z0-9]{13}$/),
    arn: expect.stringMatching(/^arn:aws:cloudfront::111122223333:distribution\/E[A-Z0-9]{13}$/),
    domain_name: expect.stringMatching(/^d[a-z0-9]{13}\.cloudfront\.net$/),
    etag: expect.stringMatching(/^E[A-Z0-9]{13}$/),
    hosted_zone_id: 'Z2FDTNDATAQYW2',
    status: 'Deployed',
    price_class: 'PriceClass_All',
    trusted_signers: [{ enabled: false, items: [] }],
  },
  replacedBy: [{ staging: true }],
  updatedBy: [{ comment: 'front' }, { ordered_cache_behavior: [behavior({ path_pattern: '/a' })] }],
  refused: [
    [
      'writing methods of an origin group',
      {
        ordered_cache_behavior: [
          behavior({ path_pattern: '/a', target_origin_id: 'group', allowed_methods: allMethods }),
        ],
      },
      'AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an origin group',
    ],
    ['a set of methods that CloudFront lacks', inDefault({ allowed_methods: ['GET'] }), 'AllowedMethods is not a set'],
    ['cached methods that are not allowed', inDefault({ cached_methods: ['GET', 'HEAD', 'OPTIONS'] }), 'CachedMethods'],
    ['an origin that is not there', inDefault({ target_origin_id: 'other' }), 'NoSuchOrigin'],
    ['a group of an origin that is not there', { origin_group: [group('assets', 'other')] }, 'do not exist: other'],
    ['a group of one', { origin_group: [group('alb')] }, 'exactly two members, got 1'],
    [
      'a cache policy with forwarded values',
      withValues({ cache_policy_id: cachingDisabled }),
      'ForwardedValues cannot be used when a cache policy',
    ],
    ['neither cache policy nor forwarded values', inDefault({ cache_policy_id: null }), 'ForwardedValues is required'],
    ['times to live beside a cache policy', inDefault({ max_ttl: 60 }), 'MinTTL, DefaultTTL and MaxTTL cannot be used'],
    ['times to live out of order', withValues({ min_ttl: 60, default_ttl: 30, max_ttl: 90 }), 'InvalidTTLOrder'],
    ['an unknown price class', { price_class: 'PriceClass_300' }, 'got PriceClass_300'],
    [
      'an unknown protocol version',
      { viewer_certificate: [{ ...certificate, minimum_protocol_version: 'TLSv1.2' }] },
      'got TLSv1.2',
    ],
    [
      'a certificate of another region',
      {
        viewer_certificate: [
          { ...certificate, acm_certificate_arn: 'arn:aws:acm:eu-west-1:111122223333:certificate/a' },
        ],
      },
      "isn't in us-east-1 region",
    ],
    [
      'an alias without a certificate',
      { aliases: ['a.example.com'], viewer_certificate: [{ cloudfront_default_certificate: true }] },
      'you must attach a trusted certificate',
    ],
    ['a function at the origin', inDefault({ function_association: [viewer('origin-request')] }), 'got origin-request'],
    [
      'two functions of one event',
      inDefault({
        function_association: [
          viewer('viewer-request'),
          { ...viewer('viewer-request'), function_arn: 'arn:aws:cloudfront::111122223333:function/g' },
        ],
      }),
      'Only one function can be associated with an event type: viewer-request',
    ],
    [
      'a function and a Lambda function at the viewer',
      inDefault({
        function_association: [viewer('viewer-request')],
        lambda_function_association: [edge('viewer-response')],
      }),
      'cannot be combined in the viewer events',
    ],
    [
      'an unpublished Lambda function',
      inDefault({
        lambda_function_association: [
          edge('origin-response', 'arn:aws:lambda:us-east-1:111122223333:function:resize:$LATEST'),
        ],
      }),
      'must reference a specific function version',
    ],
    [
      'a Lambda function of another region',
      inDefault({
        lambda_function_association: [
          edge('origin-response', 'arn:aws:lambda:eu-west-1:111122223333:function:resize:1'),
        ],
      }),
      "must be in region 'us-east-1'",
    ],
    [
      'a regional web ACL',
      { web_acl_id: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/w/1' },
      'InvalidWebACLId',
    ],
    [
      'two behaviours of one path',
      { ordered_cache_behavior: [behavior({ path_pattern: '/a' }), behavior({ path_pattern: '/a' })] },
      'more than one cache behavior: /a',
    ],
    [
      'two origins of one name',
      { origin: [origin('alb'), origin('alb', { domain_name: 'b.example.com' }), bucketOrigin()] },
      'more than one origin: alb',
    ],
    [
      'a host as bucket',
      { origin: [origin('alb', { custom_origin_config: [] }), bucketOrigin()] },
      'does not refer to a valid S3 bucket',
    ],
    [
      'an access control beside an access identity',
      {
        origin: [
          origin('alb'),
          bucketOrigin({
            origin_access_control_id: 'E1',
            s3_origin_config: [{ origin_access_identity: 'origin-access-identity/cloudfront/E2' }],
          }),
        ],
      },
      'IllegalOriginAccessConfiguration',
    ],
    [
      'two kinds of one origin',
      { origin: [origin('alb', { vpc_origin_config: [{ vpc_origin_id: 'vo_1' }] }), bucketOrigin()] },
      'only one of the S3, custom and VPC origin configurations',
    ],
    ['countries without a kind of restriction', geo('none', ['JP']), 'InvalidGeoRestrictionParameter'],
    ['a restriction without countries', geo('whitelist'), 'InvalidGeoRestrictionParameter'],
    ['a country by its name', geo('whitelist', ['Japan']), 'ISO 3166-1'],
    [
      'a status that is no cause of failover',
      { origin_group: [{ ...group('assets', 'alb'), failover_criteria: [{ status_codes: [200] }] }] },
      'got 200',
    ],
  ],
});

/** What a distribution names: a certificate of its region, and a function at the edge. */
function edgeAccount(given: { role?: string[]; lambda?: Attributes; certificate?: Attributes; region?: string } = {}) {
  const account = new RehearsedAccount({ region: given.region ?? 'us-east-1' });
  const issued = account.create('aws_acm_certificate', {
    domain_name: 'example.com',
    subject_alternative_names: ['example.com', '*.example.com'],
    validation_method: 'DNS',
    ...given.certificate,
  });
  account.create('aws_acm_certificate_validation', { certificate_arn: issued.arn ?? null });
  const role = account.create('aws_iam_role', {
    name: 'resize',
    assume_role_policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: given.role ?? ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] },
        },
      ],
    }),
  });
  const lambda = account.create('aws_lambda_function', {
    function_name: 'resize',
    role: role.arn ?? null,
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    filename: 'resize.zip',
    publish: true,
    ...given.lambda,
  });
  const whole = (change: Attributes = {}): Attributes => ({
    ...distribution,
    viewer_certificate: [{ ...certificate, acm_certificate_arn: issued.arn ?? null }],
    ...change,
  });
  const atEvent = (event: string) =>
    whole(inDefault({ lambda_function_association: [edge(event, textAt(lambda, 'qualified_arn'))] }));
  return { account, whole, atEvent };
}

describe('aws_cloudfront_distribution and what it names', () => {
  const creation = (account: RehearsedAccount, config: Attributes) =>
    refusalsOf(() => account.create('aws_cloudfront_distribution', config));

  it('is created with an alias that its certificate covers', () => {
    const { account, whole, atEvent } = edgeAccount();
    expect(creation(account, whole())).toEqual([]);
    expect(creation(account, { ...atEvent('origin-response'), aliases: ['b.example.com'] })).toEqual([]);
  });

  it('refuses an alias that the certificate does not cover, and one that another distribution has', () => {
    const { account, whole } = edgeAccount();
    expect(creation(account, whole({ aliases: ['a.b.example.com'] }))).toEqual([
      expect.stringContaining("doesn't cover the alternate domain name (CNAME)"),
    ]);
    account.create('aws_cloudfront_distribution', whole());
    expect(creation(account, whole({ comment: 'second' }))).toEqual([expect.stringContaining('CNAMEAlreadyExists')]);
  });

  it('refuses a certificate of the account that is not there', () => {
    const { account, whole } = edgeAccount();
    const absent = { ...certificate, acm_certificate_arn: 'arn:aws:acm:us-east-1:111122223333:certificate/b' };
    expect(creation(account, whole({ viewer_certificate: [absent] }))).toEqual([
      expect.stringContaining('InvalidViewerCertificate'),
    ]);
  });

  it.each([
    ['environment variables', { environment: [{ variables: { A: 'b' } }] }, 'cannot have environment variables'],
    ['arm64', { architectures: ['arm64'] }, 'x86_64'],
    ['layers', { layers: ['arn:aws:lambda:us-east-1:111122223333:layer:l:1'] }, 'layers'],
    ['a VPC', { vpc_config: [{ subnet_ids: ['subnet-1'], security_group_ids: ['sg-1'] }] }, 'VPC'],
    [
      'a dead letter queue',
      { dead_letter_config: [{ target_arn: 'arn:aws:sqs:us-east-1:111122223333:q' }] },
      'dead letter',
    ],
    ['tracing', { tracing_config: [{ mode: 'Active' }] }, 'tracing'],
    ['another runtime', { runtime: 'java21' }, 'Node.js or Python'],
    ['31 seconds', { timeout: 31 }, '31 Max allowed: 30'],
  ] as const)('refuses a function at the origin with %s', (_what, lambda: Attributes, words) => {
    const { account, atEvent } = edgeAccount({ lambda });
    expect(creation(account, atEvent('origin-response'))).toEqual([expect.stringContaining(words)]);
  });

  it('gives functions at the viewer 5 seconds and 128 MB', () => {
    const slow = edgeAccount({ lambda: { timeout: 6 } });
    expect(creation(slow.account, slow.atEvent('viewer-request'))).toEqual([
      expect.stringContaining('6 Max allowed: 5'),
    ]);
    const large = edgeAccount({ lambda: { memory_size: 256 } });
    expect(creation(large.account, large.atEvent('viewer-request'))).toEqual([
      expect.stringContaining('256 Max allowed: 128'),
    ]);
    expect(creation(large.account, large.atEvent('origin-request'))).toEqual([]);
  });

  it('refuses a function whose role the edge cannot assume, and a version that was not published', () => {
    const { account, atEvent } = edgeAccount({ role: ['lambda.amazonaws.com'] });
    expect(creation(account, atEvent('origin-response'))).toEqual([
      expect.stringContaining('assumable with edgelambda.amazonaws.com'),
    ]);
    const other = edgeAccount();
    const later = edge('origin-response', 'arn:aws:lambda:us-east-1:111122223333:function:resize:2');
    expect(creation(other.account, other.whole(inDefault({ lambda_function_association: [later] })))).toEqual([
      expect.stringContaining('The function does not exist'),
    ]);
  });

  it.each([
    ['cache_policy_id', 'NoSuchCachePolicy'],
    ['origin_request_policy_id', 'NoSuchOriginRequestPolicy'],
    ['response_headers_policy_id', 'NoSuchResponseHeadersPolicy'],
  ])('refuses a %s of no policy', (name, words) => {
    const { account, whole } = edgeAccount();
    expect(creation(account, whole(inDefault({ [name]: 'none' })))).toEqual([expect.stringContaining(words)]);
  });

  it('refuses functions, access controls, VPC origins and web ACLs that are not there', () => {
    const { account, whole } = edgeAccount();
    const refused = (change: Attributes) => creation(account, whole(change)).join();
    expect(refused(inDefault({ function_association: [viewer('viewer-request')] }))).toContain(
      'The function does not exist',
    );
    expect(refused({ origin: [origin('alb'), bucketOrigin({ origin_access_control_id: 'E1' })] })).toContain(
      'NoSuchOriginAccessControl',
    );
    const vpc = { custom_origin_config: [], vpc_origin_config: [{ vpc_origin_id: 'vo_1' }] };
    expect(refused({ origin: [origin('alb', vpc), bucketOrigin()] })).toContain('VPC origin was not found');
    const acl = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/w/1';
    expect(refused({ web_acl_id: acl })).toContain('Web ACL is not accessible');
  });

  it('keeps what it uses from being deleted', () => {
    const { account, whole } = edgeAccount();
    const control = account.create('aws_cloudfront_origin_access_control', accessControl);
    account.create(
      'aws_cloudfront_distribution',
      whole({ origin: [origin('alb'), bucketOrigin({ origin_access_control_id: control.id ?? null })] }),
    );
    expect(refusalsOf(() => account.destroy('aws_cloudfront_origin_access_control', control))).toEqual([
      expect.stringContaining('OriginAccessControlInUse'),
    ]);
  });

  it('is told by its id, and watched only when it is there', () => {
    const { account, whole } = edgeAccount();
    const made = account.create('aws_cloudfront_distribution', whole());
    expect(account.read('aws_cloudfront_distribution', { id: made.id ?? null })).toMatchObject({
      domain_name: made.domain_name,
    });
    expect(() => account.read('aws_cloudfront_distribution', { id: 'E0' })).toThrow('NoSuchDistribution');
    const monitoring = (distribution_id: Attributes[string]) => ({
      distribution_id,
      monitoring_subscription: [
        { realtime_metrics_subscription_config: [{ realtime_metrics_subscription_status: 'Enabled' }] },
      ],
    });
    const type = 'aws_cloudfront_monitoring_subscription';
    expect(refusalsOf(() => account.create(type, monitoring('E0')))).toEqual([
      expect.stringContaining('NoSuchDistribution'),
    ]);
    expect(account.create(type, monitoring(made.id ?? null))).toMatchObject({ id: made.id });
  });

  it('takes alias records of both kinds in its zone only', () => {
    const { account, whole } = edgeAccount();
    const made = account.create('aws_cloudfront_distribution', whole());
    const record = (type: string, name: Attributes[string], zone_id = 'Z2FDTNDATAQYW2') => ({
      zone_id: 'Z1',
      name: 'web.example.com',
      type,
      alias: [{ name, zone_id, evaluate_target_health: false }],
    });
    const create = (given: Attributes) => refusalsOf(() => account.create('aws_route53_record', given));
    expect(create(record('A', made.domain_name ?? null))).toEqual([]);
    expect(create(record('AAAA', made.domain_name ?? null))).toEqual([]);
    expect(create(record('AAAA', 'd0.cloudfront.net')).join()).toContain('that target was not found');
    const domain = account.create('aws_appsync_domain_name', {
      domain_name: 'graphql.example.com',
      certificate_arn: 'arn:aws:acm:us-east-1:111122223333:certificate/x',
    });
    expect(create({ ...record('A', domain.appsync_domain_name ?? null), name: 'graphql.example.com' })).toEqual([]);
    expect(create(record('TXT', made.domain_name ?? null, 'Z1')).join()).toContain(
      'does not lie within the target zone',
    );
  });
});

describeResource({
  type: 'aws_cloudfront_function',
  config: {
    name: 'images-stg',
    runtime: 'cloudfront-js-2.0',
    code: 'function handler(event) { return event.request; }',
  },
  gives: {
    id: 'images-stg',
    arn: 'arn:aws:cloudfront::111122223333:function/images-stg',
    etag: expect.stringMatching(/^E/),
    live_stage_etag: expect.stringMatching(/^E/),
    publish: true,
  },
  replacedBy: [{ name: 'other' }],
  updatedBy: [{ code: 'function handler(event) { return event.response; }' }],
  collision: 'FunctionAlreadyExists',
  refused: [
    ['an unknown runtime', { runtime: 'nodejs22.x' }, 'got nodejs22.x'],
    ['code of more than 10 KB', { code: 'x'.repeat(10_241) }, 'FunctionSizeLimitExceeded'],
    ['a name with a dot', { name: 'a.b' }, 'letters, digits, hyphens'],
  ],
});

const accessControl = {
  name: 'assets',
  origin_access_control_origin_type: 's3',
  signing_behavior: 'always',
  signing_protocol: 'sigv4',
};
describeResource({
  type: 'aws_cloudfront_origin_access_control',
  config: accessControl,
  gives: { id: expect.stringMatching(/^E[A-Z0-9]{13}$/), description: 'Managed by Terraform' },
  updatedBy: [{ signing_behavior: 'no-override' }],
  collision: 'OriginAccessControlAlreadyExists',
  refused: [
    ['an unknown signing behaviour', { signing_behavior: 'sometimes' }, 'got sometimes'],
    ['an unknown signing protocol', { signing_protocol: 'sigv2' }, 'got sigv2'],
    ['an unknown kind of origin', { origin_access_control_origin_type: 'alb' }, 'got alb'],
  ],
});

const parameters = (given: Attributes = {}) => ({
  parameters_in_cache_key_and_forwarded_to_origin: [
    {
      enable_accept_encoding_gzip: true,
      cookies_config: [{ cookie_behavior: 'none' }],
      headers_config: [{ header_behavior: 'whitelist', headers: [{ items: ['Host'] }] }],
      query_strings_config: [{ query_string_behavior: 'all' }],
      ...given,
    },
  ],
});
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
describeResource({
  type: 'aws_cloudfront_cache_policy',
  config: { name: 'web-stg', min_ttl: 0, default_ttl: 10, max_ttl: 60, ...parameters() },
  gives: { id: uuid, etag: expect.stringMatching(/^E/) },
  updatedBy: [{ default_ttl: 20 }, { name: 'other' }],
  collision: 'CachePolicyAlreadyExists',
  refused: [
    ['times to live out of order', { default_ttl: 61 }, 'must be in ascending order. got 0, 61, 60'],
    ['a cache key without caching', { default_ttl: 0, max_ttl: 0 }, 'invalid for policy with caching disabled'],
    [
      'names that are not listed',
      parameters({ cookies_config: [{ cookie_behavior: 'whitelist' }] }),
      'at least one name',
    ],
    [
      'names that are not meant',
      parameters({ cookies_config: [{ cookie_behavior: 'none', cookies: [{ items: ['a'] }] }] }),
      'must be empty',
    ],
    ['all headers', parameters({ headers_config: [{ header_behavior: 'allViewer' }] }), 'got allViewer'],
  ],
});

describeResource({
  type: 'aws_cloudfront_origin_request_policy',
  config: {
    name: 'web-stg',
    cookies_config: [{ cookie_behavior: 'all' }],
    headers_config: [{ header_behavior: 'allViewer' }],
    query_strings_config: [{ query_string_behavior: 'all' }],
  },
  gives: { id: uuid },
  collision: 'OriginRequestPolicyAlreadyExists',
  refused: [
    ['an unknown behaviour', { cookies_config: [{ cookie_behavior: 'some' }] }, 'got some'],
    ['exceptions that are not listed', { headers_config: [{ header_behavior: 'allExcept' }] }, 'at least one name'],
  ],
});

const security = (given: Attributes) => ({ security_headers_config: [given] });
describeResource({
  type: 'aws_cloudfront_response_headers_policy',
  config: {
    name: 'web-stg',
    ...security({ strict_transport_security: [{ access_control_max_age_sec: 63_072_000, override: true }] }),
  },
  gives: { id: uuid },
  collision: 'ResponseHeadersPolicyAlreadyExists',
  refused: [
    ['an unknown frame option', security({ frame_options: [{ frame_option: 'ALLOW', override: true }] }), 'got ALLOW'],
    [
      'a security header among the custom ones',
      { custom_headers_config: [{ items: [{ header: 'X-Frame-Options', value: 'DENY', override: true }] }] },
      'cannot be set as custom header',
    ],
    [
      'a report beside a block',
      security({ xss_protection: [{ mode_block: true, report_uri: '/r', override: true, protection: true }] }),
      'cannot have both ModeBlock and ReportUri',
    ],
  ],
});

describe("AWS's own policies", () => {
  it.each([
    ['aws_cloudfront_cache_policy', 'Managed-CachingDisabled', cachingDisabled],
    ['aws_cloudfront_cache_policy', 'Managed-CachingOptimized', '658327ea-f89d-4fab-a63d-7e88639e58f6'],
    ['aws_cloudfront_origin_request_policy', 'Managed-AllViewer', '216adef6-5c7f-47e4-b989-5492eafa07d3'],
    ['aws_cloudfront_response_headers_policy', 'Managed-SecurityHeadersPolicy', '67f7725c-6f97-4210-82d7-5512b31e9d03'],
  ])('%s %s', (type, name, id) => {
    const account = new RehearsedAccount();
    expect(account.read(type, { name })).toMatchObject({ id, name });
    expect(account.read(type, { id })).toMatchObject({ id, name });
    expect(() => account.read(type, { name: 'CachingDisabled' })).toThrow("couldn't find resource");
  });
});

describe('aws_cloudfront_vpc_origin', () => {
  const endpoint = (arn: Attributes[string]) => ({
    name: 'alb',
    arn,
    http_port: 80,
    https_port: 443,
    origin_protocol_policy: 'https-only',
    origin_ssl_protocols: [{ items: ['TLSv1.2'], quantity: 1 }],
  });
  const type = 'aws_cloudfront_vpc_origin';
  function balanced() {
    const account = new RehearsedAccount();
    const vpc = account.create('aws_vpc', { cidr_block: '10.0.0.0/16' });
    const subnets = ['a', 'b'].map((zone, index) =>
      account.create('aws_subnet', {
        vpc_id: vpc.id ?? null,
        cidr_block: `10.0.${index}.0/24`,
        availability_zone: `eu-west-1${zone}`,
      }),
    );
    const balancer = account.create('aws_lb', {
      name: 'web-stg',
      internal: true,
      subnets: subnets.map(({ id }) => id ?? null),
    });
    return { account, vpc, balancer };
  }

  it('needs an internet gateway at the VPC of its load balancer', () => {
    const { account, vpc, balancer } = balanced();
    const config = { vpc_origin_endpoint_config: [endpoint(balancer.arn ?? null)] };
    expect(refusalsOf(() => account.create(type, config))).toEqual([
      expect.stringContaining('does not have an internet gateway attached'),
    ]);
    account.create('aws_internet_gateway', { vpc_id: vpc.id ?? null });
    const made = account.create(type, config);
    expect(made).toMatchObject({ id: expect.stringMatching(/^vo_[A-Za-z0-9]{22}$/) });
    expect(account.plan(type, made, config).planned).toEqual(made);
  });

  it('refuses a load balancer that is not there, and what its protocols do not add up to', () => {
    const { account } = balanced();
    const absent = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/0123456789abcdef';
    expect(refusalsOf(() => account.create(type, { vpc_origin_endpoint_config: [endpoint(absent)] }))).toEqual([
      expect.stringContaining('EntityNotFound'),
    ]);
    const two = { ...endpoint(absent), origin_ssl_protocols: [{ items: ['TLSv1.2'], quantity: 2 }] };
    expect(account.refusals(type, { vpc_origin_endpoint_config: [two] })).toEqual([
      expect.stringContaining('InconsistentQuantities'),
    ]);
  });
});
