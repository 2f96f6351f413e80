import {
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  valueFromASTUntyped,
  type FieldNode,
  type OperationDefinitionNode,
} from 'graphql';
import type {
  ApiDefinition,
  AppsyncApi,
  Caller,
  GraphqlReply,
  GraphqlRequest,
  PreparedSubscription,
  PublishedMutation,
} from '../../local/runtime/appsync/api';
import { AuthError } from '../../local/runtime/appsync/auth-error';

export const GOOD_KEY = 'da2-good';
export const WRONG_KEY = 'da2-wrong';

const definition: ApiDefinition = {
  apiId: 'fakeapi',
  name: 'Fake',
  arn: 'arn:aws:appsync:ap-northeast-1:111122223333:apis/fakeapi',
  region: 'ap-northeast-1',
  accountId: '111122223333',
  schema: '',
  authenticationTypes: ['API_KEY'],
  apiKeys: [{ id: GOOD_KEY, expiresMs: Number.MAX_SAFE_INTEGER }],
  dataSources: [],
  functions: [],
  resolvers: [],
  introspection: true,
  queryDepthLimit: 0,
  resolverCountLimit: 0,
  environment: {},
  domainNames: [],
  fieldLogLevel: 'NONE',
};

/** What a resolver of a subscription field sets, by field name. */
export type Extensions = Readonly<Record<string, Pick<PreparedSubscription, 'filter' | 'invalidation'>>>;

/**
 * An engine for tests of the realtime endpoint: any subscription field `onX` listens to the mutation `X`, its arguments
 * are taken as written, and a message holds the top-level fields of the selection. The field `broken` throws.
 */
export class FakeAppsyncApi implements AppsyncApi {
  readonly definition = definition;
  extensions: Extensions = {};
  /** Callers of accepted authorizations, the latest last. */
  readonly callers: Caller[] = [];
  /** How often a published value was turned into a message. */
  projections = 0;
  /** What `subscribe` waits for before it answers. */
  gate: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(event: PublishedMutation) => void>();

  execute(): Promise<GraphqlReply> {
    return Promise.resolve({ data: {} });
  }

  authorize(headers: Readonly<Record<string, string>>, host: string, sourceIp = '127.0.0.1'): Caller {
    if (headers['x-api-key'] !== GOOD_KEY) throw new AuthError('You are not authorized to make this call.');
    const caller: Caller = { mode: 'API_KEY', identity: null, headers, sourceIp: [sourceIp], domainName: host };
    this.callers.push(caller);
    return caller;
  }

  async subscribe(
    request: GraphqlRequest,
  ): Promise<PreparedSubscription | { errors: { message: string; path: null; locations: null }[] }> {
    await this.gate;
    const operation = operationOf(request);
    const field = operation?.selectionSet.selections.find((node): node is FieldNode => node.kind === Kind.FIELD);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION || field === undefined) {
      return { errors: [{ message: 'no subscription', path: null, locations: null }] };
    }
    const name = field.name.value;
    if (name === 'broken') throw new Error('broken on purpose');
    const variables = { ...request.variables };
    const args = (field.arguments ?? []).map((node) => [node.name.value, valueFromASTUntyped(node.value, variables)]);
    const selection = (field.selectionSet?.selections ?? []).filter(
      (node): node is FieldNode => node.kind === Kind.FIELD,
    );
    return {
      field: name,
      arguments: Object.fromEntries(args) as Record<string, unknown>,
      ...this.extensions[name],
      mutations: [name.replace(/^on/, '')],
      project: (published) => this.#project(name, selection, published),
    };
  }

  onPublish(listener: (event: PublishedMutation) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** As a mutation that answered `value`. */
  publish(field: string, value: Readonly<Record<string, unknown>>, more: Partial<PublishedMutation> = {}): void {
    for (const listener of this.#listeners) listener({ field, value, invalidations: [], atMs: 0, ...more });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #project(name: string, selection: readonly FieldNode[], published: unknown): GraphqlReply {
    this.projections += 1;
    const value = published as Readonly<Record<string, unknown>>;
    const selected = selection.map(({ name: { value: key }, alias }) => [alias?.value ?? key, value[key] ?? null]);
    return { data: { [name]: Object.fromEntries(selected) as unknown } };
  }
}

function operationOf({ query, operationName }: GraphqlRequest): OperationDefinitionNode | undefined {
  try {
    return getOperationAST(parse(query), operationName) ?? undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
