import {
  type Attributes,
  type DataSourceKnowledge,
  type Refusal,
  RefusedError,
  type ResourceKnowledge,
} from '../knowledge';
import { accountArn, parseArn } from '../support/arn';
import { blocks, isSet, text } from '../support/attributes';
import { distributionZone, edgeRegion } from '../support/cloudfront';
import { aliasRefusals, certificateRefusals } from '../support/distribution-certificate';
import { originConfigRefusals } from '../support/distribution-origins';
import { behaviorRefusals, behaviorsOf } from '../support/distribution-refusals';
import { relationRefusals } from '../support/distribution-relations';
import { edgeArnProblem, edgeFunctionRefusals } from '../support/edge-function';
import { alphabets, cloudFrontId } from '../support/identifiers';
import { between, check, isArn, lengthBetween, matches, oneOf, refusal, type Rule } from '../support/rules';

const creating = 'creating CloudFront Distribution: operation error CloudFront: CreateDistribution,';

const isWebAcl: Rule = (key, value) => {
  if (typeof value !== 'string' || value === '') return undefined;
  const parts = parseArn(value);
  if (parts === undefined) return undefined;
  return parts.service === 'wafv2' && parts.region === edgeRegion && parts.resource.startsWith('global/webacl/')
    ? undefined
    : `"${key}": InvalidWebACLId: The web ACL ID specified is not valid: a distribution takes one of scope CLOUDFRONT in ${edgeRegion}, got ${value}`;
};

const isEdgeFunction: Rule = (key, value) => {
  const problem = typeof value === 'string' ? edgeArnProblem(value) : undefined;
  return problem === undefined ? undefined : `"${key}": InvalidLambdaFunctionAssociation: ${problem}`;
};

/** The rules of a behaviour, which the default one and the ordered ones share. */
function behaviorRules(name: string): Readonly<Record<string, Rule | readonly Rule[]>> {
  return {
    [`${name}.viewer_protocol_policy`]: oneOf('allow-all', 'https-only', 'redirect-to-https'),
    [`${name}.function_association.event_type`]: oneOf('viewer-request', 'viewer-response'),
    [`${name}.function_association.function_arn`]: isArn('cloudfront'),
    [`${name}.lambda_function_association.event_type`]: oneOf(
      'viewer-request',
      'origin-request',
      'viewer-response',
      'origin-response',
    ),
    [`${name}.lambda_function_association.lambda_arn`]: isEdgeFunction,
    [`${name}.forwarded_values.cookies.forward`]: oneOf('all', 'none', 'whitelist'),
  };
}

