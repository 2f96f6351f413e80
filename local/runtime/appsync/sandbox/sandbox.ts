import { type QuickJSContext, type QuickJSHandle, type QuickJSRuntime } from 'quickjs-emscripten';
import { intlZoneOffsetSeconds } from '../util/intl-zone-offset';
import type { AuthorizationMode } from '../util/host';
import { quickJs } from './engine';
import { guestBundle } from './guest-bundle';
import { moduleFactory } from './module-factory';
import type { CodeId, ContextTexts, DataSourceReply, Guest, ResolverPlan, Step, StepHeader } from './protocol';

export interface SandboxOptions {
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Memory that all code of the sandbox may hold at once. @default 64 MiB */
  readonly memoryLimitBytes?: number;
  /**
   * Steps of 10,000 calls and loop turns that one evaluation may take. Counted, not timed: the same code ends at the
   * same place on every machine, and a clock that stands still cannot make it endless. @default 500
   */
  readonly maxInterrupts?: number;
}

const DEFAULT_MEMORY_LIMIT_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_INTERRUPTS = 500;
/** Well below what the machine's own stack takes of WebAssembly frames, so that the engine notices first. */
const STACK_BYTES = 128 * 1024;

/**
 * Runs APPSYNC_JS code in QuickJS (WebAssembly): the language and AppSync's built-ins, no Node, no I/O, a limit on
 * memory and on steps. Built-ins are frozen and a module's top level runs anew for each handler, so evaluations share
 * nothing but what AppSync passes on: the stash and the returned values.
 */
export class Sandbox {
  readonly #options: SandboxOptions;
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #guest: Readonly<Record<keyof Guest, QuickJSHandle>>;
  readonly #handles: QuickJSHandle[];
  #interrupts = 0;

  private constructor(options: SandboxOptions, runtime: QuickJSRuntime) {
    this.#options = options;
    this.#runtime = runtime;
    const context = runtime.newContext();
    this.#context = context;
    const maxInterrupts = options.maxInterrupts ?? DEFAULT_MAX_INTERRUPTS;
    runtime.setInterruptHandler(() => {
      this.#interrupts += 1;
      return this.#interrupts > maxInterrupts;
    });
    const createGuest = context.unwrapResult(context.evalCode(guestBundle(), 'built-ins.js'));
    const host = this.#hostFunctions();
    const guest = context.unwrapResult(context.callFunction(createGuest, context.undefined, host));
    createGuest.dispose();
    host.dispose();
    this.#guest = {
      register: context.getProp(guest, 'register'),
      start: context.getProp(guest, 'start'),
      resume: context.getProp(guest, 'resume'),
      abandon: context.getProp(guest, 'abandon'),
    };
    this.#handles = [guest, ...Object.values(this.#guest)];
  }

  static async create(options: SandboxOptions): Promise<Sandbox> {
    const quickjs = await quickJs();
    const runtime = quickjs.newRuntime();
    runtime.setMemoryLimit(options.memoryLimitBytes ?? DEFAULT_MEMORY_LIMIT_BYTES);
    runtime.setMaxStackSize(STACK_BYTES);
    return new Sandbox(options, runtime);
  }

  /**
   * Compiles a module that `checkCode` accepts.
   * @throws Error when the engine cannot read it
   */
  compile(code: string): CodeId {
    this.#interrupts = 0;
    const context = this.#context;
    const factory = context.unwrapResult(context.evalCode(moduleFactory(code), 'code.js'));
    const id = context.unwrapResult(context.callFunction(this.#guest.register, context.undefined, factory));
    factory.dispose();
    return id.consume((handle) => context.getNumber(handle));
  }

  /** Starts a resolver; it goes on by `resume` as long as the answer is a `call`. */
  start(plan: ResolverPlan, authType: AuthorizationMode, texts: ContextTexts): Step {
    const { args, identity, source, request, info, env } = texts;
    const lines = [JSON.stringify(plan), authType, args, identity, source, request, info, env].join('\n');
    return this.#step(this.#guest.start, [
      this.#context.newString(lines),
      this.#context.newNumber(this.#options.nowMs()),
    ]);
  }

  /** Goes on with what the data source gave. */
  resume(run: number, { result, error }: DataSourceReply): Step {
    const lines = `${result}\n${error === undefined ? '' : JSON.stringify(error)}`;
    return this.#step(this.#guest.resume, [
      this.#context.newNumber(run),
      this.#context.newString(lines),
      this.#context.newNumber(this.#options.nowMs()),
    ]);
  }

  /** Forgets a run that will not be resumed. */
  abandon(run: number): void {
    const context = this.#context;
    const id = context.newNumber(run);
    context.unwrapResult(context.callFunction(this.#guest.abandon, context.undefined, id)).dispose();
    id.dispose();
  }

  dispose(): void {
    for (const handle of this.#handles) handle.dispose();
    this.#context.dispose();
    this.#runtime.dispose();
  }

  #step(entry: QuickJSHandle, parameters: readonly QuickJSHandle[]): Step {
    const context = this.#context;
    this.#interrupts = 0;
    const result = context.callFunction(entry, context.undefined, ...parameters);
    for (const parameter of parameters) parameter.dispose();
    if (result.error) {
      const fault: unknown = result.error.consume((handle): unknown => context.dump(handle));
      return { kind: 'failed', logs: [], error: stoppedBy(fault), outcome: undefined };
    }
    return stepOf(result.value.consume((handle) => context.getString(handle)));
  }

  #hostFunctions(): QuickJSHandle {
    const context = this.#context;
    const host = context.newObject();
    const randomBytes = context.newFunction('randomBytes', (count) => {
      const bytes = this.#options.randomBytes(context.getNumber(count));
      return context.newArrayBuffer(new Uint8Array(bytes).buffer);
    });
    const zoneOffsetSeconds = context.newFunction('zoneOffsetSeconds', (zone, epochMs) => {
      const seconds = intlZoneOffsetSeconds(context.getString(zone), context.getNumber(epochMs));
      return seconds === undefined ? context.undefined : context.newNumber(seconds);
    });
    randomBytes.consume((handle) => context.setProp(host, 'randomBytes', handle));
    zoneOffsetSeconds.consume((handle) => context.setProp(host, 'zoneOffsetSeconds', handle));
    return host;
  }
}

function stepOf(answer: string): Step {
  const end = answer.indexOf('\n');
  // The guest wrote the first line from a value of this type.
  const header = JSON.parse(answer.slice(0, end)) as StepHeader;
  const logs = header.logs ?? [];
  if (header.kind === 'failed') return { kind: 'failed', logs, error: header.error, outcome: header.outcome };
  const body: unknown = JSON.parse(answer.slice(end + 1));
  return header.kind === 'call'
    ? { kind: 'call', logs, run: header.run, step: header.step, request: body }
    : { kind: 'done', logs, value: body, outcome: header.outcome };
}

/** A fault that ended the guest itself: the step limit cannot be caught there, nor can a lack of memory everywhere. */
function stoppedBy(fault: unknown): Extract<Step, { kind: 'failed' }>['error'] {
  const text = (key: string) =>
    typeof fault === 'object' && fault !== null && key in fault ? String(Reflect.get(fault, key)) : '';
  const message =
    text('message') === 'interrupted'
      ? 'code.js: the evaluation was stopped: it took more steps than one evaluation may'
      : `code.js: ${text('name')}: ${text('message')}`;
  return { message, errorType: 'Code', data: null, errorInfo: null };
}
