import { type Attributes, type Refusal, type ResourceKnowledge, type StoreContext } from './knowledge';
import { isResolverCode } from './support/appsync-code';
import { parseArn, regionalArn } from './support/arn';
import { hasUnknown, inBlocks, isSet, text } from './support/attributes';
import { conflicting, requiredWith } from './support/constraints';
import { hasField, schemaProblem } from './support/graphql-schema';
import { alphabets } from './support/identifiers';
import { between, check, isArn, isRfc3339, lengthBetween, matches, oneOf, refusal, type Rule } from './support/rules';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Alias records to an AppSync domain point into CloudFront's own zone. */
const cloudFrontZoneId = 'Z2FDTNDATAQYW2';
const nameRule = matches(/^[_A-Za-z][_0-9A-Za-z]*$/, 'must match [_A-Za-z][_0-9A-Za-z]*');
const authenticationTypes = [
  'API_KEY',
  'AWS_IAM',
  'AMAZON_COGNITO_USER_POOLS',
  'OPENID_CONNECT',
  'AWS_LAMBDA',
] as const;

function apiId(attributes: Attributes): string {
  return text(attributes, 'api_id') ?? '';
}

function rfc3339(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

const graphqlApi: ResourceKnowledge = {
  type: 'aws_appsync_graphql_api',
  computed(planned, context) {
    const id = context.uniqueId(26, alphabets.lowerAlphanumeric);
    const host = context.uniqueId(26, alphabets.lowerAlphanumeric);
    const { region } = context.identity;
    return {
      id,
      arn: regionalArn(context.identity, 'appsync', `apis/${id}`),
      uris: {
        GRAPHQL: `https://${host}.appsync-api.${region}.amazonaws.com/graphql`,
        REALTIME: `wss://${host}.appsync-realtime-api.${region}.amazonaws.com/graphql`,
      },
      ...inBlocks(planned, 'user_pool_config', { aws_region: region }),
    };
  },
  defaults: {
    api_type: 'GRAPHQL',
    introspection_config: 'ENABLED',
    query_depth_limit: 0,
    resolver_count_limit: 0,
    visibility: 'GLOBAL',
    'log_config.exclude_verbose_content': false,
    'lambda_authorizer_config.authorizer_result_ttl_in_seconds': 300,
    'additional_authentication_provider.lambda_authorizer_config.authorizer_result_ttl_in_seconds': 300,
  },
  forceNew: ['api_type', 'visibility'],
  validate(config) {
    const schema = text(config, 'schema');
    const problem = schema === undefined ? undefined : schemaProblem(schema);
    return [
      ...check(config, {
        api_type: oneOf('GRAPHQL', 'MERGED'),
        authentication_type: oneOf(...authenticationTypes),
        'additional_authentication_provider.authentication_type': oneOf(...authenticationTypes),
        introspection_config: oneOf('ENABLED', 'DISABLED'),
        name: lengthBetween(1, 65_536),
        query_depth_limit: between(0, 75),
        resolver_count_limit: between(0, 10_000),
        visibility: oneOf('GLOBAL', 'PRIVATE'),
        'log_config.cloudwatch_logs_role_arn': isArn('iam'),
        'log_config.field_log_level': oneOf('ALL', 'DEBUG', 'ERROR', 'INFO', 'NONE'),
      }),
      ...(problem === undefined
        ? []
        : [
            refusal(
              ['schema'],
              "creating AppSync GraphQL API schema: unexpected state 'FAILED', wanted target 'SUCCESS'",
              problem,
            ),
          ]),
    ];
  },
};

/** AWS keeps the expiry to the hour: another time would come back changed and no later plan would be empty. */
const onFullHour: Rule = (key, value) => {
  if (typeof value !== 'string' || Date.parse(value) % hourMs === 0) return undefined;
  const time = Date.parse(value);
  if (Number.isNaN(time)) return undefined;
  return `"${key}" must be on the full hour, as AWS rounds it down to ${rfc3339(time - (time % hourMs))}, got "${value}"`;
};

const apiKey: ResourceKnowledge = {
  type: 'aws_appsync_api_key',
  computed(planned, context) {
    const key = `da2-${context.uniqueId(26, alphabets.lowerAlphanumeric)}`;
    return {
      id: `${apiId(planned)}:${key}`,
      api_key_id: key,
      key,
    };
  },
  defaults: { description: 'Managed by Terraform' },
  forceNew: ['api_id'],
  // The expiry follows the clock; the key's own characters must not.
  identifiedBy: ['api_id', 'description'],
  sensitive: ['key'],
  validate: (config) => check(config, { expires: [isRfc3339(), onFullHour] }),
  refuseApply(planned, { now }) {
    const expires = text(planned, 'expires');
    if (expires === undefined) return [];
    const lifetimeMs = Date.parse(expires) - now.getTime();
    if (lifetimeMs >= dayMs && lifetimeMs <= 365 * dayMs) return [];
    const bound = lifetimeMs < dayMs ? 'a minimum of 1 days' : 'a maximum of 365 days';
    return [
      refusal(
        ['expires'],
        `creating AppSync API Key: ApiKeyValidityOutOfBoundsException: API key must be valid for ${bound}.`,
        `expires is ${expires}, now is ${now.toISOString()}`,
      ),
    ];
  },
};

const dataSourceConfigs: Readonly<Record<string, string>> = {
  AWS_LAMBDA: 'lambda_config',
  AMAZON_DYNAMODB: 'dynamodb_config',
  AMAZON_ELASTICSEARCH: 'elasticsearch_config',
  AMAZON_OPENSEARCH_SERVICE: 'opensearchservice_config',
  HTTP: 'http_config',
  RELATIONAL_DATABASE: 'relational_database_config',
  AMAZON_EVENTBRIDGE: 'event_bridge_config',
};

const datasource: ResourceKnowledge = {
  type: 'aws_appsync_datasource',
  computed(planned, { identity }) {
    const name = text(planned, 'name') ?? '';
    const { region } = identity;
    return {
      id: `${apiId(planned)}-${name}`,
      arn: regionalArn(identity, 'appsync', `apis/${apiId(planned)}/datasources/${name}`),
      ...inBlocks(planned, 'dynamodb_config', { region }),
      ...inBlocks(planned, 'elasticsearch_config', { region }),
      ...inBlocks(planned, 'opensearchservice_config', { region }),
    };
  },
  forceNew: ['api_id', 'name'],
  validate(config) {
    const type = text(config, 'type');
    const needed = type === undefined ? undefined : dataSourceConfigs[type];
    return [
      ...check(config, {
        name: nameRule,
        type: oneOf(...Object.keys(dataSourceConfigs), 'NONE', 'AMAZON_BEDROCK_RUNTIME'),
        service_role_arn: isArn('iam'),
        'lambda_config.function_arn': isArn('lambda'),
        'event_bridge_config.event_bus_arn': isArn('events'),
      }),
      ...conflicting(config, ...Object.values(dataSourceConfigs)),
      ...(needed === undefined || isSet(config[needed]) || hasUnknown(config, needed)
        ? []
        : [
            refusal(
              ['type'],
              `creating AppSync Data Source: BadRequestException: ${needed} is required for type ${type ?? ''}`,
            ),
          ]),
    ];
  },
  uniqueBy: ['api_id', 'name'],
  alreadyExists: (planned) =>
    `creating AppSync Data Source (${text(planned, 'name') ?? ''}): BadRequestException: Data source with name ${text(planned, 'name') ?? ''} already exists`,
};

function codeRefusals(config: Attributes): readonly Refusal[] {
  return [
    ...check(config, {
      code: isResolverCode(),
      max_batch_size: between(0, 2000),
      'runtime.name': oneOf('APPSYNC_JS'),
      'runtime.runtime_version': oneOf('1.0.0'),
      'sync_config.conflict_detection': oneOf('NONE', 'VERSION'),
      'sync_config.conflict_handler': oneOf('NONE', 'OPTIMISTIC_CONCURRENCY', 'LAMBDA', 'AUTOMERGE'),
      'caching_config.ttl': between(1, 3600),
    }),
    ...requiredWith(config, 'code', 'runtime'),
    ...requiredWith(config, 'runtime', 'code'),
  ];
}

/** Refuses a data source that its API, when it is in the store, does not have. */
function missingDataSource(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const name = text(planned, 'data_source');
  if (name === undefined || context.find('aws_appsync_graphql_api', { id: apiId(planned) }).length === 0) return [];
  if (context.find('aws_appsync_datasource', { api_id: apiId(planned), name }).length > 0) return [];
  return [refusal(['data_source'], `NotFoundException: No data source named ${name} found for API ${apiId(planned)}`)];
}

const appsyncFunction: ResourceKnowledge = {
  type: 'aws_appsync_function',
  computed(planned, context) {
    const functionId = context.uniqueId(26, alphabets.lowerAlphanumeric);
    return {
      id: `${apiId(planned)}-${functionId}`,
      function_id: functionId,
      arn: regionalArn(context.identity, 'appsync', `apis/${apiId(planned)}/functions/${functionId}`),
    };
  },
  // AWS names no version for JavaScript; mapping templates have this one.
  defaults: { function_version: (config) => (isSet(config.code) || hasUnknown(config, 'code') ? null : '2018-05-29') },
  forceNew: ['api_id'],
  validate: (config) => [
    ...check(config, { name: nameRule, function_version: oneOf('2018-05-29') }),
    ...codeRefusals(config),
  ],
  refuseApply: missingDataSource,
};

function missingField(planned: Attributes, context: StoreContext): readonly Refusal[] {
  const [api] = context.find('aws_appsync_graphql_api', { id: apiId(planned) });
  const schema = api === undefined ? undefined : text(api, 'schema');
  const type = text(planned, 'type') ?? '';
  const field = text(planned, 'field') ?? '';
  if (schema === undefined || hasField(schema, type, field)) return [];
  return [
    refusal(
      ['field'],
      `creating AppSync Resolver (${apiId(planned)}-${type}-${field}): NotFoundException: No field named ${field} found on type ${type}`,
    ),
  ];
}

const resolver: ResourceKnowledge = {
  type: 'aws_appsync_resolver',
  computed(planned, { identity }) {
    const type = text(planned, 'type') ?? '';
    const field = text(planned, 'field') ?? '';
    return {
      id: `${apiId(planned)}-${type}-${field}`,
      arn: regionalArn(identity, 'appsync', `apis/${apiId(planned)}/types/${type}/resolvers/${field}`),
    };
  },
  defaults: { kind: 'UNIT' },
  forceNew: ['api_id', 'type', 'field'],
  validate(config) {
    const unit = config.kind === null || config.kind === undefined || config.kind === 'UNIT';
    const source = isSet(config.data_source) || hasUnknown(config, 'data_source');
    return [
      ...check(config, { kind: oneOf('UNIT', 'PIPELINE') }),
      ...codeRefusals(config),
      ...conflicting(config, 'data_source', 'pipeline_config'),
      ...(unit && !source && !hasUnknown(config, 'kind')
        ? [
            refusal(
              ['data_source'],
              'creating AppSync Resolver: BadRequestException: Data source is required for a UNIT resolver',
            ),
          ]
        : []),
    ];
  },
  refuseApply: (planned, context) => [...missingField(planned, context), ...missingDataSource(planned, context)],
  uniqueBy: ['api_id', 'type', 'field'],
  alreadyExists: (planned) =>
    `creating AppSync Resolver (${apiId(planned)}-${text(planned, 'type') ?? ''}-${text(planned, 'field') ?? ''}): BadRequestException: Only one resolver is allowed per field.`,
};

const fromNorthVirginia: Rule = (key, value) => {
  const parts = typeof value === 'string' ? parseArn(value) : undefined;
  if (parts === undefined || parts.region === 'us-east-1') return undefined;
  return `creating AppSync Domain Name: BadRequestException: "${key}" must name a certificate in us-east-1, got one in ${parts.region}`;
};

const domainName: ResourceKnowledge = {
  type: 'aws_appsync_domain_name',
  computed: (planned, context) => ({
    id: text(planned, 'domain_name') ?? '',
    appsync_domain_name: `d${context.uniqueId(13, alphabets.lowerAlphanumeric)}.cloudfront.net`,
    hosted_zone_id: cloudFrontZoneId,
  }),
  forceNew: ['certificate_arn', 'domain_name'],
  validate: (config) =>
    check(config, {
      certificate_arn: [isArn('acm'), fromNorthVirginia],
      domain_name: [
        lengthBetween(1, 253),
        matches(/^(\*[\w-]*\.)?([\w-]+\.)+[\w-]+$/, 'must be a fully qualified domain name without a final dot'),
      ],
    }),
  uniqueBy: ['domain_name'],
  uniqueWithin: 'partition',
  alreadyExists: (planned) =>
    `creating AppSync Domain Name (${text(planned, 'domain_name') ?? ''}): BadRequestException: Domain name already exists`,
};

const domainNameApiAssociation: ResourceKnowledge = {
  type: 'aws_appsync_domain_name_api_association',
  computed: (planned) => ({ id: text(planned, 'domain_name') ?? '' }),
  forceNew: ['domain_name'],
};

export const resources: readonly ResourceKnowledge[] = [
  graphqlApi,
  apiKey,
  datasource,
  appsyncFunction,
  resolver,
  domainName,
  domainNameApiAssociation,
];