const rules: Readonly<Record<string, Rule | readonly Rule[]>> = {
  aliases: matches(/^(\*\.)?([A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/, 'must be a domain name, a leading *. apart'),
  comment: lengthBetween(0, 128),
  http_version: oneOf('http1.1', 'http2', 'http3', 'http2and3'),
  price_class: oneOf('PriceClass_100', 'PriceClass_200', 'PriceClass_All'),
  web_acl_id: isWebAcl,
  ...behaviorRules('default_cache_behavior'),
  ...behaviorRules('ordered_cache_behavior'),
  'ordered_cache_behavior.path_pattern': lengthBetween(1, 255),
  'custom_error_response.error_code': oneOf(400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504),
  'origin.connection_attempts': between(1, 3),
  'origin.connection_timeout': between(1, 10),
  'origin.origin_id': lengthBetween(1, 128),
  'origin.custom_origin_config.origin_keepalive_timeout': between(1, 180),
  'origin.custom_origin_config.origin_protocol_policy': oneOf('http-only', 'match-viewer', 'https-only'),
  'origin.custom_origin_config.origin_read_timeout': between(1, 180),
  'origin.custom_origin_config.origin_ssl_protocols': oneOf('SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'),
  'origin.vpc_origin_config.origin_keepalive_timeout': between(1, 180),
  'origin.vpc_origin_config.origin_read_timeout': between(1, 180),
  'origin_group.failover_criteria.status_codes': oneOf(400, 403, 404, 416, 429, 500, 502, 503, 504),
  'restrictions.geo_restriction.locations': matches(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 country code'),
  'restrictions.geo_restriction.restriction_type': oneOf('blacklist', 'none', 'whitelist'),
  'viewer_certificate.acm_certificate_arn': isArn('acm'),
  'viewer_certificate.minimum_protocol_version': oneOf(
    'SSLv3',
    'TLSv1',
    'TLSv1_2016',
    'TLSv1.1_2016',
    'TLSv1.2_2018',
    'TLSv1.2_2019',
    'TLSv1.2_2021',
    'TLSv1.2_2025',
    'TLSv1.3_2025',
  ),
  'viewer_certificate.ssl_support_method': oneOf('sni-only', 'vip', 'static-ip'),
};

/** What AWS fills into a behaviour: its own times to live, where no cache policy has them. */
function behaviorValues(behavior: Attributes): Attributes {
  const hasPolicy = isSet(behavior.cache_policy_id);
  return { default_ttl: hasPolicy ? 0 : 86_400, max_ttl: hasPolicy ? 0 : 31_536_000 };
}

function behaviorDefaults(name: string): Readonly<Record<string, number | boolean>> {
  return {
    [`${name}.compress`]: false,
    [`${name}.min_ttl`]: 0,
    [`${name}.grpc_config.enabled`]: false,
    [`${name}.lambda_function_association.include_body`]: false,
  };
}

function createRefusals(config: Attributes): readonly Refusal[] {
  return [...behaviorRefusals(config), ...originConfigRefusals(config), ...certificateRefusals(config)].map((one) => ({
    ...one,
    summary: `${creating} ${one.summary}`,
  }));
}

const distribution: ResourceKnowledge = {
  type: 'aws_cloudfront_distribution',
  computed(planned, context) {
    const id = cloudFrontId(context);
    const seconds = Date.UTC(2024, 0, 1) / 1000 + Number(context.uniqueId(6, alphabets.digits));
    const ordered = blocks(planned, 'ordered_cache_behavior').map(behaviorValues);
    return {
      id,
      arn: accountArn(context.identity, 'cloudfront', `distribution/${id}`),
      caller_reference: `terraform-${context.uniqueId(26, alphabets.digits)}`,
      continuous_deployment_policy_id: '',
      domain_name: `d${context.uniqueId(13, alphabets.lowerAlphanumeric)}.cloudfront.net`,
      etag: cloudFrontId(context),
      hosted_zone_id: distributionZone,
      in_progress_validation_batches: 0,
      last_modified_time: `${new Date(seconds * 1000).toISOString().replace('T', ' ').replace('.000Z', '')} +0000 UTC`,
      logging_v1_enabled: blocks(planned, 'logging_config').some((one) => isSet(one.bucket)),
      status: 'Deployed',
      trusted_key_groups: [
        { enabled: behaviorsOf(planned).some(({ behavior }) => isSet(behavior.trusted_key_groups)), items: [] },
      ],
      trusted_signers: [
        { enabled: behaviorsOf(planned).some(({ behavior }) => isSet(behavior.trusted_signers)), items: [] },
      ],
      default_cache_behavior: blocks(planned, 'default_cache_behavior').map(behaviorValues),
      ...(ordered.length === 0 ? {} : { ordered_cache_behavior: ordered }),
    };
  },
  defaults: {
    http_version: 'http2',
    price_class: 'PriceClass_All',
    retain_on_delete: false,
    staging: false,
    wait_for_deployment: true,
    ...behaviorDefaults('default_cache_behavior'),
    ...behaviorDefaults('ordered_cache_behavior'),
    'origin.connection_attempts': 3,
    'origin.connection_timeout': 10,
    'origin.response_completion_timeout': 0,
    'origin.custom_origin_config.origin_keepalive_timeout': 5,
    'origin.custom_origin_config.origin_read_timeout': 30,
    'origin.vpc_origin_config.origin_keepalive_timeout': 5,
    'origin.vpc_origin_config.origin_read_timeout': 30,
    'viewer_certificate.minimum_protocol_version': 'TLSv1',
  },
  forceNew: ['staging'],
  updatesComputed: ['etag', 'last_modified_time'],
  validate: (config) => [...check(config, rules), ...createRefusals(config)],
  refuseApply: (planned, context) =>
    [
      ...aliasRefusals(planned, context),
      ...relationRefusals(planned, context),
      ...edgeFunctionRefusals(planned, context),
    ].map((one) => ({ ...one, summary: `${creating} ${one.summary}` })),
};

const distributionData: DataSourceKnowledge = {
  type: 'aws_cloudfront_distribution',
  read(config, context) {
    const id = text(config, 'id') ?? '';
    const [found] = context.find('aws_cloudfront_distribution', { id });
    if (found === undefined) {
      throw new RefusedError(
        refusal(
          ['id'],
          `reading CloudFront Distribution (${id}): NoSuchDistribution: The specified distribution does not exist.`,
        ),
      );
    }
    const shared = [
      'arn',
      'domain_name',
      'enabled',
      'etag',
      'hosted_zone_id',
      'in_progress_validation_batches',
      'last_modified_time',
      'status',
      'web_acl_id',
    ];
    return {
      id,
      aliases: found.aliases ?? [],
      tags: found.tags_all ?? {},
      ...Object.fromEntries(shared.map((name) => [name, found[name] ?? null] as const)),
    };
  },
};

export const resources: readonly ResourceKnowledge[] = [distribution];
export const dataSources: readonly DataSourceKnowledge[] = [distributionData];
