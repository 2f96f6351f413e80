import type { RuntimeHost } from '../../local/runtime/appsync/util/host';
import { createRuntime, type Runtime } from '../../local/runtime/appsync/util/runtime';

/** 2018-02-06T19:01:35.749Z, the moment of the examples in AppSync's guide. */
export const GUIDE_NOW_MS = 1_517_943_695_749;

/** A runtime whose clock stands at `GUIDE_NOW_MS` and whose random bytes are 0, 1, 2, … */
export function fixedRuntime(overrides: Partial<RuntimeHost> = {}): Runtime {
  return createRuntime({
    nowMs: () => GUIDE_NOW_MS,
    randomBytes: (count) => Uint8Array.from({ length: count }, (_, index) => index),
    ...overrides,
  });
}
