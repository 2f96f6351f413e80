import { type ExecutionResult } from 'graphql';

export interface Operation {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: unknown;
}

/**
 * Sends a query or mutation.
 * @returns what came: AppSync answers with a GraphQL result at any status
 */
export async function postOperation(
  url: string,
  headers: Readonly<Record<string, string>>,
  operation: Operation,
  signal?: AbortSignal,
): Promise<ExecutionResult> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
    ...(signal ? { signal } : {}),
  });
  return (await response.json()) as ExecutionResult;
}
