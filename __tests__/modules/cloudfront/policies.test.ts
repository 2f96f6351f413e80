import { CachePolicy, type CachePolicyProps } from '../../../modules/cloudfront/cache-policy';
import { OriginRequestPolicy, type OriginRequestPolicyProps } from '../../../modules/cloudfront/origin-request-policy';
import { SecurityHeaders } from '../../../modules/cloudfront/security-headers';
import { SynthesizedScope } from '../../support/synth-scope';

const cachePolicy = (props: Partial<CachePolicyProps> = {}) =>
  new SynthesizedScope(
    (scope) => void new CachePolicy(scope, 'Policy', { name: 'pages', comment: 'Pages', maxTtlSeconds: 60, ...props }),
  ).only('aws_cloudfront_cache_policy');

describe('CachePolicy', () => {
  it('lets the origin decide up to the longest time, and tells answers apart by the path alone', () => {
    expect(cachePolicy()).toMatchObject({
      name: 'pages',
      min_ttl: 0,
      default_ttl: 0,
      max_ttl: 60,
      parameters_in_cache_key_and_forwarded_to_origin: {
        enable_accept_encoding_brotli: true,
        enable_accept_encoding_gzip: true,
        headers_config: { header_behavior: 'none' },
        cookies_config: { cookie_behavior: 'none' },
        query_strings_config: { query_string_behavior: 'none' },
      },
    });
  });

  it('tells answers apart by headers, cookies and parameters when told so', () => {
    const named = cachePolicy({ headers: ['Host'], cookies: ['theme'], queryStrings: ['page'] });
    expect(named.parameters_in_cache_key_and_forwarded_to_origin).toMatchObject({
      headers_config: { header_behavior: 'whitelist', headers: { items: ['Host'] } },
      cookies_config: { cookie_behavior: 'whitelist', cookies: { items: ['theme'] } },
      query_strings_config: { query_string_behavior: 'whitelist', query_strings: { items: ['page'] } },
    });
    expect(cachePolicy({ queryStrings: 'all' }).parameters_in_cache_key_and_forwarded_to_origin).toMatchObject({
      query_strings_config: { query_string_behavior: 'all' },
    });
  });

  it('has no key where nothing is kept, as CloudFront demands', () => {
    const nothing = cachePolicy({ maxTtlSeconds: 0, headers: ['Host'], cookies: ['theme'], queryStrings: 'all' });
    expect(nothing.parameters_in_cache_key_and_forwarded_to_origin).toEqual({
      enable_accept_encoding_brotli: false,
      enable_accept_encoding_gzip: false,
      headers_config: { header_behavior: 'none' },
      cookies_config: { cookie_behavior: 'none' },
      query_strings_config: { query_string_behavior: 'none' },
    });
  });

  it.each<[Partial<CachePolicyProps>, string]>([
    [{ defaultTtlSeconds: 61 }, 'defaultTtlSeconds must be an integer from 0 to 60, got 61'],
    [{ minTtlSeconds: 10 }, 'minTtlSeconds must be an integer from 0 to 0, got 10'],
    [{ minTtlSeconds: 31, defaultTtlSeconds: 30 }, 'minTtlSeconds must be an integer from 0 to 30, got 31'],
    [{ maxTtlSeconds: 31_536_001 }, 'maxTtlSeconds must be an integer from 0 to 31536000, got 31536001'],
    [{ headers: Array.from({ length: 11 }, (_, n) => `X-${n}`) }, 'headers must hold at most 10 names, got 11'],
    [{ cookies: Array.from({ length: 11 }, (_, n) => `c${n}`) }, 'cookies must hold at most 10 names, got 11'],
    [{ name: 'a page' }, 'name must be 1 to 128 letters, digits, hyphens or underscores, got "a page"'],
  ])('refuses %j', (props, message) => {
    expect(() => cachePolicy(props)).toThrow(`Policy: ${message}`);
  });
});

describe('OriginRequestPolicy', () => {
  const requestPolicy = (props: Partial<OriginRequestPolicyProps> = {}) =>
    new SynthesizedScope(
      (scope) => void new OriginRequestPolicy(scope, 'Policy', { name: 'host', comment: 'Host', ...props }),
    ).only('aws_cloudfront_origin_request_policy');

  it('gives the origin the query, and no header or cookie', () => {
    expect(requestPolicy()).toMatchObject({
      headers_config: { header_behavior: 'none' },
      cookies_config: { cookie_behavior: 'none' },
      query_strings_config: { query_string_behavior: 'all' },
    });
  });

  it('gives the origin what is named, or all', () => {
    expect(requestPolicy({ headers: ['Host'], cookies: ['theme'], queryStrings: 'none' })).toMatchObject({
      headers_config: { header_behavior: 'whitelist', headers: { items: ['Host'] } },
      cookies_config: { cookie_behavior: 'whitelist', cookies: { items: ['theme'] } },
      query_strings_config: { query_string_behavior: 'none' },
    });
    expect(requestPolicy({ headers: 'all', cookies: 'all' })).toMatchObject({
      headers_config: { header_behavior: 'allViewer' },
      cookies_config: { cookie_behavior: 'all' },
    });
  });

  it('refuses a name that CloudFront does not take', () => {
    expect(() => requestPolicy({ name: 'a/b' })).toThrow('Policy: name must be 1 to 128 letters');
  });
});

describe('SecurityHeaders', () => {
  const headers = (includeSubdomains?: boolean) =>
    new SynthesizedScope(
      (scope) => void new SecurityHeaders(scope, 'Headers', { name: 'shop', includeSubdomains }),
    ).only('aws_cloudfront_response_headers_policy');

  it('are set whatever the origin says, but for the content security policy, which is the origin’s', () => {
    const { security_headers_config: security, custom_headers_config: custom } = headers();
    expect(security).toEqual({
      strict_transport_security: {
        access_control_max_age_sec: 63_072_000,
        include_subdomains: false,
        override: true,
      },
      content_type_options: { override: true },
      frame_options: { frame_option: 'DENY', override: true },
      referrer_policy: { referrer_policy: 'strict-origin-when-cross-origin', override: true },
    });
    expect(custom).toEqual({
      items: [
        {
          header: 'Permissions-Policy',
          value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
          override: true,
        },
      ],
    });
  });

  it('hold names below the viewer’s to HTTPS when told so', () => {
    expect(headers(true).security_headers_config).toMatchObject({
      strict_transport_security: { include_subdomains: true },
    });
  });
});
