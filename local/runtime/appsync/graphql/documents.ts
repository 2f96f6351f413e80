import {
  GraphQLError,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { ApiDefinition, GraphqlErrorEntry, GraphqlRequest } from '../api';
import { requestError } from './error-entries';
import { depthOf, type Fragments } from './selection';
import { syntaxEntry, validationEntries } from './validation-entries';

/** A document that was read and found valid, with the operation that a request names. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
  /** Whether `@skip` or `@include` make the selection depend on variables. */
  readonly isConditional: boolean;
}

type Prepared = Omit<PreparedOperation, 'operation'> | { readonly errors: readonly GraphqlErrorEntry[] };

const MAX_CACHED = 500;
/** Longer documents are not worth the memory. */
const MAX_CACHED_CHARACTERS = 20_000;

/** Reads and validates the documents of one API, each text once. */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #definition: ApiDefinition;
  /** By text, oldest first. */
  readonly #cache = new Map<string, Prepared>();

  constructor(schema: GraphQLSchema, definition: ApiDefinition) {
    this.#schema = schema;
    this.#definition = definition;
  }

  /** The operation that `request` asks for, or why it cannot run. */
  prepare(request: GraphqlRequest): PreparedOperation | { readonly errors: readonly GraphqlErrorEntry[] } {
    const prepared = this.#document(request.query);
    if ('errors' in prepared) return prepared;
    const operations = prepared.document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    const name = request.operationName ?? '';
    if (name === '' && operations.length > 1) {
      return { errors: [requestError('Must provide operation name if query contains multiple operations.')] };
    }
    const operation = name === '' ? operations[0] : operations.find((node) => node.name?.value === name);
    if (operation === undefined) return { errors: [requestError(`Unknown operation named '${name}'.`)] };
    const errors = this.#depthErrors(operation, prepared.fragments);
    return errors.length > 0 ? { errors } : { ...prepared, operation };
  }

  #document(text: string): Prepared {
    const known = this.#cache.get(text);
    if (known !== undefined) return known;
    const prepared = this.#read(text);
    if (text.length <= MAX_CACHED_CHARACTERS) {
      const [oldest] = this.#cache.keys();
      if (this.#cache.size >= MAX_CACHED && oldest !== undefined) this.#cache.delete(oldest);
      this.#cache.set(text, prepared);
    }
    return prepared;
  }

  #read(text: string): Prepared {
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: 15_000 });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return { errors: [syntaxEntry(error)] };
    }
    const errors = [...validationEntries(this.#schema, document), ...this.#introspectionErrors(document)];
    if (errors.length > 0) return { errors };
    const fragments = Object.fromEntries(
      document.definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    );
    return { document, fragments, isConditional: isConditional(document) };
  }

  /** With introspection switched off its fields do not exist. */
  #introspectionErrors(document: DocumentNode): readonly GraphqlErrorEntry[] {
    if (this.#definition.introspection) return [];
    const queryType = this.#schema.getQueryType()?.name ?? 'Query';
    const found: FieldNode[] = [];
    visit(document, {
      Field(node) {
        if (node.name.value === '__schema' || node.name.value === '__type') found.push(node);
      },
    });
    return found.map((node) => {
      const name = node.name.value;
      const fault = `Field '${name}' in type '${queryType}' is undefined @ '${name}'`;
      return requestError(`Validation error of type FieldUndefined: ${fault}`, [node]);
    });
  }

  #depthErrors(operation: OperationDefinitionNode, fragments: Fragments): readonly GraphqlErrorEntry[] {
    const { queryDepthLimit } = this.#definition;
    if (queryDepthLimit === 0) return [];
    const depth = depthOf(operation.selectionSet, fragments);
    if (depth <= queryDepthLimit) return [];
    const message = `Query depth limit exceeded: the query has ${depth} levels, the limit is ${queryDepthLimit}.`;
    return [requestError(message, [operation], 'QueryDepthLimitReached')];
  }
}

function isConditional(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive({ name }) {
      found ||= name.value === 'skip' || name.value === 'include';
    },
  });
  return found;
}
