import type { Context } from '@aws-appsync/utils';

/** Mutation.fireEventsByNode(…): MeshMessage, by the functions requireLiveGroup and broadcastEvents. */
export function request(): Record<string, never> {
  return {};
}

export function response(ctx: Context<unknown, Record<string, unknown>, { result: unknown }>): unknown {
  return ctx.prev.result;
}
