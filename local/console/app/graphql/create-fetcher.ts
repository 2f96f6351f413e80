import { type Fetcher } from '@graphiql/toolkit';
import { type ConsoleApi } from '../../protocol';
import { postOperation } from './post-operation';

/** Asks the API for its schema; what the reader runs goes another way. */
export function createFetcher({ graphqlUrl }: ConsoleApi, headers: Readonly<Record<string, string>>): Fetcher {
  return ({ query, operationName }, options) =>
    postOperation(graphqlUrl, { ...headers, ...options?.headers }, { query, operationName });
}
