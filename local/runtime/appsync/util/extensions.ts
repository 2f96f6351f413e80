import type { Extensions } from '@aws-appsync/utils';
import type { OutcomeRecorder } from './outcome';

/** The `extensions` global: every call is recorded in `outcome`; the executor acts on it after the handler. */
export function createExtensions(outcome: OutcomeRecorder): Extensions {
  return {
    setSubscriptionFilter(filter) {
      outcome.subscriptionFilter = filter;
    },
    setSubscriptionInvalidationFilter(filter) {
      outcome.subscriptionInvalidationFilter = filter;
    },
    invalidateSubscriptions({ subscriptionField, payload }) {
      outcome.invalidations.push({ subscriptionField, payload });
    },
    evictFromApiCache(typeName, fieldName, keyValuePair) {
      outcome.evictions.push({ typeName, fieldName, keyValuePair });
    },
  };
}
