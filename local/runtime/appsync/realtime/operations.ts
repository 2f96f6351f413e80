import type { IncomingMessage } from 'node:http';
import type { Caller, GraphqlErrorEntry, GraphqlRequest, PreparedSubscription } from '../api';
import { ActiveSubscription } from './active-subscription';
import type { StartMessage } from './client-messages';
import type { ConnectionContext } from './connection-context';
import { authorizeCaller, isCaller } from './credentials';
import { operationType } from './operation-type';
import { realtimeErrors } from './realtime-errors';
import { completeMessage, errorMessage, startAckMessage, type RealtimeError } from './server-messages';
import type { SocketWriter } from './socket-writer';
import { SubscriptionFilterError } from './subscription-filter';

/** The subscriptions of one connection, by the ids that its client chose. */
export class Operations {
  readonly #context: ConnectionContext;
  readonly #request: IncomingMessage;
  readonly #writer: SocketWriter;
  readonly #changed: (change: 'subscribe' | 'unsubscribe') => void;
  /** A symbol stands for an operation that is being started. */
  readonly #byId = new Map<string, ActiveSubscription | symbol>();

  /**
   * @param request of the upgrade.
   * @param changed called after a subscription began or ended.
   */
  constructor(
    context: ConnectionContext,
    request: IncomingMessage,
    writer: SocketWriter,
    changed: (change: 'subscribe' | 'unsubscribe') => void,
  ) {
    this.#context = context;
    this.#request = request;
    this.#writer = writer;
    this.#changed = changed;
  }

  /** Answers `start_ack` or `error`. Every operation proves its caller anew: they may differ within a connection. */
  start({ id, request, authorization }: StartMessage): void {
    const { api, limits } = this.#context;
    if (this.#byId.has(id)) {
      this.#fail(realtimeErrors.duplicateId(id), id);
      return;
    }
    if (this.#byId.size >= limits.subscriptionsPerConnection) {
      this.#fail(realtimeErrors.tooManySubscriptions(limits.subscriptionsPerConnection), id);
      return;
    }
    const caller = authorizeCaller(api, this.#request, authorization);
    if (isCaller(caller)) void this.#subscribe(id, request, caller);
    else this.#fail(caller, id);
  }

  /** Answers `complete`, also for an operation that has not started yet. */
  stop(id: string): void {
    if (this.#byId.has(id)) this.#end(id);
    else this.#fail(realtimeErrors.unknownId(id), id);
  }

  /** Forgets all operations, without a message. */
  clear(): void {
    for (const operation of this.#byId.values()) {
      if (operation instanceof ActiveSubscription) operation.unregister();
    }
    this.#byId.clear();
  }

  async #subscribe(id: string, request: GraphqlRequest, caller: Caller): Promise<void> {
    // Marks this very start, so that an answer which comes after a stop is not taken for that of a later start.
    const starting = Symbol(id);
    this.#byId.set(id, starting);
    try {
      const prepared = await this.#context.api.subscribe(request, caller);
      if (this.#byId.get(id) !== starting) return;
      this.#byId.delete(id);
      if ('errors' in prepared) this.#writer.send(errorMessage(refusals(request, prepared.errors), id));
      else this.#activate(id, prepared, projectionKey(request, caller));
    } catch (error) {
      if (this.#byId.get(id) === starting) this.#byId.delete(id);
      this.#context.log('error', `start of a subscription: ${error instanceof Error ? error.stack : String(error)}`);
      this.#fail(realtimeErrors.internal, id);
    }
  }

  #activate(id: string, prepared: PreparedSubscription, key: string): void {
    const subscription = new ActiveSubscription(id, this.#writer, () => this.#end(id));
    try {
      subscription.register(this.#context.registry, prepared, key);
    } catch (error) {
      if (!(error instanceof SubscriptionFilterError)) throw error;
      this.#fail(realtimeErrors.badRequest(error.message), id);
      return;
    }
    this.#byId.set(id, subscription);
    this.#writer.send(startAckMessage(id));
    this.#changed('subscribe');
  }

  #end(id: string): void {
    const operation = this.#byId.get(id);
    this.#byId.delete(id);
    this.#writer.send(completeMessage(id));
    if (!(operation instanceof ActiveSubscription)) return;
    operation.unregister();
    this.#changed('unsubscribe');
  }

  #fail(error: RealtimeError, id: string): void {
    this.#writer.send(errorMessage([error], id));
  }
}

/** A query or mutation is refused as such, whatever else is wrong with it. */
function refusals(request: GraphqlRequest, errors: readonly GraphqlErrorEntry[]): readonly object[] {
  const type = operationType(request);
  return type === 'query' || type === 'mutation' ? [realtimeErrors.unsupported(type)] : errors;
}

/** Equal where two subscriptions have the same selection for the same caller, so that their messages are equal. */
function projectionKey({ query, operationName, variables }: GraphqlRequest, { mode, identity }: Caller): string {
  return JSON.stringify([query, operationName, variables, mode, identity]);
}
