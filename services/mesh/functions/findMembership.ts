import { util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import type { MembershipItem } from '../model/items';
import { reverseKey } from '../model/keys';

type Ctx = Context<{ nodeId: string }, Record<string, unknown>, undefined, undefined, MembershipItem | null>;

/** Finds the group that a node joined last: the reverse item, or null when there is none or it has run out. */
export function request(ctx: Ctx): DynamoDBGetItemRequest {
  return { operation: 'GetItem', key: util.dynamodb.toMapValues({ ...reverseKey(ctx.args.nodeId) }) };
}

export function response(ctx: Ctx): MembershipItem | null {
  passOnError(ctx.error);
  const membership = ctx.result;
  return membership && membership.ttl > util.time.nowEpochSeconds() ? membership : null;
}
