import { formatError, formatResult } from '@graphiql/toolkit';
import { type ExecutionResult, getOperationAST, GraphQLError, OperationTypeNode, parse } from 'graphql';
import { type ConsoleApi } from '../../protocol';
import { countOf } from '../components/format';
import { MessageLog } from './message-log';
import { type Operation, postOperation } from './post-operation';
import { subscribeRealtime } from './realtime-subscription';

/** What the operation of one editor tab does, or last did. */
export interface TabExecution {
  readonly phase: 'idle' | 'fetching' | 'listening';
  /** For the reader, empty where there is nothing to say. */
  readonly status: string;
  /** What the pane for the answer shows. */
  readonly response: string;
  readonly operationName: string;
  readonly received: number;
}

export interface TabOperation extends Operation {
  readonly headers: Readonly<Record<string, string>>;
}

/** Shorter than a reader notices; drawing each of a thousand messages a second would stop the page. */
const drawEveryMs = 50;

function isSubscription({ query, operationName }: Operation): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
  } catch (error) {
    // The API says best what is wrong with it.
    if (error instanceof GraphQLError) return false;
    throw error;
  }
}

/** The operations of the editor's tabs at one API: each tab runs its own, and goes on while others are shown. */
export class TabExecutions {
  #states: ReadonlyMap<string, TabExecution> = new Map();
  readonly #ends = new Map<string, () => void>();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly api: ConsoleApi) {}

  readonly states = (): ReadonlyMap<string, TabExecution> => this.#states;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Runs an operation in a tab, in place of what runs there. `onResult` gets the answer of a query or mutation. */
  run(tabId: string, operation: TabOperation, onResult: (result: ExecutionResult) => void): void {
    this.stop(tabId);
    this.#states = new Map(this.#states).set(tabId, {
      ...{ phase: 'fetching', status: '', response: '', received: 0 },
      operationName: operation.operationName ?? '',
    });
    if (isSubscription(operation)) this.#listen(tabId, operation);
    else this.#fetch(tabId, operation, onResult);
  }

  /** Shows `message` in place of an answer. */
  refuse(tabId: string, message: string): void {
    this.stop(tabId);
    this.#states = new Map(this.#states).set(tabId, {
      ...{ phase: 'idle', status: '', response: message, operationName: '', received: 0 },
    });
    this.#announce();
  }

  /** Ends what runs in a tab; what it brought stays. */
  stop(tabId: string): void {
    this.#ends.get(tabId)?.();
    this.#ends.delete(tabId);
    if (this.#states.has(tabId)) this.#change(tabId, { phase: 'idle', status: '' });
  }

  /** Ends and forgets what belongs to other tabs than these. */
  retain(tabIds: readonly string[]): void {
    const closed = [...this.#states.keys()].filter((tabId) => !tabIds.includes(tabId));
    if (closed.length === 0) return;
    for (const tabId of closed) this.stop(tabId);
    this.#states = new Map([...this.#states].filter(([tabId]) => !closed.includes(tabId)));
    this.#announce();
  }

  #fetch(tabId: string, { headers, ...operation }: TabOperation, onResult: (result: ExecutionResult) => void): void {
    const controller = new AbortController();
    const end = (): void => controller.abort();
    this.#ends.set(tabId, end);
    this.#announce();
    const finish = (response: string): void => {
      // Another run of the tab has taken its place.
      if (this.#ends.get(tabId) !== end) return;
      this.#ends.delete(tabId);
      this.#change(tabId, { phase: 'idle', response });
    };
    postOperation(this.api.graphqlUrl, headers, operation, controller.signal).then(
      (result) => {
        onResult(result);
        finish(formatResult(result));
      },
      (error: unknown) => finish(formatError(error instanceof Error ? error : new Error(String(error)))),
    );
  }

  #listen(tabId: string, { headers, query, variables }: TabOperation): void {
    const log = new MessageLog();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      const status = `Listening. ${countOf(log.received, 'message')} received.`;
      this.#change(tabId, { status, response: log.toString(), received: log.received });
    };
    const flush = (): void => {
      if (timer === undefined) return;
      clearTimeout(timer);
      draw();
    };
    const finish = (change: Partial<TabExecution>): void => {
      flush();
      this.#ends.delete(tabId);
      this.#change(tabId, { phase: 'idle', ...change });
    };
    const unsubscribe = subscribeRealtime(
      { url: this.api.realtimeUrl, host: new URL(this.api.graphqlUrl).host, authorization: headers },
      { query, variables: variables ?? {} },
      {
        started: () => this.#change(tabId, { phase: 'listening', status: 'Listening. No message yet.' }),
        next: (result) => {
          log.add(result, Date.now());
          timer ??= setTimeout(draw, drawEveryMs);
        },
        error: (error) =>
          finish({
            status: `Subscription ended: ${error.message}`,
            ...(log.received === 0 && { response: formatError(error) }),
          }),
        complete: () => finish({ status: 'Subscription ended by the API.' }),
      },
    );
    this.#ends.set(tabId, () => {
      flush();
      unsubscribe();
    });
    this.#change(tabId, { status: 'Subscribing…' });
  }

  #change(tabId: string, change: Partial<TabExecution>): void {
    const state = this.#states.get(tabId);
    if (!state) return;
    this.#states = new Map(this.#states).set(tabId, { ...state, ...change });
    this.#announce();
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
