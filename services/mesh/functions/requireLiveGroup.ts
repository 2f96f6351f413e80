import { util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import { isGroupItem } from '../model/group';
import type { GroupItem } from '../model/items';
import { groupKey } from '../model/keys';
import { hostHeartbeatTtlSeconds } from '../settings';

interface Args {
  groupId: string;
  domain: string;
}
type Ctx = Context<Args, Record<string, unknown>, undefined, undefined, GroupItem | null>;

/**
 * Reads the group that `groupId` and `domain` name and hands its item to the next function.
 * Error `GroupNotFound`: there is none, its time is over, or its host fell silent. Clients disconnect on it.
 */
export function request(ctx: Ctx): DynamoDBGetItemRequest {
  return {
    operation: 'GetItem',
    key: util.dynamodb.toMapValues({ ...groupKey(ctx.args.groupId, ctx.args.domain) }),
    // A node joins right after its host created the group; a stale read would send it away.
    consistentRead: true,
  };
}

export function response(ctx: Ctx): GroupItem {
  passOnError(ctx.error);
  const name = `${ctx.args.groupId}@${ctx.args.domain}`;
  const group = ctx.result;
  if (!isGroupItem(group)) util.error(`Group not found: ${name}`, 'GroupNotFound');

  const now = util.time.nowEpochSeconds();
  if (util.time.parseISO8601ToEpochMilliSeconds(group.expiresAt) < now * 1000) {
    util.error(`Group expired: ${name} (expiresAt: ${group.expiresAt})`, 'GroupNotFound');
  }
  if (group.heartbeatAt < now - hostHeartbeatTtlSeconds) {
    util.error(`Group not found: ${name} (heartbeat expired)`, 'GroupNotFound');
  }
  return group;
}
