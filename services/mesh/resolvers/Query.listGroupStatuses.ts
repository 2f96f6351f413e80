import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import type { MembershipItem, Page, StatusItem } from '../model/items';
import { statusesQuery, toNodeStatuses, type NodeStatus } from '../model/statuses';

interface Args {
  groupId: string;
  domain: string;
}
type Ctx = Context<Args, Record<string, unknown>, undefined, undefined, Page<MembershipItem | StatusItem>>;

/**
 * Query.listGroupStatuses(groupId: ID!, domain: String!): [NodeStatus!]!, the last report of each node, by node id.
 * Error `ValidationError`: groupId or domain is empty. An unknown group has no statuses.
 */
export function request(ctx: Ctx): DynamoDBQueryRequest {
  return statusesQuery(ctx.args.groupId, ctx.args.domain);
}

export function response(ctx: Ctx): NodeStatus[] {
  passOnError(ctx.error);
  return toNodeStatuses(ctx.result.items);
}
