import { util, type Context, type DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import type { GroupItem } from '../model/items';
import { groupKey } from '../model/keys';
import { hostHeartbeatIntervalSeconds, hostHeartbeatTtlSeconds } from '../settings';

interface Args {
  groupId: string;
  domain: string;
  hostId: string;
}
type Ctx = Context<Args, Record<string, unknown>, { result: GroupItem }>;

/** `HeartbeatPayload` of the schema. */
interface HeartbeatPayload {
  readonly groupId: string;
  readonly domain: string;
  readonly expiresAt: string;
  readonly heartbeatIntervalSeconds: number;
}

/**
 * Notes the host's heartbeat; expiresAt stays.
 * Error `Unauthorized`: the caller is not the host. Error `GroupNotFound`: the group was dissolved since it was read.
 */
export function request(ctx: Ctx): DynamoDBUpdateItemRequest {
  const { groupId, domain, hostId } = ctx.args;
  if (ctx.prev.result.hostId !== hostId) util.error('Only the host can renew the heartbeat', 'Unauthorized');
  const now = util.time.nowEpochSeconds();
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ ...groupKey(groupId, domain) }),
    update: {
      expression: 'SET heartbeatAt = :now, #ttl = :ttl',
      expressionNames: { '#ttl': 'ttl' },
      expressionValues: util.dynamodb.toMapValues({ ':now': now, ':ttl': now + hostHeartbeatTtlSeconds }),
    },
    // Without it the update would make a new item, one without a host, of a group dissolved in between.
    condition: { expression: 'attribute_exists(pk)' },
  };
}

export function response(ctx: Ctx): HeartbeatPayload {
  const { groupId, domain } = ctx.args;
  if (ctx.error?.type === 'DynamoDB:ConditionalCheckFailedException') {
    util.error(`Group not found: ${groupId}@${domain}`, 'GroupNotFound');
  }
  passOnError(ctx.error);
  return {
    groupId,
    domain,
    expiresAt: ctx.prev.result.expiresAt,
    heartbeatIntervalSeconds: hostHeartbeatIntervalSeconds,
  };
}
