import { EarlyReturn, ResolverError, UnauthorizedError } from '../../util/resolver-signals';
import type {
  CodeId,
  ContextTexts,
  FailureEntry,
  LogLine,
  ModuleFactory,
  RecordedOutcome,
  ResolverPlan,
  StepHeader,
} from '../protocol';
import { handlerContext, type HandlerState } from './handler-context';
import type { RunRecord, SharedRuntime } from './shared-runtime';

/** How a handler ended: its value as JSON text, and where to go on after an early return. */
interface HandlerEnd {
  readonly value: string;
  readonly early?: 'NEXT' | 'END';
}

/** What the host is told: the header and, as JSON text, the request or the value. */
interface Progress {
  readonly header: StepHeader;
  readonly body: string;
}

/** One run of a resolver: goes through its handlers, pausing where a data source is asked. */
export class ResolverRun {
  readonly #id: number;
  readonly #plan: ResolverPlan;
  readonly #texts: ContextTexts;
  readonly #code: (id: CodeId) => ModuleFactory;
  readonly #record: RunRecord;
  readonly #shared: SharedRuntime;
  #stash = '{}';
  #prev: string | undefined = undefined;
  #step = 0;

  constructor(
    id: number,
    plan: ResolverPlan,
    texts: ContextTexts,
    record: RunRecord,
    shared: SharedRuntime,
    code: (id: CodeId) => ModuleFactory,
  ) {
    this.#id = id;
    this.#plan = plan;
    this.#texts = texts;
    this.#record = record;
    this.#shared = shared;
    this.#code = code;
  }

  start(): Progress {
    return this.#guarded(() => {
      const plan = this.#plan;
      if (plan.kind === 'UNIT') return this.#request(plan.code);
      const before = this.#handle(plan.code, 'request');
      this.#prev = before.value;
      return before.early === undefined ? this.#next() : this.#after();
    });
  }

  resume(result: string, error: HandlerState['error']): Progress {
    return this.#guarded(() => {
      const plan = this.#plan;
      if (plan.kind === 'UNIT') return this.#done(this.#handle(plan.code, 'response', result, error).value);
      const end = this.#handle(this.#function(), 'response', result, error);
      this.#prev = end.value;
      this.#step += 1;
      return end.early === 'END' ? this.#after() : this.#next();
    });
  }

  /** Goes to the next function's data source, or to the after handler behind the last function. */
  #next(): Progress {
    const plan = this.#plan;
    for (; plan.kind === 'PIPELINE' && this.#step < plan.functions.length; this.#step += 1) {
      const end = this.#handle(this.#function(), 'request');
      if (end.early === undefined) return this.#call(end.value);
      this.#prev = end.value;
      if (end.early === 'END') break;
    }
    return this.#after();
  }

  #function(): CodeId {
    const id = this.#plan.kind === 'PIPELINE' ? this.#plan.functions[this.#step] : undefined;
    if (id === undefined) throw new Error(`run ${this.#id}: there is no step ${this.#step}`);
    return id;
  }

  #after(): Progress {
    const result = this.#prev ?? 'null';
    return this.#done(this.#handle(this.#plan.code, 'response', result).value);
  }

  /** A unit resolver's request handler; an early return there is the resolver's value. */
  #request(code: CodeId): Progress {
    const end = this.#handle(code, 'request');
    return end.early === undefined ? this.#call(end.value) : this.#done(end.value);
  }

  #handle(
    code: CodeId,
    name: 'request' | 'response',
    result?: HandlerState['result'],
    error?: HandlerState['error'],
  ): HandlerEnd {
    const { modules, util, extensions, runtime, console, json } = this.#shared.builtIns;
    const context = handlerContext(this.#texts, { stash: this.#stash, prev: this.#prev, result, error });
    try {
      const module = this.#code(code)(modules, util, extensions, runtime, console, json);
      return { value: textOf(module[name](context)) };
    } catch (signal) {
      if (!(signal instanceof EarlyReturn)) throw signal;
      return { value: textOf(signal.value), early: signal.skipTo ?? 'NEXT' };
    } finally {
      this.#stash = textOf(context.stash ?? {});
    }
  }

  #call(request: string): Progress {
    return { header: { kind: 'call', run: this.#id, step: this.#step, ...this.#takeLogs() }, body: request };
  }

  #done(value: string): Progress {
    return { header: { kind: 'done', ...this.#takeLogs(), ...this.#takeOutcome() }, body: value };
  }

  #guarded(advance: () => Progress): Progress {
    this.#shared.enter(this.#record);
    try {
      return advance();
    } catch (fault) {
      const header = { kind: 'failed', error: failureOf(fault), ...this.#takeLogs(), ...this.#takeOutcome() } as const;
      return { header, body: 'null' };
    }
  }

  #takeLogs(): { readonly logs?: readonly LogLine[] } {
    const { logs } = this.#record;
    this.#record.logs = [];
    return logs.length === 0 ? {} : { logs };
  }

  #takeOutcome(): { readonly outcome?: RecordedOutcome } {
    const { outcome } = this.#record;
    const isEmpty =
      outcome.errors.length + outcome.invalidations.length + outcome.evictions.length + outcome.responseHeaders.size ===
        0 &&
      outcome.subscriptionFilter === undefined &&
      outcome.subscriptionInvalidationFilter === undefined;
    return isEmpty ? {} : { outcome: { ...outcome, responseHeaders: [...outcome.responseHeaders] } };
  }
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function failureOf(fault: unknown): FailureEntry {
  if (fault instanceof ResolverError) {
    const { message, errorType, data, errorInfo } = fault;
    const unauthorized = fault instanceof UnauthorizedError;
    return {
      message,
      errorType,
      data: data ?? null,
      errorInfo: errorInfo ?? null,
      ...(unauthorized ? { unauthorized } : {}),
    };
  }
  return { message: describe(fault), errorType: 'Code', data: null, errorInfo: null };
}

/** As AppSync words a fault of the code: `code.js:12:5: TypeError: …`. */
function describe(fault: unknown): string {
  if (!(fault instanceof Error)) return `code.js: ${String(fault)}`;
  const place = /\(?(code\.js:\d+(?::\d+)?)\)?/.exec(fault.stack ?? '')?.[1] ?? 'code.js';
  return `${place}: ${fault.name}: ${fault.message}`;
}
