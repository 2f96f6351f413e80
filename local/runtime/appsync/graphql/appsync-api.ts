import { getArgumentValues, Kind, type FieldNode, type GraphQLSchema, OperationTypeNode } from 'graphql';
import type {
  ApiDefinition,
  AppsyncApi,
  AppsyncApiOptions,
  Caller,
  GraphqlErrorEntry,
  GraphqlReply,
  GraphqlRequest,
  PreparedSubscription,
  PublishedMutation,
} from '../api';
import type { LogLine } from '../sandbox/protocol';
import { Sandbox } from '../sandbox/sandbox';
import { autoId } from '../util/ids/uuid';
import { authorize } from './authorize';
import { Documents } from './documents';
import { requestError } from './error-entries';
import { executableSchema } from './executable-schema';
import { OperationRunner, type RunResult } from './operation-runner';
import { Projection } from './projection';
import { byFieldName } from './published-value';
import type { RequestContext } from './request-context';
import { compileResolvers } from './resolver-code';
import { ResolverExecutor } from './resolver-executor';
import { isSelected } from './selection';
import { subscribedMutations } from './subscribed-mutations';

/**
 * Brings a deployed API to life.
 * @throws Error naming every fault of its schema, resolvers and code that AppSync would have refused
 */
export async function createAppsyncApi(definition: ApiDefinition, options: AppsyncApiOptions): Promise<AppsyncApi> {
  const { clock, randomBytes } = options;
  const sandbox = await Sandbox.create({ nowMs: () => clock.nowMs(), randomBytes });
  try {
    return new RunningApi(definition, options, sandbox);
  } catch (error) {
    sandbox.dispose();
    throw error;
  }
}

class RunningApi implements AppsyncApi {
  readonly definition: ApiDefinition;
  readonly #options: AppsyncApiOptions;
  readonly #sandbox: Sandbox;
  readonly #schema: GraphQLSchema;
  readonly #runner: OperationRunner;
  readonly #documents: Documents;
  readonly #mutations: ReadonlyMap<string, readonly string[]>;
  readonly #published: ReadonlySet<string>;
  readonly #listeners = new Set<(event: PublishedMutation) => void>();
  /** By document, so that subscribers who select alike share their messages. */
  readonly #projections = new WeakMap<FieldNode, Projection>();
  #running = 0;
  #whenIdle: (() => void) | undefined = undefined;

