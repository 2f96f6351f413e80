import { loadEnvironments } from '../../../environments/load';
import { MeshStack } from '../../../stacks/mesh/mesh-stack';
import { type Environment } from '../../../environments/environment';
import { type Configuration, type Properties, synthesize } from '../../support/configuration';

const environments = loadEnvironments({ shell: {} });
const synth = (change: (environment: Environment) => Environment = (environment) => environment) =>
  synthesize((app) => {
    for (const environment of environments) new MeshStack(app, change(environment));
  });
const stacks = synth();
const stackOf = (stage: string, among = stacks): Configuration => {
  const found = among.find(({ stackId }) => stackId === `mesh-${stage}`);
  if (!found) throw new Error(`no mesh stack of ${stage}`);
  return found;
};
const all = (stack: Configuration, type: string): readonly Properties[] =>
  stack.resources.filter((resource) => resource.type === type).map(({ properties }) => properties);
const allowedBy = (stack: Configuration, part: string) =>
  stack.resources
    .filter(({ type, address }) => type === 'aws_iam_role_policy' && address.includes(part))
    .flatMap(({ properties }) => (JSON.parse(String(properties.policy)) as { Statement: Properties[] }).Statement);

describe('MeshStack', () => {
  it.each([
    ['stg', 'MeshV2Table-stg', 'MeshV2Api-stg', 'MeshV2-GraphQL-stg'],
    ['stg2', 'MeshV2Table-stg2', 'MeshV2Api-stg2', 'MeshV2-GraphQL-stg2'],
    ['prod', 'MeshV2Table', 'MeshV2Api', 'MeshV2-GraphQL'],
  ])('names the table, the API and the function of %s as the guide does', (stage, table, api, handler) => {
    const stack = stackOf(stage);
    expect(all(stack, 'aws_dynamodb_table').map(({ name }) => name)).toEqual([table]);
    expect(all(stack, 'aws_appsync_graphql_api').map(({ name }) => name)).toEqual([api]);
    expect(all(stack, 'aws_lambda_function').map(({ function_name }) => function_name)).toEqual([handler]);
    expect(all(stack, 'aws_resourcegroups_group').map(({ name }) => name)).toEqual([`MeshV2-${stage}`]);
  });

  it('puts out what clients and the guide ask for, the key alone as sensitive', () => {
    const outputs = Object.entries(stackOf('stg').json.output ?? {});
    expect(outputs.map(([name]) => name).sort()).toEqual([
      'CustomDomainUrl',
      'GraphQLApiEndpoint',
      'GraphQLApiId',
      'GraphQLApiKey',
      'TableArn',
      'TableName',
    ]);
    expect(outputs.filter(([, { sensitive }]) => sensitive === true).map(([name]) => name)).toEqual(['GraphQLApiKey']);
  });

  it('tags everything with project, stage, service and tool', () => {
    expect(stackOf('prod').json.provider.aws?.map(({ default_tags }) => default_tags)).toEqual(
      Array.from({ length: 2 }, () => [
        { tags: { Project: 'MeshV2', Stage: 'prod', Service: 'AppSync', ManagedBy: 'CDKTF' } },
      ]),
    );
  });

  it('has the two indexes, expires items by ttl, and forgets them in stg only', () => {
    expect(all(stackOf('stg'), 'aws_dynamodb_table')[0]).toMatchObject({
      hash_key: 'pk',
      range_key: 'sk',
      ttl: { attribute_name: 'ttl', enabled: true },
      billing_mode: 'PAY_PER_REQUEST',
      global_secondary_index: [
        { name: 'GroupIdIndex', hash_key: 'gsi_pk', range_key: 'gsi_sk', projection_type: 'ALL' },
        { name: 'GroupNameIndex', hash_key: 'gsi2_pk', range_key: 'gsi2_sk', projection_type: 'ALL' },
      ],
      lifecycle: { prevent_destroy: false },
    });
    expect(all(stackOf('prod'), 'aws_dynamodb_table')[0]).toMatchObject({ lifecycle: { prevent_destroy: true } });
  });

  it('logs every field in stg, and errors without content in prod', () => {
    const logOf = (stage: string) => all(stackOf(stage), 'aws_appsync_graphql_api')[0]?.log_config;
    expect(logOf('stg')).toMatchObject({ field_log_level: 'ALL', exclude_verbose_content: false });
    expect(logOf('prod')).toMatchObject({ field_log_level: 'ERROR', exclude_verbose_content: true });
  });

  it('resolves every field of the schema but the subscription', () => {
    const names = all(stackOf('stg'), 'aws_appsync_resolver').map(
      ({ type, field }) => `${String(type)}.${String(field)}`,
    );
    expect(names).toHaveLength(17);
    const withCode = all(stackOf('stg'), 'aws_appsync_resolver').filter((resolver) => 'code' in resolver);
    expect(withCode).toHaveLength(13);
    expect(all(stackOf('stg'), 'aws_appsync_function')).toHaveLength(12);
  });

  it("writes the stage's values into the code", () => {
    const codeOf = (stage: string) =>
      all(stackOf(stage), 'aws_appsync_function')
        .map(({ code }) => String(code))
        .join();
    expect(codeOf('prod')).toContain('MeshV2Table"');
    expect(codeOf('stg')).toContain('MeshV2Table-stg"');
    expect(stackOf('stg').text).not.toContain('MESH_SETTINGS');
  });

  it('lets the resolvers read and write items of the table and query one index', () => {
    expect(allowedBy(stackOf('stg'), 'TableDataSource').map(({ Action }) => Action)).toEqual([
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      'dynamodb:Query',
    ]);
  });

  it('lets the function use the table, and read and decrypt one parameter', () => {
    const parameter = 'arn:aws:ssm:ap-northeast-1:111122223333:parameter/mesh/stg/secret-key';
    expect(allowedBy(stackOf('stg'), 'Function_Role_Policy')).toEqual([
      expect.objectContaining({ Sid: 'Log' }),
      expect.objectContaining({ Sid: 'Trace' }),
      {
        Sid: 'Items',
        Effect: 'Allow',
        Action: ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query'],
        Resource: expect.stringContaining('aws_dynamodb_table.'),
      },
      { Sid: 'SecretKey', Effect: 'Allow', Action: 'ssm:GetParameter', Resource: parameter },
      {
        Sid: 'DecryptSecretKey',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: 'arn:aws:kms:ap-northeast-1:111122223333:key/*',
        Condition: {
          StringEquals: {
            'kms:ViaService': 'ssm.ap-northeast-1.amazonaws.com',
            'kms:EncryptionContext:PARAMETER_ARN': parameter,
          },
        },
      },
    ]);
  });

  it('rings when the operations guide says so', () => {
    const rules = all(stackOf('prod'), 'aws_cloudwatch_metric_alarm').map((alarm) => [
      alarm.alarm_name,
      alarm.comparison_operator,
      alarm.threshold,
      alarm.evaluation_periods,
    ]);
    expect(rules.sort()).toEqual([
      ['mesh-function-errors-prod', 'GreaterThanThreshold', 10, 2],
      ['mesh-latency-prod', 'GreaterThanThreshold', 1000, 3],
      ['mesh-server-errors-prod', 'GreaterThanThreshold', 10, 2],
      ['mesh-table-errors-prod', 'GreaterThanOrEqualToThreshold', 1, 1],
      ['mesh-table-throttles-prod', 'GreaterThanOrEqualToThreshold', 1, 2],
    ]);
  });

  it('tells other readers where the API is, and the key that clients carry', () => {
    expect(all(stackOf('stg2'), 'aws_ssm_parameter').map(({ name, type }) => [name, type])).toEqual([
      ['/mesh/stg2/api-id', 'String'],
      ['/mesh/stg2/api-key', 'SecureString'],
      ['/mesh/stg2/graphql-endpoint', 'String'],
    ]);
  });

  it('has a web ACL only where a limit is set', () => {
    expect(all(stackOf('prod'), 'aws_wafv2_web_acl')).toEqual([]);
    const limited = synth((environment) => ({ ...environment, mesh: { ...environment.mesh, wafRateLimit: 5000 } }));
    expect(all(stackOf('prod', limited), 'aws_wafv2_web_acl')).toHaveLength(1);
  });

  it('has no trace of a domain where there is none', () => {
    const bare = stackOf(
      'stg',
      synth((environment) => ({ ...environment, mesh: { ...environment.mesh, customDomain: undefined } })),
    );
    expect(bare.resources.filter(({ type }) => /acm|route53|domain/.test(type))).toEqual([]);
    expect(bare.json.output).not.toHaveProperty('CustomDomainUrl');
    // The provider stays: without it, Terraform could not plan the removal of what it made.
    expect(bare.json.provider.aws?.map(({ region }) => region)).toEqual(['ap-northeast-1', 'us-east-1']);
  });
});
