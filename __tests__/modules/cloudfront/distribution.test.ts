import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { type Construct } from 'constructs';
import { DnsCertificate } from '../../../modules/certificates/dns-certificate';
import { AliasRecords } from '../../../modules/cloudfront/alias-records';
import { type Behaviour, type PathBehaviour } from '../../../modules/cloudfront/behaviour';
import { CachePolicy } from '../../../modules/cloudfront/cache-policy';
import { type DistributionProps } from '../../../modules/cloudfront/distribution';
import { type OriginGroup } from '../../../modules/cloudfront/origin';
import { OriginRequestPolicy } from '../../../modules/cloudfront/origin-request-policy';
import { EdgeWebAcl } from '../../../modules/waf/edge-web-acl';
import { SynthesizedScope } from '../../support/synth-scope';
import { bucketOrigin, programOrigin, SomeEdge } from './some-edge';

type Change = Partial<DistributionProps> | ((edge: SomeEdge) => Partial<DistributionProps>);

const synth = (change: Change = {}) =>
  new SynthesizedScope((scope) => {
    const edge = new SomeEdge(scope);
    edge.distribution(typeof change === 'function' ? change(edge) : change);
  });

const distributionOf = (change: Change = {}) => synth(change).only('aws_cloudfront_distribution');

const paths =
  (...patterns: readonly string[]) =>
  (edge: SomeEdge) => ({ behaviours: patterns.map((pathPattern) => ({ pathPattern, ...edge.behaviour() })) });

const group: OriginGroup = {
  originId: 'bucket-or-program',
  primary: bucketOrigin,
  fallback: programOrigin,
  statusCodes: [403, 404],
};

