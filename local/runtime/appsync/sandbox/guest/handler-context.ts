import type { ContextTexts } from '../protocol';

/** What changes from handler to handler, as JSON text; an absent text is null. */
export interface HandlerState {
  readonly stash: string;
  readonly prev?: string;
  readonly result?: string;
  readonly error?: { readonly message: string; readonly type: string };
}

/**
 * `ctx` for one handler. Parts are parsed when they are first read, since most handlers read few of them; each handler
 * gets its own copy, so nothing but `stash` and the returned value passes to the next.
 */
export function handlerContext(texts: ContextTexts, state: HandlerState): { readonly stash?: unknown } {
  const context: { readonly stash?: unknown } = {
    stash: state.stash === '{}' ? {} : (JSON.parse(state.stash) as unknown),
    ...(state.error === undefined ? {} : { error: state.error }),
  };
  defineLazily(context, texts.args, 'args', 'arguments');
  defineLazily(context, texts.identity, 'identity');
  defineLazily(context, texts.source, 'source');
  defineLazily(context, texts.request, 'request');
  defineLazily(context, texts.info, 'info');
  defineLazily(context, texts.env, 'env');
  defineLazily(context, state.prev === undefined ? 'null' : `{"result":${state.prev}}`, 'prev');
  defineLazily(context, state.result ?? 'null', 'result');
  return context;
}

/** Own properties of all `names` with the one value that `text` stands for; code may read, change and replace it. */
function defineLazily(context: object, text: string, ...names: readonly string[]): void {
  let value: unknown;
  let isParsed = false;
  const property: PropertyDescriptor = {
    enumerable: true,
    configurable: true,
    get() {
      if (!isParsed) {
        value = JSON.parse(text) as unknown;
        isParsed = true;
      }
      return value;
    },
    set(next: unknown) {
      value = next;
      isParsed = true;
    },
  };
  for (const name of names) Object.defineProperty(context, name, property);
}
