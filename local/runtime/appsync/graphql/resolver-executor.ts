import type { GraphQLResolveInfo } from 'graphql';
import type { ApiDefinition, DataSourceDriver } from '../api';
import { DataSourceError } from '../data-source-error';
import { INVALID_REQUEST } from '../data-sources/request-object';
import type { DataSourceReply, LogLine, RecordedOutcome, Step } from '../sandbox/protocol';
import type { Sandbox } from '../sandbox/sandbox';
import { fieldError, FieldError } from './error-entries';
import type { RequestContext } from './request-context';
import type { CompiledResolver } from './resolver-code';
import { selectionSetGraphQL, selectionSetList } from './selection';

type Args = Readonly<Record<string, unknown>>;
type Log = (requestId: string, line: LogLine) => void;

/** Calls behind all resolvers of a request when the API names no limit. */
const DEFAULT_RESOLVER_LIMIT = 10_000;

/** Runs resolvers: their handlers in the sandbox, their requests against the data sources. */
export class ResolverExecutor {
  readonly #definition: ApiDefinition;
  readonly #sandbox: Sandbox;
  readonly #drivers: ReadonlyMap<string, DataSourceDriver>;
  readonly #log: Log;
  readonly #env: string;
  readonly #selections = new WeakMap<object, { readonly list: readonly string[]; readonly text: string }>();

  constructor(definition: ApiDefinition, sandbox: Sandbox, drivers: ReadonlyMap<string, DataSourceDriver>, log: Log) {
    this.#definition = definition;
    this.#sandbox = sandbox;
    this.#drivers = drivers;
    this.#log = log;
    this.#env = JSON.stringify(definition.environment);
  }

  /**
   * The value of a field.
   * @throws FieldError as the resolver or its data source failed
   */
  async resolve(
    resolver: CompiledResolver,
    source: unknown,
    args: Args,
    request: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<unknown> {
    request.resolvers += 1;
    if (request.resolvers > (this.#definition.resolverCountLimit || DEFAULT_RESOLVER_LIMIT)) {
      throw failure('Resolver invocation limit reached.', 'ResolverExecutionLimitReached');
    }
    const infoValue = this.#info(request, info);
    if (resolver.plan === undefined) return this.#direct(resolver, source, args, request, infoValue);

    let step = this.#sandbox.start(resolver.plan, request.caller.mode, {
      args: JSON.stringify(args),
      identity: request.identityText,
      source: JSON.stringify(source ?? null),
      request: request.requestText,
      info: JSON.stringify(infoValue),
      env: this.#env,
    });
    for (;;) {
      for (const line of step.logs) this.#log(request.requestId, line);
      if (step.kind !== 'call') return this.#finish(step, request, info);
      step = this.#sandbox.resume(step.run, await this.#ask(resolver, step, request));
    }
  }

