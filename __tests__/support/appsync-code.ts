import { runInNewContext } from 'node:vm';
import { transformSync } from 'esbuild';
import { EarlyReturn, ResolverError } from '../../local/runtime/appsync/util/resolver-signals';
import { createRuntime } from '../../local/runtime/appsync/util/runtime';

/** What a handler is given; all that is left out is as AppSync gives it to a call with an API key. */
export interface HandlerInput {
  readonly args?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly prev?: unknown;
  readonly stash?: Record<string, unknown>;
  readonly error?: { readonly message: string; readonly type: string };
  /** @default `fixedNowMs` */
  readonly nowMs?: number;
}

/** How a handler ended; values are as they look after a way through JSON. */
export type HandlerOutcome =
  | { readonly value: unknown }
  | { readonly earlyReturn: unknown; readonly skipTo?: string }
  | { readonly error: { readonly message: string; readonly errorType: string | null } };

export interface LogLine {
  readonly level: 'log' | 'error';
  readonly line: string;
}

/** 2026-01-31T09:00:00.500Z: half a second into a second, so that rounding shows. */
export const fixedNowMs = Date.UTC(2026, 0, 31, 9, 0, 0, 500);

type Handler = (context: unknown) => unknown;

/** Resolver code that was bundled, ready to run its handlers with the real `util` and a clock that stands still. */
export class AppSyncCode {
  /** Lines logged so far, oldest first. */
  readonly logs: LogLine[] = [];
  readonly #code: string;
  #calls = 0;

  constructor(bundle: string) {
    this.#code = transformSync(bundle, { format: 'cjs' }).code;
  }

  request(input: HandlerInput = {}): HandlerOutcome {
    return this.#run('request', input);
  }

  response(input: HandlerInput = {}): HandlerOutcome {
    return this.#run('response', input);
  }

  #run(name: 'request' | 'response', input: HandlerInput): HandlerOutcome {
    this.#calls += 1;
    const runtime = createRuntime({
      nowMs: () => input.nowMs ?? fixedNowMs,
      // Different from call to call, the same from run to run.
      randomBytes: (count) => new Uint8Array(count).fill(this.#calls),
      log: (level, line) => this.logs.push({ level, line }),
    });
    const modules: Readonly<Record<string, object>> = runtime.modules;
    const module: { exports: Partial<Record<string, Handler>> } = { exports: {} };
    runInNewContext(this.#code, {
      module,
      require: (specifier: string) => modules[specifier],
      console: runtime.console,
      util: runtime.util,
      runtime: runtime.runtime,
      extensions: runtime.extensions,
    });
    const handler = module.exports[name];
    if (!handler) throw new Error(`the code exports no ${name}`);
    try {
      return { value: throughJson(handler(contextOf(input))) };
    } catch (signal) {
      if (signal instanceof EarlyReturn) {
        const { value, skipTo } = signal;
        return { earlyReturn: throughJson(value), ...(skipTo === undefined ? {} : { skipTo }) };
      }
      if (signal instanceof ResolverError) {
        return { error: { message: signal.message, errorType: signal.errorType } };
      }
      throw signal;
    }
  }
}

function contextOf({ args = {}, result, prev, stash = {}, error }: HandlerInput): unknown {
  return {
    args,
    arguments: args,
    identity: null,
    source: null,
    stash,
    result,
    prev: { result: prev },
    error,
    env: {},
    request: { headers: {}, domainName: null },
    info: { fieldName: '', parentTypeName: '', variables: {}, selectionSetList: [], selectionSetGraphQL: '' },
  };
}

function throughJson(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
