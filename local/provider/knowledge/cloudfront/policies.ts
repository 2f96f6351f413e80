import { type Attributes, type DataSourceKnowledge, type Refusal, type ResourceKnowledge } from '../knowledge';
import { blocks, hasUnknown, integer, text, texts } from '../support/attributes';
import { policyData, policyName, sharedKnowledge } from '../support/cloudfront-policy';
import { atLeast, check, lengthBetween, oneOf, refusal } from '../support/rules';

const key = 'parameters_in_cache_key_and_forwarded_to_origin';

function ttlRefusals(config: Attributes): readonly Refusal[] {
  if (hasUnknown(config, 'min_ttl', 'default_ttl', 'max_ttl')) return [];
  const min = integer(config, 'min_ttl') ?? 0;
  const standard = integer(config, 'default_ttl') ?? 86_400;
  const max = integer(config, 'max_ttl') ?? 31_536_000;
  return min <= standard && standard <= max
    ? []
    : [
        refusal(
          ['default_ttl'],
          'creating CloudFront Cache Policy: operation error CloudFront: CreateCachePolicy, InvalidArgument: The parameters MinTTL, DefaultTTL and MaxTTL must be in ascending order.',
          `got ${min}, ${standard}, ${max}`,
        ),
      ];
}

/** Without caching there is no cache key. */
function uncachedRefusals(config: Attributes): readonly Refusal[] {
  if (hasUnknown(config, 'max_ttl') || integer(config, 'max_ttl') !== 0) return [];
  return blocks(config, key).flatMap((parameters, index) => {
    const behaviors = (['cookie', 'header', 'query_string'] as const).flatMap((kind) =>
      blocks(parameters, `${kind}s_config`).flatMap((one) => text(one, `${kind}_behavior`) ?? []),
    );
    const isKeyed =
      behaviors.some((behavior) => behavior !== 'none') ||
      parameters.enable_accept_encoding_brotli === true ||
      parameters.enable_accept_encoding_gzip === true;
    return isKeyed
      ? [
          refusal(
            [key, index],
            'creating CloudFront Cache Policy: operation error CloudFront: CreateCachePolicy, InvalidArgument: The parameter HeaderBehavior, CookieBehavior, QueryStringBehavior or EnableAcceptEncoding is invalid for policy with caching disabled.',
          ),
        ]
      : [];
  });
}

/** Each selection lists names when it is one by names, and only then. */
function selectionRefusals(config: Attributes, path: readonly (string | number)[]): readonly Refusal[] {
  return (['cookie', 'header', 'query_string'] as const).flatMap((kind) =>
    blocks(config, `${kind}s_config`).flatMap((selection, index) => {
      const behavior = text(selection, `${kind}_behavior`) ?? '';
      const lists = blocks(selection, `${kind}s`);
      if (behavior === '' || hasUnknown(selection, `${kind}s`) || lists.some((list) => hasUnknown(list, 'items')))
        return [];
      const isByName = ['whitelist', 'allExcept', 'allViewerAndWhitelistCloudFront'].includes(behavior);
      const count = lists.reduce((sum, list) => sum + texts(list, 'items').length, 0);
      return isByName === count > 0
        ? []
        : [
            refusal(
              [...path, `${kind}s_config`, index],
              `InvalidArgument: The parameter ${kind}s ${isByName ? 'must contain at least one name' : 'must be empty'} when the behavior is ${behavior}.`,
            ),
          ];
    }),
  );
}

const cachePolicy: ResourceKnowledge = {
  ...sharedKnowledge('aws_cloudfront_cache_policy'),
  defaults: { default_ttl: 86_400, max_ttl: 31_536_000, min_ttl: 0 },
  validate: (config) => [
    ...check(config, {
      name: policyName,
      comment: lengthBetween(0, 128),
      default_ttl: atLeast(0),
      max_ttl: atLeast(0),
      min_ttl: atLeast(0),
      [`${key}.cookies_config.cookie_behavior`]: oneOf('none', 'whitelist', 'allExcept', 'all'),
      [`${key}.headers_config.header_behavior`]: oneOf('none', 'whitelist'),
      [`${key}.query_strings_config.query_string_behavior`]: oneOf('none', 'whitelist', 'allExcept', 'all'),
    }),
    ...ttlRefusals(config),
    ...uncachedRefusals(config),
    ...blocks(config, key).flatMap((parameters, index) => selectionRefusals(parameters, [key, index])),
  ],
};

const originRequestPolicy: ResourceKnowledge = {
  ...sharedKnowledge('aws_cloudfront_origin_request_policy'),
  validate: (config) => [
    ...check(config, {
      name: policyName,
      comment: lengthBetween(0, 128),
      'cookies_config.cookie_behavior': oneOf('none', 'whitelist', 'all', 'allExcept'),
      'headers_config.header_behavior': oneOf(
        'none',
        'whitelist',
        'allViewer',
        'allViewerAndWhitelistCloudFront',
        'allExcept',
      ),
      'query_strings_config.query_string_behavior': oneOf('none', 'whitelist', 'all', 'allExcept'),
    }),
    ...selectionRefusals(config, []),
  ],
};

export const resources: readonly ResourceKnowledge[] = [cachePolicy, originRequestPolicy];
export const dataSources: readonly DataSourceKnowledge[] = [
  policyData('aws_cloudfront_cache_policy'),
  policyData('aws_cloudfront_origin_request_policy'),
];
