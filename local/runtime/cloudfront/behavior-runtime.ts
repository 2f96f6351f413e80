import { cacheKeys, type KeyedRequest } from './cache/cache-key';
import { type Behavior } from './definition/definitions';
import { type DeployedFunctions, EdgeFunctions } from './functions/edge-functions';
import { originRequests } from './origins/origin-request';
import { pathMatcher } from './path-pattern';

/** A behaviour with everything prepared that its requests need. */
export interface BehaviorRuntime {
  readonly behavior: Behavior;
  readonly matches: (path: string) => boolean;
  readonly key: (request: KeyedRequest) => string;
  readonly toOrigin: ReturnType<typeof originRequests>;
  readonly functions: EdgeFunctions;
  /** Whether responses to a method may come from the cache. */
  readonly isCached: (method: string) => boolean;
}

export function behaviorRuntime(behavior: Behavior, functions: DeployedFunctions): BehaviorRuntime {
  const { cachePolicy, cachedMethods } = behavior;
  return {
    behavior,
    matches: pathMatcher(behavior.pathPattern),
    key: cacheKeys(cachePolicy),
    toOrigin: originRequests(behavior),
    functions: new EdgeFunctions(behavior, functions),
    isCached: (method) => cachePolicy.maxTtlSeconds > 0 && cachedMethods.has(method),
  };
}
