import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import type { MembershipItem, Page, StatusItem } from '../model/items';
import { statusesQuery, toNodeStatuses, type NodeStatus } from '../model/statuses';

interface Args {
  groupId: string;
  domain: string;
}
type Ctx = Context<Args, Record<string, unknown>, undefined, undefined, Page<MembershipItem | StatusItem>>;

/** Reads the statuses of the group's nodes. Error `ValidationError`: groupId or domain is empty. */
export function request(ctx: Ctx): DynamoDBQueryRequest {
  return statusesQuery(ctx.args.groupId, ctx.args.domain);
}

export function response(ctx: Ctx): NodeStatus[] {
  passOnError(ctx.error);
  return toNodeStatuses(ctx.result.items);
}
