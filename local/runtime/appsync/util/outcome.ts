import type { SubscriptionFilter } from '@aws-appsync/utils';
import type { ResolverErrorEntry } from './resolver-signals';

/** `extensions.invalidateSubscriptions`: end the subscriptions of a field whose invalidation filter matches the payload. */
export interface SubscriptionInvalidation {
  readonly subscriptionField: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** `extensions.evictFromApiCache`: forget one cached answer. */
export interface CacheEviction {
  readonly typeName: string;
  readonly fieldName: string;
  readonly keyValuePair: Readonly<Record<string, unknown>>;
}

/** What resolver code asked for besides its return value; the executor reads it when the handler has ended. */
export interface Outcome {
  /** Entries of `util.appendError`, in call order. */
  readonly errors: readonly ResolverErrorEntry[];
  /** Headers of `util.http.addResponseHeader(s)`: lower-case name, value; the last definition of a name counts. */
  readonly responseHeaders: ReadonlyMap<string, string>;
  /** The last filter set; undefined when none was. */
  readonly subscriptionFilter: SubscriptionFilter | undefined;
  readonly subscriptionInvalidationFilter: SubscriptionFilter | undefined;
  readonly invalidations: readonly SubscriptionInvalidation[];
  readonly evictions: readonly CacheEviction[];
}

/** The writable side of an `Outcome`, handed to the parts of the runtime that record into it. */
export class OutcomeRecorder implements Outcome {
  readonly errors: ResolverErrorEntry[] = [];
  readonly responseHeaders = new Map<string, string>();
  subscriptionFilter: SubscriptionFilter | undefined = undefined;
  subscriptionInvalidationFilter: SubscriptionFilter | undefined = undefined;
  readonly invalidations: SubscriptionInvalidation[] = [];
  readonly evictions: CacheEviction[] = [];
}
