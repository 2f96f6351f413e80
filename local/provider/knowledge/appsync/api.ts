import { type ResourceKnowledge } from '../knowledge';
import { regionalArn } from '../support/arn';
import { inBlocks, text } from '../support/attributes';
import { schemaProblem } from '../support/graphql-schema';
import { alphabets } from '../support/identifiers';
import { between, check, isArn, lengthBetween, oneOf, refusal } from '../support/rules';

const authenticationTypes = [
  'API_KEY',
  'AWS_IAM',
  'AMAZON_COGNITO_USER_POOLS',
  'OPENID_CONNECT',
  'AWS_LAMBDA',
] as const;

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

export const resources: readonly ResourceKnowledge[] = [graphqlApi];
