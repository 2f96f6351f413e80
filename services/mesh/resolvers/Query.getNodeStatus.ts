import type { Context } from '@aws-appsync/utils';

/** Query.getNodeStatus(nodeId: ID!): NodeStatus, by the functions findMembership and getStatus. */
export function request(): Record<string, never> {
  return {};
}

export function response(ctx: Context<unknown, Record<string, unknown>, { result: unknown }>): unknown {
  return ctx.prev.result;
}
