import { type GraphqlApiProps } from '../../../modules/appsync/graphql-api';
import { accountId, someApi } from '../../support/constructs';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<GraphqlApiProps> = {}) => new SynthesizedScope((scope) => void someApi(scope, props));
const apiOf = (props?: Partial<GraphqlApiProps>) => synth(props).only('aws_appsync_graphql_api');

describe('GraphqlApi', () => {
  it('takes keys, is traced, can be introspected, and limits what a request may ask', () => {
    expect(apiOf()).toMatchObject({
      name: 'Groups',
      authentication_type: 'API_KEY',
      xray_enabled: true,
      introspection_config: 'ENABLED',
      query_depth_limit: 20,
      resolver_count_limit: 50,
    });
    expect(apiOf({ queryDepthLimit: 5, resolverCountLimit: 7 })).toMatchObject({
      query_depth_limit: 5,
      resolver_count_limit: 7,
    });
  });

  it('logs errors without content unless told otherwise', () => {
    expect(apiOf().log_config).toMatchObject({ field_log_level: 'ERROR', exclude_verbose_content: true });
    expect(apiOf({ fieldLogLevel: 'ALL', logVerboseContent: true }).log_config).toMatchObject({
      field_log_level: 'ALL',
      exclude_verbose_content: false,
    });
  });

  it('owns its log group, into which alone its role may write', () => {
    const scope = synth();
    const group = scope.only('aws_cloudwatch_log_group');
    expect(group).toMatchObject({ retention_in_days: 30 });
    expect(group.name).toMatch(/^\/aws\/appsync\/apis\/\$\{aws_appsync_graphql_api\..+\.id\}$/);
    expect(scope.statements()).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..+\.arn\}:\*$/),
      },
    ]);
    expect(String(scope.only('aws_iam_role').assume_role_policy)).toContain(accountId);
  });

  it('passes a schema on to the letter', () => {
    expect(apiOf({ schema: '"costs ${x}" type Query { a: Int }' }).schema).toBe('"costs $${x}" type Query { a: Int }');
  });

  it.each([
    [{ queryDepthLimit: 0 }, 'queryDepthLimit must be an integer from 1 to 75, got 0'],
    [{ queryDepthLimit: 76 }, 'queryDepthLimit must be an integer from 1 to 75, got 76'],
    [{ resolverCountLimit: 10_001 }, 'resolverCountLimit must be an integer from 1 to 10000, got 10001'],
  ])('refuses %p', (props, message) => {
    expect(() => synth(props)).toThrow(message);
  });
});
