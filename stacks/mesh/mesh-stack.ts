import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { AlarmTopic } from '../../modules/alarms/alarm-topic';
import { ApiKeys } from '../../modules/appsync/api-keys';
import { CustomDomain } from '../../modules/appsync/custom-domain';
import { FunctionDataSource, NoneDataSource, TableDataSource } from '../../modules/appsync/data-sources';
import { GraphqlApi } from '../../modules/appsync/graphql-api';
import { Resolvers } from '../../modules/appsync/resolvers';
import { ProjectBudget } from '../../modules/billing/project-budget';
import { Table } from '../../modules/dynamodb/table';
import { NodeFunction } from '../../modules/lambda/node-function';
import { TagGroup } from '../../modules/resource-groups/tag-group';
import { RateLimit } from '../../modules/waf/rate-limit';
import { StageStack } from '../stage-stack';
import { meshFields, meshFunctions } from './fields';
import { buildMeshPrograms, type MeshPrograms } from './programs';
import { MeshWatch } from './watch';

const project = 'MeshV2';

/** Realtime groups for a school programming editor: an AppSync API over one DynamoDB table. */
export class MeshStack extends StageStack {
  constructor(scope: Construct, environment: Environment) {
    super(scope, { system: 'mesh', project, service: 'AppSync', environment });
    const { stage, accountId, region, logRetentionDays, retainData, mesh } = environment;
    const tableName = `MeshV2Table${mesh.nameSuffix}`;
    const apiName = `MeshV2Api${mesh.nameSuffix}`;
    const programs = buildMeshPrograms({ ...mesh.settings, tableName });
    // Also without a domain: what was made with a provider can only be planned away while that provider is there.
    const usEast1 = this.usEast1Provider();

    const topic = new AlarmTopic(this, 'AlarmTopic', {
      name: `mesh-alarms-${stage}`,
      accountId,
      email: environment.alarmEmail,
    });
    const table = new Table(this, 'Table', {
      name: tableName,
      key: { partitionKey: 'pk', sortKey: 'sk' },
      indexes: {
        GroupIdIndex: { partitionKey: 'gsi_pk', sortKey: 'gsi_sk' },
        GroupNameIndex: { partitionKey: 'gsi2_pk', sortKey: 'gsi2_sk' },
      },
      ttlAttribute: 'ttl',
      retainData,
    });
    const handler = this.#graphqlFunction(environment, programs, table);
    const api = new GraphqlApi(this, 'Api', {
      name: apiName,
      schema: programs.schema,
      accountId,
      fieldLogLevel: mesh.fieldLogLevel,
      logVerboseContent: mesh.logVerboseContent,
      logRetentionDays,
    });
    new Resolvers(this, 'Resolvers', {
      api,
      dataSources: {
        table: new TableDataSource(this, 'TableDataSource', {
          api,
          name: 'Table',
          roleName: `${apiName}-table`,
          accountId,
          table,
          region,
          actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
          queriedIndexes: ['GroupNameIndex'],
        }),
        function: new FunctionDataSource(this, 'FunctionDataSource', {
          api,
          name: 'Function',
          roleName: `${apiName}-function`,
          accountId,
          function: handler,
        }),
        none: new NoneDataSource(this, 'NoneDataSource', { api, name: 'None' }),
      },
      functions: meshFunctions,
      fields: meshFields,
      code: programs.code,
    });
    const keys = new ApiKeys(this, 'ApiKeys', { api, names: mesh.apiKeyNames, systemName: apiName, accountId, topic });

    new MeshWatch(this, 'Watch', {
      apiId: api.apiId,
      tableName: table.table.name,
      indexNames: table.indexNames,
      functionName: handler.function.functionName,
      region,
      stage,
      topic,
    });
    new TagGroup(this, 'ResourceGroup', { name: `${project}-${stage}`, tags: { Project: project, Stage: stage } });
    new ProjectBudget(this, 'Budget', {
      name: `mesh-${stage}`,
      project,
      monthlyLimitUsd: mesh.monthlyBudgetUsd,
      topic,
    });
    if (mesh.wafRateLimit !== undefined) {
      new RateLimit(this, 'RateLimit', {
        name: `mesh-${stage}`,
        resourceArn: api.api.arn,
        requestsPerFiveMinutes: mesh.wafRateLimit,
        logRetentionDays,
      });
    }
    this.#publish(environment, api, keys.current.key);
    this.#output('GraphQLApiKey', keys.current.key, true);
    this.#output('TableArn', table.arn);
    this.#output('TableName', table.table.name);
    if (mesh.customDomain) {
      const domain = new CustomDomain(this, 'CustomDomain', {
        api,
        ...mesh.customDomain,
        usEast1,
        preventDestroy: retainData,
      });
      this.#output('CustomDomainUrl', domain.url);
    }
  }

  /** The function behind the fields that need more than a resolver: many items, checksums, a secret. */
  #graphqlFunction({ accountId, region, mesh, logRetentionDays }: Environment, { lambda }: MeshPrograms, table: Table) {
    const parameterArn = `arn:aws:ssm:${region}:${accountId}:parameter${mesh.secretKeyParameter}`;
    return new NodeFunction(this, 'Function', {
      name: `MeshV2-GraphQL${mesh.nameSuffix}`,
      description: 'createDomain, leaveGroup, dissolveGroup and recordEventsByNode of Mesh',
      code: lambda,
      environment: {
        DYNAMODB_TABLE_NAME: table.table.name,
        MESH_EVENT_TTL_SECONDS: String(mesh.settings.eventTtlSeconds),
        MESH_SECRET_KEY_PARAMETER: mesh.secretKeyParameter,
      },
      logRetentionDays,
      statements: [
        {
          Sid: 'Items',
          Action: ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query'],
          Resource: table.arn,
        },
        { Sid: 'SecretKey', Action: 'ssm:GetParameter', Resource: parameterArn },
        {
          // The parameter is made by hand, so its key is not known here: any key, but for this parameter through SSM alone.
          Sid: 'DecryptSecretKey',
          Action: 'kms:Decrypt',
          Resource: `arn:aws:kms:${region}:${accountId}:key/*`,
          Condition: {
            StringEquals: {
              'kms:ViaService': `ssm.${region}.amazonaws.com`,
              'kms:EncryptionContext:PARAMETER_ARN': parameterArn,
            },
          },
        },
      ],
    });
  }

  /** Tells other readers, in SSM and as outputs, where the API is, and in SSM the key that clients carry. */
  #publish({ stage }: Environment, { api }: GraphqlApi, key: string): void {
    const endpoint = api.uris.lookup('GRAPHQL');
    for (const [id, name, type, value] of [
      ['EndpointParameter', 'graphql-endpoint', 'String', endpoint],
      ['ApiIdParameter', 'api-id', 'String', api.id],
      ['ApiKeyParameter', 'api-key', 'SecureString', key],
    ] as const) {
      new SsmParameter(this, id, { name: `/mesh/${stage}/${name}`, type, value });
    }
    this.#output('GraphQLApiEndpoint', endpoint);
    this.#output('GraphQLApiId', api.id);
  }

  #output(name: string, value: string, sensitive = false): void {
    new TerraformOutput(this, name, { value, sensitive, staticId: true });
  }
}