  constructor(definition: ApiDefinition, options: AppsyncApiOptions, sandbox: Sandbox) {
    this.definition = definition;
    this.#options = options;
    this.#sandbox = sandbox;
    const resolvers = compileResolvers(definition, sandbox);
    const drivers = new Map(definition.dataSources.map((source) => [source.name, options.driver(source)] as const));
    const executor = new ResolverExecutor(definition, sandbox, drivers, (id, line) => this.#log(id, line));
    this.#schema = executableSchema(definition, resolvers, executor);
    this.#documents = new Documents(this.#schema, definition);
    this.#runner = new OperationRunner(this.#schema, this.#documents, options.clock);
    this.#mutations = subscribedMutations(this.#schema);
    this.#published = new Set([...this.#mutations.values()].flat());
  }

  async execute(request: GraphqlRequest, caller: Caller): Promise<GraphqlReply> {
    const startedMs = this.#options.clock.nowMs();
    const { reply, context } = await this.#run(request, caller, [OperationTypeNode.QUERY, OperationTypeNode.MUTATION]);
    this.#report(request, context, reply, startedMs);
    if (context !== undefined) this.#publish(context, reply);
    return reply;
  }

  authorize(headers: Readonly<Record<string, string>>, host: string, sourceIp = '127.0.0.1'): Caller {
    return authorize(this.definition, headers, host, sourceIp, this.#options.clock.nowMs());
  }

  async subscribe(
    request: GraphqlRequest,
    caller: Caller,
  ): Promise<PreparedSubscription | { readonly errors: readonly GraphqlErrorEntry[] }> {
    const { reply, context } = await this.#run(request, caller, [OperationTypeNode.SUBSCRIPTION]);
    // What the resolver answered goes to nobody, so only its own failures count: they alone have an errorType.
    const errors = reply.errors?.filter((entry) => context === undefined || entry.errorType !== undefined) ?? [];
    if (context === undefined || errors.length > 0) return { errors };
    const { operation } = context.prepared;
    const field = operation.selectionSet.selections.find((node) => isSelected(node, context.coerced));
    const definition =
      field?.kind === Kind.FIELD ? this.#schema.getSubscriptionType()?.getFields()[field.name.value] : undefined;
    if (field?.kind !== Kind.FIELD || definition === undefined) {
      return { errors: [requestError('A subscription must select one field of the subscription type.', [operation])] };
    }
    const projection = this.#projection(context, field);
    return {
      field: field.name.value,
      arguments: getArgumentValues(definition, field, context.coerced),
      filter: context.subscriptionFilter,
      invalidation: context.subscriptionInvalidationFilter,
      mutations: this.#mutations.get(field.name.value) ?? [],
      project: (published) => projection.project(published),
    };
  }

  onPublish(listener: (event: PublishedMutation) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Waits for the requests under way. */
  async close(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    this.#sandbox.dispose();
  }

  async #run(request: GraphqlRequest, caller: Caller, allowed: readonly OperationTypeNode[]): Promise<RunResult> {
    this.#running += 1;
    const requestId = autoId(this.#options);
    try {
      return await this.#runner.run(request, caller, requestId, allowed);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#emitLog('error', requestId, `the request failed inside the runtime: ${message}`);
      return { reply: { data: null, errors: [requestError(message, [], 'InternalFailure')] } };
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#whenIdle?.();
    }
  }

  #projection(context: RequestContext, field: FieldNode): Projection {
    const create = () => new Projection(this.#schema, context.prepared, context.coerced, field);
    // With @skip or @include the selection is the subscriber's own.
    if (context.prepared.isConditional) return create();
    const known = this.#projections.get(field) ?? create();
    this.#projections.set(field, known);
    return known;
  }

  #publish(context: RequestContext, { data }: GraphqlReply): void {
    const { prepared, invalidations } = context;
    if (prepared.operation.operation !== OperationTypeNode.MUTATION || data === null || data === undefined) return;
    for (const field of fieldsOf(prepared.operation.selectionSet.selections, context)) {
      const key = field.alias?.value ?? field.name.value;
      const ended = invalidations.get(key) ?? [];
      const value = byFieldName(data[key], field.selectionSet, prepared);
      const isPublished = this.#published.has(field.name.value) && isObject(value);
      if (!isPublished && isObject(value)) this.#answered(field, context, value);
      if (!isPublished && ended.length === 0) continue;
      const event = {
        field: field.name.value,
        value: isObject(value) ? value : {},
        invalidations: ended,
        atMs: this.#options.clock.nowMs(),
      };
      for (const listener of this.#listeners) listener(event);
    }
  }

  /** Published mutations, the busy ones, tell the same by what they publish. */
  #answered(field: FieldNode, { coerced }: RequestContext, value: Readonly<Record<string, unknown>>): void {
    const { clock, events } = this.#options;
    const definition = this.#schema.getMutationType()?.getFields()[field.name.value];
    if (definition === undefined) return;
    events.emit({
      kind: 'answer',
      at: clock.nowMs(),
      apiId: this.definition.apiId,
      field: field.name.value,
      arguments: getArgumentValues(definition, field, coerced),
      value,
    });
  }

  #report(request: GraphqlRequest, context: RequestContext | undefined, reply: GraphqlReply, startedMs: number): void {
    const { clock, events } = this.#options;
    const at = clock.nowMs();
    const operation = context?.prepared.operation;
    const first = operation?.selectionSet.selections[0];
    events.emit({
      kind: 'request',
      at,
      apiId: this.definition.apiId,
      operation: operation?.operation ?? request.operationName ?? 'invalid',
      ...(first?.kind === Kind.FIELD ? { field: first.name.value } : {}),
      durationMs: at - startedMs,
      errors: reply.errors?.length ?? 0,
    });
  }

  /** `console.log` is written from level INFO on, `console.error` unless logging is off. */
  #log(requestId: string, { level, line }: LogLine): void {
    const { fieldLogLevel } = this.definition;
    if (fieldLogLevel === 'NONE' || (level === 'log' && fieldLogLevel === 'ERROR')) return;
    this.#emitLog(level === 'log' ? 'info' : 'error', requestId, line);
  }

  #emitLog(level: 'info' | 'error', requestId: string, message: string): void {
    const { apiId, logGroup = `/aws/appsync/apis/${apiId}` } = this.definition;
    this.#options.events.emit({
      kind: 'log',
      at: this.#options.clock.nowMs(),
      source: logGroup,
      level,
      message,
      requestId,
    });
  }
}

/** The fields of an operation itself, fragments followed. */
function* fieldsOf(
  selections: RequestContext['prepared']['operation']['selectionSet']['selections'],
  context: RequestContext,
): Generator<FieldNode> {
  for (const node of selections) {
    if (!isSelected(node, context.coerced)) continue;
    if (node.kind === Kind.FIELD) {
      yield node;
      continue;
    }
    const set = (node.kind === Kind.INLINE_FRAGMENT ? node : context.prepared.fragments[node.name.value])?.selectionSet;
    if (set) yield* fieldsOf(set.selections, context);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
