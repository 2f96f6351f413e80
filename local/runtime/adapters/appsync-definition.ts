import { z } from 'zod';
import {
  type ApiDefinition,
  type DataSourceDefinition,
  type FunctionDefinition,
  type ResolverDefinition,
} from '../appsync/api';
import { type DeployedResource } from '../state/deployment';
import { type AdapterContext, type PlacedResource } from './adapter';
import { readAttributes } from './attributes';

const mode = z.enum(['API_KEY', 'AWS_IAM', 'AMAZON_COGNITO_USER_POOLS', 'OPENID_CONNECT', 'AWS_LAMBDA']);

const api = z.object({
  id: z.string(),
  arn: z.string(),
  name: z.string(),
  authentication_type: mode,
  additional_authentication_provider: z.array(z.object({ authentication_type: mode })).nullish(),
  schema: z.string().nullish(),
  introspection_config: z.string().nullish(),
  query_depth_limit: z.number().nullish(),
  resolver_count_limit: z.number().nullish(),
  log_config: z.array(z.object({ field_log_level: z.enum(['NONE', 'ERROR', 'INFO', 'DEBUG', 'ALL']) })).nullish(),
  uris: z.record(z.string(), z.string()).nullish(),
});

const apiKey = z.object({ api_id: z.string(), key: z.string(), expires: z.string() });
const association = z.object({ api_id: z.string(), domain_name: z.string() });

const dataSource = z.object({
  api_id: z.string(),
  name: z.string(),
  type: z.enum([
    'NONE',
    'AMAZON_DYNAMODB',
    'AWS_LAMBDA',
    'HTTP',
    'AMAZON_EVENTBRIDGE',
    'AMAZON_OPENSEARCH_SERVICE',
    'RELATIONAL_DATABASE',
  ]),
  dynamodb_config: z.array(z.object({ table_name: z.string(), region: z.string().nullish() })).nullish(),
  lambda_config: z.array(z.object({ function_arn: z.string() })).nullish(),
  http_config: z.array(z.object({ endpoint: z.string() })).nullish(),
  event_bridge_config: z.array(z.object({ event_bus_arn: z.string() })).nullish(),
});

const runtime = z.array(z.object({ name: z.string() })).nullish();

const pipelineFunction = z.object({
  api_id: z.string(),
  function_id: z.string(),
  name: z.string(),
  data_source: z.string(),
  code: z.string().nullish(),
  runtime,
  max_batch_size: z.number().nullish(),
});

const resolver = z.object({
  api_id: z.string(),
  type: z.string(),
  field: z.string(),
  kind: z.enum(['UNIT', 'PIPELINE']).nullish(),
  code: z.string().nullish(),
  runtime,
  request_template: z.string().nullish(),
  response_template: z.string().nullish(),
  data_source: z.string().nullish(),
  pipeline_config: z.array(z.object({ functions: z.array(z.string()).nullish() })).nullish(),
  max_batch_size: z.number().nullish(),
});

/** The resource types that make up one API. */
export const appsyncTypes = [
  'aws_appsync_graphql_api',
  'aws_appsync_api_key',
  'aws_appsync_datasource',
  'aws_appsync_function',
  'aws_appsync_resolver',
  'aws_appsync_domain_name',
  'aws_appsync_domain_name_api_association',
] as const;

/** A deployed API together with the host names that AWS gave it. */
export interface PlacedApi {
  readonly placed: PlacedResource;
  readonly definition: ApiDefinition;
  readonly generatedHosts: readonly string[];
}

/**
 * The APIs of all deployments with everything that hangs on them.
 * @throws Error naming the resource that cannot run here
 */
export function readApis(context: Pick<AdapterContext, 'resources'>): readonly PlacedApi[] {
  const parts = {
    keys: readAll(context, 'aws_appsync_api_key', apiKey),
    associations: readAll(context, 'aws_appsync_domain_name_api_association', association),
    dataSources: readAll(context, 'aws_appsync_datasource', dataSource),
    functions: readAll(context, 'aws_appsync_function', pipelineFunction),
    resolvers: readAll(context, 'aws_appsync_resolver', resolver),
  };
  return context.resources('aws_appsync_graphql_api').map((placed) => {
    const data = readAttributes(placed.resource, api);
    const ofApi = <T extends { readonly api_id: string }>(all: readonly Read<T>[]): readonly Read<T>[] =>
      all.filter((part) => part.data.api_id === data.id);
    return {
      placed,
      definition: {
        ...apiFields(placed.resource, data),
        apiKeys: ofApi(parts.keys).map(({ data: { key, expires } }) => ({ id: key, expiresMs: Date.parse(expires) })),
        dataSources: ofApi(parts.dataSources).map(toDataSource),
        functions: ofApi(parts.functions).map(toFunction),
        resolvers: ofApi(parts.resolvers).map(toResolver),
        domainNames: ofApi(parts.associations).map((part) => part.data.domain_name),
      },
      generatedHosts: [...new Set(Object.values(data.uris ?? {}).map((uri) => new URL(uri).hostname))],
    };
  });
}

