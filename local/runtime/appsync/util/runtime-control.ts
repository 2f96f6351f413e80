import type { runtime as appsyncRuntime } from '@aws-appsync/utils';
import { EarlyReturn } from './resolver-signals';

/** The `runtime` global: `earlyReturn` leaves the handler by throwing, since the language subset has no other way out. */
export function createRuntimeControl(): typeof appsyncRuntime {
  return {
    earlyReturn(value, options) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- a normal end of the handler, not a failure
      throw new EarlyReturn(value ?? null, options?.skipTo);
    },
  };
}
