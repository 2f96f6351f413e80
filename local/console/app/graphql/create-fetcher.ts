import { type Fetcher } from '@graphiql/toolkit';
import { type DocumentNode, type ExecutionResult, getOperationAST, OperationTypeNode, parse } from 'graphql';
import { type ConsoleApi } from '../../protocol';
import { subscribeRealtime } from './realtime-subscription';

export interface FetcherOptions {
  readonly api: ConsoleApi;
  /** Sent as `x-api-key` unless the headers editor says otherwise. */
  readonly apiKey: string;
  /** What a subscription is doing, for the reader. */
  readonly onSubscription: (status: string) => void;
  readonly onResult: (result: ExecutionResult) => void;
}

function isSubscription(document: DocumentNode, operationName: string | null | undefined): boolean {
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
}

/** Runs the editor's operations: queries and mutations by HTTP, subscriptions by AppSync's realtime protocol. */
export function createFetcher({ api, apiKey, onSubscription, onResult }: FetcherOptions): Fetcher {
  return (params, options) => {
    const authorization = {
      'x-api-key': apiKey,
      ...options?.headers,
    };
    // The type of `variables` is any.
    const variables: unknown = params.variables;
    if (!isSubscription(options?.documentAST ?? parse(params.query), params.operationName)) {
      return post(api.graphqlUrl, authorization, { ...params, variables }, onResult);
    }
    return {
      subscribe: (observer: { next(value: ExecutionResult): void; error(error: unknown): void; complete(): void }) => {
        let received = 0;
        onSubscription('Subscribing…');
        const target = { url: api.realtimeUrl, host: new URL(api.graphqlUrl).host, authorization };
        const unsubscribe = subscribeRealtime(
          target,
          { query: params.query, variables: variables ?? {} },
          {
            started: () => onSubscription('Subscribed. Waiting for messages…'),
            next: (result) => {
              received++;
              onSubscription(`Subscribed. ${received} ${received === 1 ? 'message' : 'messages'} received.`);
              observer.next(result);
            },
            error: (error) => {
              onSubscription(`Subscription ended: ${error.message}`);
              observer.error(error);
            },
            complete: () => {
              onSubscription('Subscription ended by the API.');
              observer.complete();
            },
          },
        );
        return {
          unsubscribe: () => {
            unsubscribe();
            onSubscription('');
          },
        };
      },
    };
  };
}

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
  onResult: (result: ExecutionResult) => void,
): Promise<ExecutionResult> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  // AppSync answers with a GraphQL result at any status; the editor shows whatever came.
  const result = (await response.json()) as ExecutionResult;
  onResult(result);
  return result;
}
