import { readApis } from '../../../../local/runtime/adapters/appsync-definition';
import { type DeployedResource } from '../../../../local/runtime/state/deployment';

const id = 'abc123';

const base: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  aws_appsync_graphql_api: {
    id,
    arn: `arn:aws:appsync:eu-west-1:111122223333:apis/${id}`,
    name: 'Orders',
    authentication_type: 'API_KEY',
    additional_authentication_provider: [{ authentication_type: 'AWS_IAM', user_pool_config: [] }],
    schema: 'type Query { a: Int }',
    introspection_config: 'DISABLED',
    query_depth_limit: 20,
    resolver_count_limit: 50,
    log_config: [{ field_log_level: 'ERROR', exclude_verbose_content: true, cloudwatch_logs_role_arn: 'arn' }],
    uris: { GRAPHQL: 'https://x.appsync-api.eu-west-1.amazonaws.com/graphql' },
  },
  aws_appsync_api_key: { api_id: id, key: 'da2-key', expires: '2027-01-02T03:00:00Z' },
  aws_appsync_datasource: {
    api_id: id,
    name: 'Table',
    type: 'AMAZON_DYNAMODB',
    dynamodb_config: [{ table_name: 'Orders-stg', region: 'eu-west-1' }],
    lambda_config: [],
  },
  aws_appsync_function: {
    api_id: id,
    function_id: 'f1',
    name: 'load',
    data_source: 'Table',
    code: 'load code',
    runtime: [{ name: 'APPSYNC_JS', runtime_version: '1.0.0' }],
    max_batch_size: 0,
  },
  aws_appsync_resolver: {
    api_id: id,
    type: 'Query',
    field: 'a',
    kind: 'PIPELINE',
    code: 'resolver code',
    runtime: [{ name: 'APPSYNC_JS', runtime_version: '1.0.0' }],
    pipeline_config: [{ functions: ['f1', 'f2'] }],
    data_source: null,
  },
  aws_appsync_domain_name_api_association: { api_id: id, domain_name: 'graphql.example.com' },
};

function read(changes: typeof base = {}, more: readonly DeployedResource[] = []) {
  const merged = Object.entries(base).map(([type, attributes]) => [type, { ...attributes, ...changes[type] }] as const);
  const resources: readonly DeployedResource[] = [
    ...merged.map(([type, attributes]) => ({ address: `${type}.X`, type, attributes, dependsOn: [] })),
    ...more,
  ];
  const deployment = { stackId: 'orders-stg', resources, outputs: {}, assetsDirectory: '/' };
  return readApis({
    resources: (type) =>
      resources.filter((resource) => resource.type === type).map((resource) => ({ deployment, resource })),
  });
}

describe('readApis', () => {
  it('joins an API with all that hangs on it', () => {
    expect(read()).toEqual([
      {
        placed: expect.objectContaining({ resource: expect.objectContaining({ type: 'aws_appsync_graphql_api' }) }),
        generatedHosts: ['x.appsync-api.eu-west-1.amazonaws.com'],
        definition: {
          apiId: id,
          name: 'Orders',
          arn: `arn:aws:appsync:eu-west-1:111122223333:apis/${id}`,
          region: 'eu-west-1',
          accountId: '111122223333',
          schema: 'type Query { a: Int }',
          authenticationTypes: ['API_KEY', 'AWS_IAM'],
          introspection: false,
          queryDepthLimit: 20,
          resolverCountLimit: 50,
          environment: {},
          fieldLogLevel: 'ERROR',
          apiKeys: [{ id: 'da2-key', expiresMs: Date.UTC(2027, 0, 2, 3) }],
          dataSources: [
            { name: 'Table', type: 'AMAZON_DYNAMODB', dynamodb: { tableName: 'Orders-stg', region: 'eu-west-1' } },
          ],
          functions: [{ functionId: 'f1', name: 'load', dataSourceName: 'Table', code: 'load code', maxBatchSize: 0 }],
          resolvers: [
            {
              typeName: 'Query',
              fieldName: 'a',
              kind: 'PIPELINE',
              code: 'resolver code',
              functionIds: ['f1', 'f2'],
              maxBatchSize: 0,
            },
          ],
          domainNames: ['graphql.example.com'],
        },
      },
    ]);
  });

  it('reads a direct Lambda resolver, which has no code', () => {
    const changes = {
      aws_appsync_resolver: { kind: 'UNIT', code: null, runtime: [], pipeline_config: [], data_source: 'Function' },
    };
    expect(read(changes)[0]?.definition.resolvers).toEqual([
      { typeName: 'Query', fieldName: 'a', kind: 'UNIT', dataSourceName: 'Function', maxBatchSize: 0 },
    ]);
  });

  it('leaves the parts of one API out of another', () => {
    const [first] = Object.values(base);
    const attributes = {
      ...first,
      id: 'other',
      additional_authentication_provider: [],
      introspection_config: 'ENABLED',
    };
    const other = { address: 'aws_appsync_graphql_api.Y', type: 'aws_appsync_graphql_api', attributes, dependsOn: [] };
    expect(read({}, [other])[1]?.definition).toMatchObject({
      apiId: 'other',
      introspection: true,
      apiKeys: [],
      dataSources: [],
      functions: [],
      resolvers: [],
      domainNames: [],
    });
  });

  it.each([
    ['aws_appsync_graphql_api', { schema: '' }, 'schema must be set to run here, got none'],
    ['aws_appsync_graphql_api', { authentication_type: 'MAGIC' }, 'state is not as the AWS provider writes it'],
    ['aws_appsync_function', { code: '', runtime: [] }, 'code must be set to run here, got none'],
    ['aws_appsync_resolver', { request_template: '{}' }, 'must be written for the runtime APPSYNC_JS to run here'],
    ['aws_appsync_resolver', { runtime: [{ name: 'VTL' }] }, 'must be written for the runtime APPSYNC_JS to run here'],
  ])('refuses %s with %j', (type, attributes, message) => {
    expect(() => read({ [type]: attributes })).toThrow(`${type}.X: ${message}`);
  });
});
