import { type DataSourceKnowledge, type ResourceKnowledge } from '../knowledge';
import { blocks } from '../support/attributes';
import { policyData, policyName, sharedKnowledge } from '../support/cloudfront-policy';
import { atLeast, between, check, lengthBetween, oneOf, refusal, type Rule } from '../support/rules';

const referrerPolicies = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
] as const;

const security = 'security_headers_config';
const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': 'content_security_policy',
  'x-content-type-options': 'content_type_options',
  'x-frame-options': 'frame_options',
  'referrer-policy': 'referrer_policy',
  'strict-transport-security': 'strict_transport_security',
  'x-xss-protection': 'xss_protection',
};

/** Headers that have a place of their own are refused among the custom ones. */
const isCustomHeader: Rule = (path, value) =>
  typeof value === 'string' && securityHeaders[value.toLowerCase()] !== undefined
    ? `"${path}": InvalidArgument: The parameter CustomHeaders contains ${value} that is a security header and cannot be set as custom header.`
    : undefined;

const responseHeadersPolicy: ResourceKnowledge = {
  ...sharedKnowledge('aws_cloudfront_response_headers_policy'),
  validate: (config) => [
    ...check(config, {
      name: policyName,
      comment: lengthBetween(0, 128),
      'cors_config.access_control_allow_methods.items': oneOf(
        'GET',
        'POST',
        'OPTIONS',
        'PUT',
        'DELETE',
        'PATCH',
        'HEAD',
        'ALL',
      ),
      'custom_headers_config.items.header': isCustomHeader,
      [`${security}.frame_options.frame_option`]: oneOf('DENY', 'SAMEORIGIN'),
      [`${security}.referrer_policy.referrer_policy`]: oneOf(...referrerPolicies),
      [`${security}.strict_transport_security.access_control_max_age_sec`]: atLeast(0),
      'server_timing_headers_config.sampling_rate': between(0, 100),
    }),
    ...(blocks(config, security).some((one) =>
      blocks(one, 'xss_protection').some(
        (xss) => xss.mode_block === true && typeof xss.report_uri === 'string' && xss.report_uri !== '',
      ),
    )
      ? [refusal([security], 'InvalidArgument: The parameter XSSProtection cannot have both ModeBlock and ReportUri.')]
      : []),
  ],
};

export const resources: readonly ResourceKnowledge[] = [responseHeadersPolicy];
export const dataSources: readonly DataSourceKnowledge[] = [policyData('aws_cloudfront_response_headers_policy')];
