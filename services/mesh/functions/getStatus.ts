import { runtime, util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import type { MembershipItem, StatusItem } from '../model/items';
import { statusKey } from '../model/keys';
import { toNodeStatus, type NodeStatus } from '../model/statuses';

type Ctx = Context<
  { nodeId: string },
  Record<string, unknown>,
  { result: MembershipItem | null },
  undefined,
  StatusItem | null
>;

/** Reads the node's status in the group that the function before found; null without group or status. */
export function request(ctx: Ctx): DynamoDBGetItemRequest {
  const membership = ctx.prev.result;
  if (!membership) runtime.earlyReturn(null);
  const { groupId, domain } = membership;
  return { operation: 'GetItem', key: util.dynamodb.toMapValues({ ...statusKey(groupId, domain, ctx.args.nodeId) }) };
}

export function response(ctx: Ctx): NodeStatus | null {
  passOnError(ctx.error);
  return ctx.result ? toNodeStatus(ctx.result) : null;
}
