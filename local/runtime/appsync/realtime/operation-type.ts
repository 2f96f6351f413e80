import { getOperationAST, GraphQLError, parse, type OperationTypeNode } from 'graphql';
import type { GraphqlRequest } from '../api';

/** What kind of operation a request asks for; undefined when its document cannot be read or names no such operation. */
export function operationType({ query, operationName }: GraphqlRequest): `${OperationTypeNode}` | undefined {
  try {
    return getOperationAST(parse(query, { noLocation: true }), operationName)?.operation;
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
