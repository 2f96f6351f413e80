import type { PreparedSubscription } from '../api';
import { dataMessage, dataPrefix } from './server-messages';
import type { SocketWriter } from './socket-writer';
import type { Subscriber, SubscriptionRegistry } from './subscription-registry';

/** A started subscription of one connection. It keeps nothing of the operation's document. */
export class ActiveSubscription implements Subscriber {
  readonly #prefix: string;
  readonly #writer: SocketWriter;
  readonly #onInvalidated: () => void;
  #unregister: (() => void) | undefined;

  constructor(id: string, writer: SocketWriter, onInvalidated: () => void) {
    this.#prefix = dataPrefix(id);
    this.#writer = writer;
    this.#onInvalidated = onInvalidated;
  }

  /** @throws SubscriptionFilterError when the operation's filter is not valid. */
  register(registry: SubscriptionRegistry, prepared: PreparedSubscription, projectionKey: string): void {
    this.#unregister = registry.add(prepared, projectionKey, this);
  }

  unregister(): void {
    this.#unregister?.();
    this.#unregister = undefined;
  }

  deliver(payload: string): boolean {
    return this.#writer.send(dataMessage(this.#prefix, payload));
  }

  invalidate(): void {
    this.#onInvalidated();
  }
}
