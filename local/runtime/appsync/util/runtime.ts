import type { Extensions, Util, runtime as appsyncRuntime } from '@aws-appsync/utils';
import * as ai from './ai';
import { createConsole, type ResolverConsole } from './console';
import * as dynamodb from './dynamodb/module';
import { createExtensions } from './extensions';
import type { RuntimeHost } from './host';
import { resolverJson, type ResolverJson } from './json';
import { OutcomeRecorder, type Outcome } from './outcome';
import * as rds from './rds/module';
import { createRuntimeControl } from './runtime-control';
import { createUtil } from './util';

/** Everything APPSYNC_JS code finds around it, for one evaluation of one handler. */
export interface Runtime {
  /** `util`, also a global: `util.error` throws `ResolverError`, `util.unauthorized` throws `UnauthorizedError`. */
  readonly util: Util;
  readonly extensions: Extensions;
  /** `runtime.earlyReturn` throws `EarlyReturn`. */
  readonly runtime: typeof appsyncRuntime;
  readonly console: ResolverConsole;
  /** Stands for the global `JSON`. */
  readonly json: ResolverJson;
  /** Built-in modules by the name resolver code imports them under. */
  readonly modules: Readonly<Record<BuiltInModule, object>>;
  /** Grows while the code runs: appended errors, response headers, subscription filters, invalidations, evictions. */
  readonly outcome: Outcome;
}

/** Names resolver code may import from. */
export const builtInModules = [
  '@aws-appsync/utils',
  '@aws-appsync/utils/dynamodb',
  '@aws-appsync/utils/rds',
  '@aws-appsync/utils/ai',
] as const;
export type BuiltInModule = (typeof builtInModules)[number];

/**
 * The run-time side of `@aws-appsync/utils`, whose npm package holds types only. Plain ECMAScript without Node or web
 * APIs, so it can be bundled into a sandbox; clock, randomness and log come from `host`, nothing from the machine.
 * Make one a request or handler call: `outcome` belongs to it. Or share one, frozen, between calls that run one at a
 * time, with a `host` and an `outcome` that lead to the call under way.
 */
export function createRuntime(host: RuntimeHost, outcome: OutcomeRecorder = new OutcomeRecorder()): Runtime {
  const util = createUtil(host, outcome);
  const extensions = createExtensions(outcome);
  const runtime = createRuntimeControl();
  return {
    util,
    extensions,
    runtime,
    console: createConsole(host),
    json: resolverJson,
    modules: {
      '@aws-appsync/utils': { util, extensions, runtime },
      // Copies with plain properties, which freezing reaches; a namespace has getters.
      '@aws-appsync/utils/dynamodb': { ...dynamodb },
      '@aws-appsync/utils/rds': { ...rds },
      '@aws-appsync/utils/ai': { ...ai },
    },
    outcome,
  };
}