  /** A Lambda resolver without code: the function gets the context and its answer is the value. */
  async #direct(
    resolver: CompiledResolver,
    source: unknown,
    args: Args,
    request: RequestContext,
    info: object,
  ): Promise<unknown> {
    const { identity, headers, domainName } = request.caller;
    const payload = {
      arguments: args,
      identity,
      source: source ?? null,
      request: { headers, domainName },
      prev: null,
      info,
      stash: {},
    };
    const [{ dataSourceName, maxBatchSize } = { dataSourceName: '', maxBatchSize: 0 }] = resolver.steps;
    const operation = maxBatchSize > 0 ? 'BatchInvoke' : 'Invoke';
    try {
      const wanted = batchable({ operation, payload }, resolver, maxBatchSize);
      const answer = await this.#invoke(dataSourceName, wanted, request);
      return maxBatchSize > 0 ? batchEntry(answer) : answer;
    } catch (error) {
      throw fieldFailure(error);
    }
  }

  /**
   * Asks the data source of a step.
   * @throws FieldError when the handlers of the run do not get to see the failure; the run is over then
   */
  async #ask(
    resolver: CompiledResolver,
    { run, step, request: wanted }: Extract<Step, { kind: 'call' }>,
    request: RequestContext,
  ): Promise<DataSourceReply> {
    const { dataSourceName, maxBatchSize } = resolver.steps[step] ?? { dataSourceName: '', maxBatchSize: 0 };
    try {
      const result = await this.#invoke(dataSourceName, batchable(wanted, resolver, maxBatchSize), request);
      return { result: JSON.stringify(result) ?? 'null' };
    } catch (error) {
      const isSeen = error instanceof DataSourceError && error.type !== INVALID_REQUEST && !request.signal.aborted;
      if (isSeen)
        return { result: JSON.stringify(error.data) ?? 'null', error: { message: error.message, type: error.type } };
      this.#sandbox.abandon(run);
      throw fieldFailure(error);
    }
  }

  async #invoke(name: string, wanted: unknown, { signal }: RequestContext): Promise<unknown> {
    const driver = this.#drivers.get(name);
    if (driver === undefined) throw new Error(`there is no data source ${name}`);
    return new Promise((resolve, reject) => {
      const stop = () => reject(new DataSourceError('ExecutionTimeout', 'Execution timed out.'));
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      driver
        .invoke(wanted, signal)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', stop));
    });
  }

  #finish(step: Exclude<Step, { kind: 'call' }>, request: RequestContext, info: GraphQLResolveInfo): unknown {
    const path = pathOf(info);
    if (step.outcome !== undefined) this.#record(step.outcome, request, path, info);
    if (step.kind === 'done') return step.value;
    const { unauthorized, ...entry } = step.error;
    if (unauthorized !== true) throw new FieldError(entry);
    throw failure(`Not Authorized to access ${info.fieldName} on type ${info.parentType.name}`, 'Unauthorized');
  }

  #record(
    outcome: RecordedOutcome,
    request: RequestContext,
    path: readonly (string | number)[],
    info: GraphQLResolveInfo,
  ): void {
    for (const entry of outcome.errors) request.errors.push(fieldError(entry, path, info.fieldNodes.slice(0, 1)));
    for (const [name, value] of outcome.responseHeaders) request.responseHeaders.set(name, value);
    if (outcome.subscriptionFilter !== undefined) request.subscriptionFilter = outcome.subscriptionFilter;
    if (outcome.subscriptionInvalidationFilter !== undefined) {
      request.subscriptionInvalidationFilter = outcome.subscriptionInvalidationFilter;
    }
    if (outcome.invalidations.length === 0) return;
    const key = String(path[0]);
    request.invalidations.set(key, [...(request.invalidations.get(key) ?? []), ...outcome.invalidations]);
  }

  /** `ctx.info` */
  #info(
    { prepared, variables, coerced }: RequestContext,
    { fieldNodes, fieldName, parentType }: GraphQLResolveInfo,
  ): object {
    const [node] = fieldNodes;
    const isReusable = fieldNodes.length === 1 && !prepared.isConditional && node !== undefined;
    let selection = isReusable ? this.#selections.get(node) : undefined;
    if (selection === undefined) {
      const list = selectionSetList(fieldNodes, prepared.fragments, coerced);
      selection = { list, text: selectionSetGraphQL(fieldNodes) };
      if (isReusable) this.#selections.set(node, selection);
    }
    return {
      fieldName,
      parentTypeName: parentType.name,
      variables,
      selectionSetList: selection.list,
      selectionSetGraphQL: selection.text,
    };
  }
}

/** Tells the Lambda driver which calls may share an invocation; other requests pass as they are. */
function batchable(request: unknown, { definition }: CompiledResolver, maxSize: number): unknown {
  const isBatch =
    typeof request === 'object' && request !== null && 'operation' in request && request.operation === 'BatchInvoke';
  if (!isBatch) return request;
  return { ...request, batch: { key: `${definition.typeName}.${definition.fieldName}`, maxSize } };
}

/** An entry that a batched direct resolver gets: `{ data, errorMessage, errorType }`. */
function batchEntry(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return null;
  const { data = null, errorMessage, errorType } = { data: null, errorMessage: null, errorType: null, ...entry };
  if (typeof errorMessage === 'string') throw failure(errorMessage, errorType ?? 'Lambda:Unhandled', data);
  return data;
}

function pathOf({ path }: GraphQLResolveInfo): (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at !== undefined; at = at.prev) steps.unshift(at.key);
  return steps;
}

/** A failure of a data source as the field's own; any other passes. */
function fieldFailure(error: unknown): unknown {
  if (!(error instanceof DataSourceError)) return error;
  const { message, type, data, errorInfo } = error;
  return new FieldError({ message, errorType: type, data, errorInfo });
}

function failure(message: string, errorType: string, data: unknown = null): FieldError {
  return new FieldError({ message, errorType, data, errorInfo: null });
}