interface Read<T> {
  readonly resource: DeployedResource;
  readonly data: T;
}

function readAll<T>(
  context: Pick<AdapterContext, 'resources'>,
  type: string,
  schema: z.ZodType<T>,
): readonly Read<T>[] {
  return context.resources(type).map(({ resource }) => ({ resource, data: readAttributes(resource, schema) }));
}

function apiFields(resource: DeployedResource, data: z.infer<typeof api>) {
  const [, , , region = '', accountId = ''] = data.arn.split(':');
  if (!data.schema) throw new Error(`${resource.address}: schema must be set to run here, got none`);
  const others = (data.additional_authentication_provider ?? []).map((provider) => provider.authentication_type);
  return {
    apiId: data.id,
    name: data.name,
    arn: data.arn,
    region,
    accountId,
    schema: data.schema,
    authenticationTypes: [data.authentication_type, ...others] as const,
    introspection: data.introspection_config !== 'DISABLED',
    queryDepthLimit: data.query_depth_limit ?? 0,
    resolverCountLimit: data.resolver_count_limit ?? 0,
    // The provider has no argument for an API's environment variables.
    environment: {},
    fieldLogLevel: data.log_config?.[0]?.field_log_level ?? ('NONE' as const),
  };
}

function toDataSource({ data }: Read<z.infer<typeof dataSource>>): DataSourceDefinition {
  const [table] = data.dynamodb_config ?? [];
  const [lambda] = data.lambda_config ?? [];
  const [http] = data.http_config ?? [];
  const [bus] = data.event_bridge_config ?? [];
  return {
    name: data.name,
    type: data.type,
    ...(table === undefined ? {} : { dynamodb: { tableName: table.table_name, region: table.region ?? '' } }),
    ...(lambda === undefined ? {} : { lambda: { functionArn: lambda.function_arn } }),
    ...(http === undefined ? {} : { http: { endpoint: http.endpoint } }),
    ...(bus === undefined ? {} : { eventBridge: { eventBusArn: bus.event_bus_arn } }),
  };
}

function toFunction({ resource, data }: Read<z.infer<typeof pipelineFunction>>): FunctionDefinition {
  const code = javascript(resource, data);
  if (code === undefined) throw new Error(`${resource.address}: code must be set to run here, got none`);
  return {
    functionId: data.function_id,
    name: data.name,
    dataSourceName: data.data_source,
    code,
    maxBatchSize: data.max_batch_size ?? 0,
  };
}

function toResolver({ resource, data }: Read<z.infer<typeof resolver>>): ResolverDefinition {
  const code = javascript(resource, data);
  if (data.request_template || data.response_template) throw noTemplates(resource);
  return {
    typeName: data.type,
    fieldName: data.field,
    kind: data.kind ?? 'UNIT',
    ...(code === undefined ? {} : { code }),
    ...(data.data_source ? { dataSourceName: data.data_source } : {}),
    ...(data.pipeline_config?.[0] ? { functionIds: data.pipeline_config[0].functions ?? [] } : {}),
    maxBatchSize: data.max_batch_size ?? 0,
  };
}

function javascript(
  resource: DeployedResource,
  data: { readonly code?: string | null | undefined; readonly runtime?: z.infer<typeof runtime> },
): string | undefined {
  const name = data.runtime?.[0]?.name;
  if (name !== undefined && name !== 'APPSYNC_JS') throw noTemplates(resource);
  return data.code === '' ? undefined : (data.code ?? undefined);
}

function noTemplates({ address }: DeployedResource): Error {
  return new Error(`${address}: must be written for the runtime APPSYNC_JS to run here; mapping templates cannot`);
}
