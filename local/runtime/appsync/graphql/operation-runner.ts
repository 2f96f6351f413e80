import {
  execute,
  getVariableValues,
  Kind,
  type GraphQLError,
  type GraphQLSchema,
  type OperationTypeNode,
} from 'graphql';
import type { Caller, GraphqlErrorEntry, GraphqlReply, GraphqlRequest } from '../api';
import type { Clock } from '../../clock';
import type { Documents, PreparedOperation } from './documents';
import { executionError, requestError } from './error-entries';
import { ownProperty } from './executable-schema';
import { RequestContext } from './request-context';
import { variableEntries } from './variable-entries';

/** Milliseconds after which AppSync ends a request. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** A reply and what was gathered on the way to it; `context` is absent when nothing was executed. */
export interface RunResult {
  readonly reply: GraphqlReply;
  readonly context?: RequestContext;
}

/** Runs one operation from its text to its reply, in AppSync's time and shape. */
export class OperationRunner {
  readonly #schema: GraphQLSchema;
  readonly #documents: Documents;
  readonly #clock: Clock;

  constructor(schema: GraphQLSchema, documents: Documents, clock: Clock) {
    this.#schema = schema;
    this.#documents = documents;
    this.#clock = clock;
  }

  /** @param allowed kinds of operation that may run; another is refused */
  async run(
    request: GraphqlRequest,
    caller: Caller,
    requestId: string,
    allowed: readonly OperationTypeNode[],
  ): Promise<RunResult> {
    const prepared = this.#documents.prepare(request);
    if ('errors' in prepared) return { reply: refused(prepared.errors) };
    const kind = prepared.operation.operation;
    if (!allowed.includes(kind)) {
      const message = `A ${kind} cannot run here: ${allowed.join(' and ')} only.`;
      return { reply: refused([requestError(message, [prepared.operation], 'BadRequestException')]) };
    }
    const variables = request.variables ?? {};
    const { coerced, errors } = getVariableValues(
      this.#schema,
      prepared.operation.variableDefinitions ?? [],
      variables,
    );
    if (coerced === undefined) return { reply: refused(this.#variableErrors(prepared, variables, errors)) };
    const timeout = new AbortController();
    const context = new RequestContext({ requestId, caller, prepared, variables, coerced, signal: timeout.signal });
    let isLate = false;
    const cancel = this.#clock.after(REQUEST_TIMEOUT_MS, () => {
      isLate = true;
      timeout.abort();
    });
    try {
      const reply = await this.#execute(context);
      if (!isLate) return { reply, context };
      return { reply: refused([requestError('Execution timed out.', [], 'ExecutionTimeout')]) };
    } finally {
      cancel();
    }
  }

  async #execute(context: RequestContext): Promise<GraphqlReply> {
    const { document, operation } = context.prepared;
    const { data = null, errors = [] } = await execute({
      schema: this.#schema,
      document,
      contextValue: context,
      variableValues: context.variables,
      ...(operation.name === undefined ? {} : { operationName: operation.name.value }),
      fieldResolver: ownProperty,
    });
    const entries = [...context.errors, ...errors.map((error) => executionError(error, this.#schema))];
    const headers = context.responseHeaders.size === 0 ? {} : { headers: context.responseHeaders };
    return entries.length === 0 ? { data, ...headers } : { data, errors: entries, ...headers };
  }

  #variableErrors(
    { operation }: PreparedOperation,
    variables: Readonly<Record<string, unknown>>,
    errors: readonly GraphQLError[],
  ): readonly GraphqlErrorEntry[] {
    const entries = variableEntries(this.#schema, operation, variables);
    if (entries.length > 0) return entries;
    return errors.map(({ message, nodes = [] }) =>
      requestError(
        message,
        nodes.filter((node) => node.kind === Kind.VARIABLE_DEFINITION),
      ),
    );
  }
}

function refused(errors: readonly GraphqlErrorEntry[]): GraphqlReply {
  return { data: null, errors };
}