describe('Distribution', () => {
  it('speaks HTTP/2 and HTTP/3, IPv6 and TLS 1.2 or later', () => {
    expect(distributionOf()).toMatchObject({
      enabled: true,
      is_ipv6_enabled: true,
      http_version: 'http2and3',
      aliases: ['shop.example.com'],
      price_class: 'PriceClass_All',
      viewer_certificate: { minimum_protocol_version: 'TLSv1.2_2021', ssl_support_method: 'sni-only' },
      restrictions: { geo_restriction: { restriction_type: 'none', locations: [] } },
    });
  });

  it('keeps no error at the edge and publishes additional metrics', () => {
    const scope = synth();
    expect(scope.only('aws_cloudfront_distribution').custom_error_response).toEqual(
      [403, 404, 500, 501, 502, 503, 504].map((code) => ({ error_code: code, error_caching_min_ttl: 0 })),
    );
    expect(scope.only('aws_cloudfront_monitoring_subscription')).toMatchObject({
      monitoring_subscription: {
        realtime_metrics_subscription_config: { realtime_metrics_subscription_status: 'Enabled' },
      },
    });
  });

  it('serves listed countries and edge locations only, behind a web ACL, when told so', () => {
    const distribution = distributionOf((edge) => ({
      priceClass: 'PriceClass_200',
      allowedCountries: ['JP'],
      webAcl: new EdgeWebAcl(edge.usEast1, 'Acl', { name: 'shop', requestsPerFiveMinutes: 100, logRetentionDays: 30 }),
    }));
    expect(distribution).toMatchObject({
      price_class: 'PriceClass_200',
      restrictions: { geo_restriction: { restriction_type: 'whitelist', locations: ['JP'] } },
      web_acl_id: expect.stringMatching(/^\$\{aws_wafv2_web_acl\.UsEast1_Acl.*\.arn\}$/),
    });
  });

  it('lets GET and HEAD through, redirects plain HTTP, and keeps behaviours in order', () => {
    const distribution = distributionOf(paths('/a', '/*.css', '/b/*'));
    expect(distribution.default_cache_behavior).toMatchObject({
      allowed_methods: ['GET', 'HEAD'],
      cached_methods: ['GET', 'HEAD'],
      viewer_protocol_policy: 'redirect-to-https',
      compress: true,
    });
    expect(distribution.ordered_cache_behavior).toMatchObject([
      { path_pattern: '/a' },
      { path_pattern: '/*.css' },
      { path_pattern: '/b/*' },
    ]);
  });

  it('lets all methods through and refuses plain HTTP when told so', () => {
    const distribution = distributionOf((edge) => ({
      defaultBehaviour: edge.behaviour({ methods: 'all', refuseHttp: true }),
    }));
    expect(distribution.default_cache_behavior).toMatchObject({
      allowed_methods: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
      cached_methods: ['GET', 'HEAD'],
      viewer_protocol_policy: 'https-only',
    });
  });

  it('asks the second origin of a group on the codes, and names each origin once', () => {
    const distribution = distributionOf((edge) => ({
      behaviours: [{ pathPattern: '/files/*', ...edge.behaviour({ origin: group }) }],
    }));
    expect(distribution.origin).toMatchObject([{ origin_id: 'program' }, { origin_id: 'bucket' }]);
    expect(distribution.origin_group).toEqual([
      {
        origin_id: 'bucket-or-program',
        failover_criteria: { status_codes: [403, 404] },
        member: [{ origin_id: 'bucket' }, { origin_id: 'program' }],
      },
    ]);
  });

  it('refuses a certificate of another region', () => {
    const elsewhere = (scope: Construct, provider?: AwsProvider) =>
      new DnsCertificate(scope, 'Elsewhere', {
        domainName: 'shop.example.com',
        zone: new DataAwsRoute53Zone(scope, 'OtherZone', { name: 'example.com' }),
        provider,
      });
    expect(() =>
      synth(({ scope }) => {
        new AwsProvider(scope, 'Aws', { region: 'eu-west-1' });
        return { certificate: elsewhere(scope) };
      }),
    ).toThrow(
      'Distribution: certificate must be one of us-east-1, got one of eu-west-1; make it with the provider of us-east-1',
    );
    expect(() =>
      synth(({ scope }) => ({
        certificate: elsewhere(scope, new AwsProvider(scope, 'Aws', { region: 'eu-west-1', alias: 'eu' })),
      })),
    ).toThrow('certificate must be one of us-east-1, got one of eu-west-1');
    expect(() => synth(({ scope }) => ({ certificate: elsewhere(scope) }))).toThrow(
      "got one of the stack's own region",
    );
  });

  it.each(['all', 'readWithOptions'] as const)('refuses the methods %s before an origin group', (methods) => {
    const behaviours = (edge: SomeEdge): PathBehaviour[] => [
      { pathPattern: '/files/*', ...edge.behaviour({ origin: group, methods }) },
    ];
    expect(() => synth((edge) => ({ behaviours: behaviours(edge) }))).toThrow(
      `Distribution: methods of /files/* must be read (GET and HEAD) before an origin group, got ${methods}`,
    );
  });

  it.each<[string, (edge: SomeEdge) => Partial<Behaviour>]>([
    [
      'cache policy',
      ({ scope }) => ({
        cachePolicy: new CachePolicy(scope, 'P', { name: 'p', comment: 'P', maxTtlSeconds: 9, headers: ['host'] }),
      }),
    ],
    [
      'origin request policy',
      ({ scope }) => ({
        originRequestPolicy: new OriginRequestPolicy(scope, 'P', { name: 'p', comment: 'P', headers: 'all' }),
      }),
    ],
  ])('refuses to forward Host to a bucket by a %s, also in a group', (_what, change) => {
    for (const origin of [bucketOrigin, group]) {
      expect(() => synth((edge) => ({ defaultBehaviour: edge.behaviour({ ...change(edge), origin }) }))).toThrow(
        'Distribution: the policies of the default behaviour must not forward Host to a bucket',
      );
    }
  });

  it.each([
    [['/a/*', '/a/b'], '/a/b after /a/*'],
    [['/*', '/a'], '/a after /*'],
    [['/a', '/a'], '/a after /a'],
    [['/a/?', '/a/b'], '/a/b after /a/?'],
    [['*', '/a/*'], '/a/* after *'],
    [['/a/*', '/a/*.css'], '/a/*.css after /a/*'],
  ])('refuses the path patterns %j', (patterns, said) => {
    expect(() => synth(paths(...patterns))).toThrow(
      `Distribution: pathPattern must be one that is reached, got ${said}, which covers it`,
    );
  });

  it.each([[['/a/b', '/a/*']], [['/a?', '/a*']], [['/a.b', '/axb']], [['/a/*/c', '/a/b*']]])(
    'takes the path patterns %j',
    (patterns) => {
      expect(() => synth(paths(...patterns))).not.toThrow();
    },
  );

  it.each(['a/b', '/ä', '/a b', '', `/${'a'.repeat(255)}`])('refuses the path pattern "%s"', (pattern) => {
    expect(() => synth(paths(pattern))).toThrow('pathPattern must be at most 255 path characters');
  });

  it('refuses more behaviours than CloudFront takes', () => {
    const some = (count: number) => paths(...Array.from({ length: count }, (_, index) => `/${index}`));
    expect(() => synth(some(24))).not.toThrow();
    expect(() => synth(some(25))).toThrow('behaviours must be at most 25 with the default, got 26');
  });

  it('refuses to answer for no name, failover on other codes, and two origins of one id', () => {
    expect(() => synth({ aliases: [] })).toThrow('aliases must hold one name or more, got none');
    const failingOn = (...statusCodes: number[]) =>
      synth((edge) => ({ defaultBehaviour: edge.behaviour({ origin: { ...group, statusCodes } }) }));
    expect(() => failingOn(403, 401)).toThrow('statusCodes of bucket-or-program must be some of 400, 403');
    expect(() => failingOn()).toThrow('got none');
    const twin = { ...bucketOrigin, originId: 'program' };
    expect(() =>
      synth((edge) => ({ behaviours: [{ pathPattern: '/b', ...edge.behaviour({ origin: twin }) }] })),
    ).toThrow('originId must differ from origin to origin, got program twice');
  });

  it('names its metrics as CloudFront publishes them', () => {
    const scope = new SynthesizedScope((scope) => {
      const metric = new SomeEdge(scope).distribution().metric('OriginLatency');
      expect(metric).toMatchObject({ namespace: 'AWS/CloudFront', metricName: 'OriginLatency' });
      expect(Object.keys(metric.dimensions).sort()).toEqual(['DistributionId', 'Region']);
      expect(metric.dimensions.Region).toBe('Global');
    });
    expect(scope.all('aws_cloudfront_distribution')).toHaveLength(1);
  });
});

describe('AliasRecords', () => {
  const records = (name: string) =>
    new SynthesizedScope((scope) => {
      const edge = new SomeEdge(scope);
      new AliasRecords(scope, 'Records', { zone: edge.zone, name, distribution: edge.distribution() });
    })
      .all('aws_route53_record')
      .filter(({ alias }) => alias !== undefined);

  it('lead a name to the distribution, over IPv4 and IPv6', () => {
    expect(records('shop.example.com')).toMatchObject(
      ['A', 'AAAA'].map((type) => ({
        type,
        name: 'shop.example.com',
        alias: {
          name: expect.stringMatching(/domain_name\}$/),
          zone_id: expect.stringMatching(/hosted_zone_id\}$/),
          evaluate_target_health: false,
        },
      })),
    );
  });

  it('refuse a name that the distribution does not answer for', () => {
    expect(() => records('other.example.com')).toThrow(
      'Records: name must be an alias of the distribution (shop.example.com), got other.example.com',
    );
  });
});
