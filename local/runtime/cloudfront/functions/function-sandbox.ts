import { type QuickJSContext, type QuickJSRuntime } from 'quickjs-emscripten';
import { quickJs } from '../../appsync/sandbox/engine';

export interface FunctionSandboxOptions {
  readonly code: string;
  readonly onLog: (message: string) => void;
}

/** A function that failed or used up what it may use. */
export class FunctionFault extends Error {
  override readonly name = 'FunctionFault';
}

/** A function of CloudFront has 2 MB; the engine itself takes some of what is counted here. */
const memoryLimitBytes = 4 * 1024 * 1024;
const stackBytes = 128 * 1024;
/**
 * Steps of 10,000 calls and loop turns. Counted, not timed: CloudFront's limit is a share of its own machine's time, and
 * the same code ends at the same place on every machine.
 */
const maxInterrupts = 20;

/** What stands around the code: a console, and the handler called with a JSON event. */
const prologue = `
globalThis.console = { log: (...parts) => __log(parts.map((part) => typeof part === 'string' ? part : JSON.stringify(part)).join(' ')) };
console.error = console.warn = console.info = console.debug = console.log;
`;
const epilogue = `
globalThis.__run = async (text) => JSON.stringify(await handler(JSON.parse(text)));
`;

/** Runs one CloudFront function in QuickJS: the language alone, without Node, network or files. */
export class FunctionSandbox {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  #interrupts = 0;

  private constructor(runtime: QuickJSRuntime, options: FunctionSandboxOptions) {
    this.#runtime = runtime;
    this.#context = runtime.newContext();
    const context = this.#context;
    runtime.setInterruptHandler(() => ++this.#interrupts > maxInterrupts);
    context
      .newFunction('__log', (text) => options.onLog(context.getString(text)))
      .consume((log) => context.setProp(context.global, '__log', log));
    for (const part of [prologue, options.code, epilogue]) {
      const result = context.evalCode(part, 'function.js');
      if (result.error) {
        const reason = result.error.consume((handle): unknown => context.dump(handle));
        this.dispose();
        throw new FunctionFault(describe(reason));
      }
      result.value.dispose();
    }
  }

  /** @throws FunctionFault when the code cannot be read or fails at its top level */
  static async create(options: FunctionSandboxOptions): Promise<FunctionSandbox> {
    const runtime = (await quickJs()).newRuntime();
    runtime.setMemoryLimit(memoryLimitBytes);
    runtime.setMaxStackSize(stackBytes);
    return new FunctionSandbox(runtime, options);
  }

  /**
   * Calls `handler` with an event.
   * @returns what it returned, or what the promise that it returned came to
   * @throws FunctionFault when it throws, or takes more steps or memory than it may
   */
  run(event: unknown): unknown {
    const context = this.#context;
    this.#interrupts = 0;
    const run = context.getProp(context.global, '__run');
    const text = context.newString(JSON.stringify(event));
    const called = context.callFunction(run, context.undefined, text);
    run.dispose();
    text.dispose();
    if (called.error)
      throw new FunctionFault(describe(called.error.consume((handle): unknown => context.dump(handle))));
    // `consume` keeps the handle when its callback throws, and a kept handle ends the engine at the end.
    const promise = called.value;
    try {
      const jobs = this.#runtime.executePendingJobs();
      if (jobs.error) throw new FunctionFault(describe(jobs.error.consume((handle): unknown => context.dump(handle))));
      const state = context.getPromiseState(promise);
      if (state.type === 'pending') throw new FunctionFault('handler: waits for something that never comes');
      if (state.type === 'rejected') {
        throw new FunctionFault(describe(state.error.consume((handle): unknown => context.dump(handle))));
      }
      // The promise of an async function is never its own value, so the value has a handle of its own.
      const json: unknown = state.value.consume((handle): unknown => context.dump(handle));
      return typeof json === 'string' ? JSON.parse(json) : undefined;
    } finally {
      promise.dispose();
    }
  }

  dispose(): void {
    this.#context.dispose();
    this.#runtime.dispose();
  }
}

function describe(fault: unknown): string {
  if (typeof fault !== 'object' || fault === null) return String(fault);
  const text = (key: string): string => (key in fault ? String(Reflect.get(fault, key)) : '');
  if (text('message') === 'interrupted') return 'handler: took more steps than a function may';
  return `${text('name')}: ${text('message')}`;
}
