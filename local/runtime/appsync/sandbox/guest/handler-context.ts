import type { ContextTexts } from '../protocol';

/** What changes from handler to handler, as JSON text; an absent text is null. */
export interface HandlerState {
  readonly stash: string;
  readonly prev: string | undefined;
  readonly result: string | undefined;
  readonly error: { readonly message: string; readonly type: string } | undefined;
}

/** The lazy parts of one context: their texts, and the values of those that were read or replaced. */
interface Parts {
  readonly texts: ContextTexts;
  readonly state: HandlerState;
  readonly values: Map<string, unknown>;
}

const partsOf = new WeakMap<object, Parts>();

/**
 * Accessors of the lazy parts, the same functions for all contexts: making them anew for each handler costs more than
 * most handlers do. They hold nothing of a context themselves.
 */
const accessors: PropertyDescriptorMap = {
  args: lazily('args', ({ texts }) => texts.args),
  arguments: lazily('args', ({ texts }) => texts.args),
  identity: lazily('identity', ({ texts }) => texts.identity),
  source: lazily('source', ({ texts }) => texts.source),
  request: lazily('request', ({ texts }) => texts.request),
  info: lazily('info', ({ texts }) => texts.info),
  env: lazily('env', ({ texts }) => texts.env),
  prev: lazily('prev', ({ state }) => (state.prev === undefined ? 'null' : `{"result":${state.prev}}`)),
  result: lazily('result', ({ state }) => state.result ?? 'null'),
};

/** To be frozen before any code runs: resolver code can reach the accessors through a context's property descriptors. */
export const lazyAccessors: object = accessors;

/**
 * `ctx` for one handler. Parts are parsed when they are first read, since most handlers read few of them; each handler
 * gets its own copy, so nothing but `stash` and the returned value passes to the next.
 */
export function handlerContext(texts: ContextTexts, state: HandlerState): { readonly stash?: unknown } {
  const stash: unknown = state.stash === '{}' ? {} : JSON.parse(state.stash);
  const context: { readonly stash?: unknown; error?: HandlerState['error'] } = { stash };
  if (state.error !== undefined) context.error = state.error;
  Object.defineProperties(context, accessors);
  partsOf.set(context, { texts, state, values: new Map() });
  return context;
}

/** An own property that stands for the value of a text; code may read, change and replace it. */
function lazily(name: string, textOf: (parts: Parts) => string): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: true,
    get(this: object) {
      const parts = inherited(this);
      if (parts === undefined) return undefined;
      if (!parts.values.has(name)) parts.values.set(name, JSON.parse(textOf(parts)) as unknown);
      return parts.values.get(name);
    },
    set(this: object, next: unknown) {
      inherited(this)?.values.set(name, next);
    },
  };
}

/** The parts of a context or of the one that an object inherits from. */
function inherited(object: object): Parts | undefined {
  for (let at: unknown = object; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    const parts = partsOf.get(at);
    if (parts !== undefined) return parts;
  }
  return undefined;
}
