import type { Context } from '@aws-appsync/utils';

/** Mutation.joinGroup(…): Node!, by the functions requireLiveGroup and putMembership. */
export function request(): Record<string, never> {
  return {};
}

export function response(ctx: Context<unknown, Record<string, unknown>, { result: unknown }>): unknown {
  return ctx.prev.result;
}
