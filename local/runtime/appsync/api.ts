import type { Clock } from '../clock';
import type { RuntimeEvents } from '../events';
import type { AuthorizationMode } from './util/host';

export { AuthError } from './auth-error';
export { DataSourceError } from './data-source-error';
export { createAppsyncApi } from './graphql/appsync-api';

/** What an API accepts as proof of who calls, in the words of `aws_appsync_graphql_api.authentication_type`. */
export type AuthMode = AuthorizationMode;

export interface ApiKeyDefinition {
  /** The key itself, `da2-…`: clients send it as `x-api-key`. */
  readonly id: string;
  /** Milliseconds since 1970; from this moment on the key is refused. */
  readonly expiresMs: number;
}

export type DataSourceType =
  | 'NONE'
  | 'AMAZON_DYNAMODB'
  | 'AWS_LAMBDA'
  | 'HTTP'
  | 'AMAZON_EVENTBRIDGE'
  | 'AMAZON_OPENSEARCH_SERVICE'
  | 'RELATIONAL_DATABASE';

export interface DataSourceDefinition {
  readonly name: string;
  readonly type: DataSourceType;
  readonly dynamodb?: { readonly tableName: string; readonly region: string };
  readonly lambda?: { readonly functionArn: string };
  readonly http?: { readonly endpoint: string };
  readonly eventBridge?: { readonly eventBusArn: string };
}

/** A function of a pipeline; its code is the deployed text. */
export interface FunctionDefinition {
  readonly functionId: string;
  readonly name: string;
  readonly dataSourceName: string;
  readonly code: string;
  /** Requests in one `BatchInvoke`; 0 is no batching. @default 0 */
  readonly maxBatchSize?: number;
}

export interface ResolverDefinition {
  readonly typeName: string;
  readonly fieldName: string;
  readonly kind: 'UNIT' | 'PIPELINE';
  /** Absent for a direct Lambda resolver. */
  readonly code?: string;
  /** Of a unit resolver. */
  readonly dataSourceName?: string;
  /** Function ids of a pipeline, in order. */
  readonly functionIds?: readonly string[];
  /** Requests in one `BatchInvoke`; 0 is no batching. @default 0 */
  readonly maxBatchSize?: number;
}

export type FieldLogLevel = 'NONE' | 'ERROR' | 'INFO' | 'DEBUG' | 'ALL';

/** One deployed GraphQL API with everything that hangs on it. */
export interface ApiDefinition {
  readonly apiId: string;
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  /** SDL as deployed. AppSync's scalars and directives are known without being declared. */
  readonly schema: string;
  /** The first is the default mode: it holds for every field without an authorization directive. */
  readonly authenticationTypes: readonly [AuthMode, ...AuthMode[]];
  readonly apiKeys: readonly ApiKeyDefinition[];
  readonly dataSources: readonly DataSourceDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly resolvers: readonly ResolverDefinition[];
  readonly introspection: boolean;
  /** Levels of nested fields a query may have; 0 is no limit. */
  readonly queryDepthLimit: number;
  /** Resolvers one request may run; 0 is AppSync's own limit of 10,000. */
  readonly resolverCountLimit: number;
  /** `ctx.env`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Custom domain names; `ctx.request.domainName` is set when a request came by one of them, else null. */
  readonly domainNames: readonly string[];
  readonly fieldLogLevel: FieldLogLevel;
  /** Name of the log group the API writes to. @default `/aws/appsync/apis/<apiId>` */
  readonly logGroup?: string;
}

/** Runs what a request handler returned against a data source. */
export interface DataSourceDriver {
  /**
   * Takes what the request handler returned and answers what becomes `ctx.result`: plain JSON values.
   * @throws DataSourceError
   */
  invoke(request: unknown, signal: AbortSignal): Promise<unknown>;
}

/** Who calls, proven by `AppsyncApi.authorize`. */
export interface Caller {
  readonly mode: AuthMode;
  /** `ctx.identity`: null for an API key. */
  readonly identity: Readonly<Record<string, unknown>> | null;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sourceIp: readonly string[];
  /** The custom domain name the request came by, else null. */
  readonly domainName: string | null;
}

/** An entry of `errors` in AppSync's shape: nothing sits under `extensions`. */
export interface GraphqlErrorEntry {
  readonly path: readonly (string | number)[] | null;
  readonly data?: unknown;
  readonly errorType?: string | null;
  readonly errorInfo?: unknown;
  readonly locations: readonly { readonly line: number; readonly column: number; readonly sourceName: null }[] | null;
  readonly message: string;
}

export interface GraphqlReply {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphqlErrorEntry[];
  /** Response headers that resolvers set by `util.http.addResponseHeader`; no part of the body. */
  readonly headers?: ReadonlyMap<string, string>;
}

export interface GraphqlRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/** A mutation field that succeeded and that an `@aws_subscribe` directive names. */
export interface PublishedMutation {
  readonly field: string;
  /** What the mutation answered for its selection, by field name (not by alias). */
  readonly value: Readonly<Record<string, unknown>>;
  /** Of `extensions.invalidateSubscriptions`, in call order. */
  readonly invalidations: readonly unknown[];
  readonly atMs: number;
}

/** A subscription operation that was accepted. */
export interface PreparedSubscription {
  readonly field: string;
  /** Coerced arguments that the operation gave; null means "only where the published value is null". */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Enhanced filter as `extensions.setSubscriptionFilter` gave it. */
  readonly filter?: unknown;
  /** As `extensions.setSubscriptionInvalidationFilter` gave it. */
  readonly invalidation?: unknown;
  /** Mutations named by the field's `@aws_subscribe`. */
  readonly mutations: readonly string[];
  /**
   * The message for this subscriber of what a mutation selected: its own selection and aliases; a nullable field the
   * mutation left out is null, a non-null one makes an error entry.
   */
  project(published: unknown): GraphqlReply;
}

export interface AppsyncApi {
  readonly definition: ApiDefinition;
  /** Runs a query or mutation. Never throws: every fault is an error entry. */
  execute(request: GraphqlRequest, caller: Caller): Promise<GraphqlReply>;
  /**
   * @param headers lower-case names
   * @param host as the client named it, with or without a port
   * @param sourceIp the caller's address. @default `127.0.0.1`
   * @throws AuthError
   */
  authorize(headers: Readonly<Record<string, string>>, host: string, sourceIp?: string): Caller;
  /** Parses, validates and authorizes a subscription operation and runs its resolver if it has one. Never throws. */
  subscribe(
    request: GraphqlRequest,
    caller: Caller,
  ): Promise<PreparedSubscription | { readonly errors: readonly GraphqlErrorEntry[] }>;
  /** Calls back after each successful mutation field that an `@aws_subscribe` directive names. Returns the way to stop. */
  onPublish(listener: (event: PublishedMutation) => void): () => void;
  close(): Promise<void>;
}

/** What an API needs from around it. */
export interface AppsyncApiOptions {
  readonly driver: (dataSource: DataSourceDefinition) => DataSourceDriver;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly events: RuntimeEvents;
}
