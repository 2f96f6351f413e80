import type { PublishedMutation } from '../api';
import { isJsonRecord } from './json-record';
import { dataPayload } from './server-messages';
import type { Audience, SubscriptionRegistry } from './subscription-registry';

/** Sends what mutations publish to the subscribers, in the order of the calls. */
export class Publisher {
  readonly #registry: SubscriptionRegistry;
  readonly #messageBytes: number;
  readonly #logError: (message: string) => void;

  /**
   * @param messageBytes that a payload may have; a larger one is logged and not delivered.
   * @param logError takes one line.
   */
  constructor(registry: SubscriptionRegistry, messageBytes: number, logError: (message: string) => void) {
    this.#registry = registry;
    this.#messageBytes = messageBytes;
    this.#logError = logError;
  }

  /** Ends what the mutation invalidates, then delivers its answer. Returns the number of messages sent. */
  publish({ field, value, invalidations }: PublishedMutation): number {
    for (const invalidation of invalidations) this.#invalidate(invalidation);
    let deliveries = 0;
    for (const audience of this.#registry.audiences(field, value)) {
      const payload = this.#payload(field, value, audience);
      if (payload === undefined) continue;
      // A copy, since a connection that is cut leaves the audience at once.
      for (const subscriber of [...audience.subscribers]) if (subscriber.deliver(payload)) deliveries += 1;
    }
    return deliveries;
  }

  #invalidate(invalidation: unknown): void {
    if (!isJsonRecord(invalidation) || typeof invalidation.subscriptionField !== 'string') {
      this.#logError('invalidateSubscriptions: subscriptionField must be the name of a subscription field');
      return;
    }
    const { subscriptionField, payload } = invalidation;
    for (const subscriber of this.#registry.invalidated(subscriptionField, payload)) subscriber.invalidate();
  }

  /** The message of one audience; undefined, and a line in the log, when there can be none. */
  #payload(field: string, value: PublishedMutation['value'], audience: Audience): string | undefined {
    let payload: string;
    try {
      payload = dataPayload(audience.project(value));
    } catch (error) {
      // A fault in one selection must not keep the others from their message.
      this.#logError(`publish of ${field}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
    const bytes = Buffer.byteLength(payload);
    if (bytes <= this.#messageBytes) return payload;
    const lost = `not delivered to ${audience.subscribers.size} subscribers`;
    this.#logError(
      `publish of ${field}: ${lost}, a message may have ${this.#messageBytes} bytes, this has ${bytes}: select or send less`,
    );
    return undefined;
  }
}
