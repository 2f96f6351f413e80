import { type Attributes, type Refusal, type ResourceKnowledge } from './knowledge';
import { parseArn } from './support/arn';
import { blocks, isChanged, isSet, text, texts } from './support/attributes';
import { conflicting } from './support/constraints';
import { nameAttributes, nameOf, uuid } from './support/identifiers';
import { valueFromText } from './support/json';
import { check, isArn, lengthBetween, matches, oneOf, refusal, type Rule } from './support/rules';
import { capacityOf, ruleJsonProblem } from './support/web-acl';

const globalRegion = 'us-east-1';

const isRuleJson: Rule = (key, value) => {
  const problem = typeof value === 'string' ? ruleJsonProblem(value) : undefined;
  return problem === undefined ? undefined : `"${key}": WAFInvalidParameterException: ${problem}`;
};

function actionRefusals(config: Attributes): readonly Refusal[] {
  return blocks(config, 'default_action').flatMap((action, index) =>
    Array.isArray(action.allow) && Array.isArray(action.block) && isSet(action.allow) === isSet(action.block)
      ? [
          refusal(
            ['default_action', index],
            'WAFInvalidParameterException: default_action must have exactly one of allow and block',
          ),
        ]
      : [],
  );
}

const webAcl: ResourceKnowledge = {
  type: 'aws_wafv2_web_acl',
  computed(planned, context) {
    const { partition, accountId, region } = context.identity;
    const id = uuid(context);
    const name = nameOf(planned, context);
    const scope = text(planned, 'scope') === 'CLOUDFRONT' ? 'global' : 'regional';
    const json = text(planned, 'rule_json');
    return {
      ...nameAttributes(planned, context),
      id,
      arn: `arn:${partition}:wafv2:${scope === 'global' ? globalRegion : region}:${accountId}:${scope}/webacl/${name}/${id}`,
      capacity: json === undefined ? capacityOf(planned.rule ?? null) : capacityOf(valueFromText(json)),
      lock_token: uuid(context),
      application_integration_url: '',
    };
  },
  forceNew: ['name', 'name_prefix', 'scope'],
  updatesComputed: (prior, planned) => [
    'lock_token',
    ...(isChanged(prior, planned, 'rule', 'rule_json') ? ['capacity'] : []),
  ],
  validate: (config, { identity }) => [
    ...check(config, {
      description: [
        lengthBetween(1, 256),
        matches(/^[\w+=:#@/,.\s-]+$/, 'must hold letters, digits, white space and +=:#@/,.- only'),
      ],
      name: [
        lengthBetween(1, 128),
        matches(/^[\w-]+$/, 'must contain only alphanumeric hyphen and underscore characters'),
      ],
      rule_json: isRuleJson,
      scope: oneOf('CLOUDFRONT', 'REGIONAL'),
      'visibility_config.metric_name': [
        lengthBetween(1, 128),
        matches(/^[\w-]+$/, 'must contain only alphanumeric hyphen and underscore characters'),
      ],
    }),
    ...conflicting(config, 'name', 'name_prefix'),
    ...conflicting(config, 'rule', 'rule_json'),
    ...actionRefusals(config),
    ...(text(config, 'scope') === 'CLOUDFRONT' && identity !== undefined && identity.region !== globalRegion
      ? [
          refusal(
            ['scope'],
            `WAFInvalidParameterException: Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT`,
            `a web ACL for CloudFront is made in ${globalRegion}, got ${identity.region}`,
          ),
        ]
      : []),
  ],
  uniqueBy: ['name', 'scope'],
  alreadyExists: (planned) =>
    `creating WAFv2 WebACL (${text(planned, 'name') ?? ''}): operation error WAFV2: CreateWebACL, WAFDuplicateItemException: AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.`,
};

function associationRefusals(config: Attributes): readonly Refusal[] {
  const acl = parseArn(text(config, 'web_acl_arn') ?? '');
  const resource = parseArn(text(config, 'resource_arn') ?? '');
  if (resource?.service === 'cloudfront') {
    return [
      refusal(
        ['resource_arn'],
        'invalid value for resource_arn (CloudFront distributions name their web ACL in web_acl_id)',
      ),
    ];
  }
  const isNetwork = resource?.service === 'elasticloadbalancing' && !resource.resource.startsWith('loadbalancer/app/');
  if (isNetwork || acl?.resource.startsWith('global/') === true) {
    return [
      refusal(
        ['resource_arn'],
        "creating WAFv2 WebACL Association: WAFInvalidParameterException: Error reason: The ARN isn't valid, field: RESOURCE_ARN",
        isNetwork
          ? 'of load balancers, only application load balancers have a web ACL'
          : 'a web ACL for CloudFront is named by its distributions',
      ),
    ];
  }
  // API Gateway stages have no account in their ARN but a region all the same.
  if (acl === undefined || resource === undefined || acl.region === resource.region) return [];
  return [
    refusal(
      ['resource_arn'],
      "creating WAFv2 WebACL Association: WAFInvalidParameterException: Error reason: The ARN isn't valid, field: RESOURCE_ARN",
      `the web ACL is in ${acl.region}, the resource in ${resource.region}`,
    ),
  ];
}

const webAclAssociation: ResourceKnowledge = {
  type: 'aws_wafv2_web_acl_association',
  computed: (planned) => ({ id: `${text(planned, 'web_acl_arn') ?? ''},${text(planned, 'resource_arn') ?? ''}` }),
  forceNew: ['resource_arn', 'web_acl_arn'],
  validate: (config) => [
    ...check(config, { resource_arn: isArn(), web_acl_arn: isArn('wafv2') }),
    ...associationRefusals(config),
  ],
  refuseApply(planned, context) {
    const arn = text(planned, 'resource_arn') ?? '';
    const parts = parseArn(arn);
    const isHere = parts?.service === 'elasticloadbalancing' && parts.region === context.identity.region;
    return isHere && context.find('aws_lb', { arn }).length === 0
      ? [
          refusal(
            ['resource_arn'],
            'creating WAFv2 WebACL Association: operation error WAFV2: AssociateWebACL, WAFUnavailableEntityException: AWS WAF couldn’t retrieve the resource that you requested. Retry your request.',
            'the load balancer is not in the account and region of this rehearsal',
          ),
        ]
      : [];
  },
};

/** WAF writes only to log groups, buckets and delivery streams whose name says so. */
const isLogDestination: Rule = (key, value) => {
  if (typeof value !== 'string') return undefined;
  const arn =
    parseArn(value) ??
    (/^arn:aws[a-z-]*:s3:::/.test(value) ? { service: 's3', resource: value.split(':::')[1] ?? '' } : undefined);
  const names: Readonly<Record<string, RegExp>> = {
    logs: /^log-group:aws-waf-logs-/,
    s3: /^aws-waf-logs-/,
    firehose: /^deliverystream\/aws-waf-logs-/,
  };
  return arn !== undefined && names[arn.service]?.test(arn.resource) === true
    ? undefined
    : `"${key}": WAFInvalidParameterException: Error reason: The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes., field: LOG_DESTINATION, parameter: ${value} (its name must begin with aws-waf-logs-)`;
};

const loggingConfiguration: ResourceKnowledge = {
  type: 'aws_wafv2_web_acl_logging_configuration',
  computed: (planned) => ({ id: text(planned, 'resource_arn') ?? '' }),
  forceNew: ['resource_arn'],
  validate: (config) => [
    ...check(config, {
      log_destination_configs: isLogDestination,
      resource_arn: isArn('wafv2'),
      'logging_filter.default_behavior': oneOf('KEEP', 'DROP'),
      'logging_filter.filter.behavior': oneOf('KEEP', 'DROP'),
      'logging_filter.filter.requirement': oneOf('MEETS_ALL', 'MEETS_ANY'),
    }),
    ...(texts(config, 'log_destination_configs').length > 1
      ? [refusal(['log_destination_configs'], 'WAFInvalidParameterException: a web ACL has one log destination')]
      : []),
  ],
  uniqueBy: ['resource_arn'],
};

export const resources: readonly ResourceKnowledge[] = [webAcl, webAclAssociation, loggingConfiguration];
