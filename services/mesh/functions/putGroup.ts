import { runtime, util, type Context, type DynamoDBPutItemRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import type { GroupItem } from '../model/items';
import { allGroupsPartition, domainPartition, groupKey, groupPrefix } from '../model/keys';
import { logProtocol } from '../model/protocol-log';
import {
  hostHeartbeatTtlSeconds,
  maxConnectionTimeSeconds,
  pollingIntervalSeconds as pollingIntervalOfStage,
} from '../settings';

interface Args {
  name: string;
  hostId: string;
  domain: string;
  maxConnectionTimeSeconds?: number | null;
  useWebSocket: boolean;
}
type Ctx = Context<Args, Record<string, unknown>, { result: GroupItem | null }, undefined, GroupItem>;

/**
 * UTF-16 units of a name that enter the index by name. A sort key holds at most 1024 bytes and one unit takes at most 3
 * of them in UTF-8; a search looks at no more than the first 6.
 */
const indexedNameLength = 341;

/**
 * Creates the group, unless the function before found a live one, which is then the result as it is stored.
 * Error `ValidationError`: maxConnectionTimeSeconds is below 1 or above the stage's maximum; it is checked for a new
 * group only.
 */
export function request(ctx: Ctx): DynamoDBPutItemRequest {
  if (ctx.prev.result) runtime.earlyReturn(ctx.prev.result);
  const { name, hostId, domain, useWebSocket } = ctx.args;
  const lifeSeconds = ctx.args.maxConnectionTimeSeconds ?? maxConnectionTimeSeconds;
  if (lifeSeconds < 1) util.error('maxConnectionTimeSeconds must be at least 1', 'ValidationError');
  if (lifeSeconds > maxConnectionTimeSeconds) {
    util.error(`maxConnectionTimeSeconds cannot exceed ${maxConnectionTimeSeconds}`, 'ValidationError');
  }

  const id = util.autoId();
  const nowMs = util.time.nowEpochMilliSeconds();
  const now = Math.floor(nowMs / 1000);
  // DynamoDB refuses an empty index key, and a group without a name is allowed: it stays out of the index by name.
  const byName = name === '' ? {} : { gsi2_pk: allGroupsPartition, gsi2_sk: name.slice(0, indexedNameLength) };
  return {
    operation: 'PutItem',
    key: util.dynamodb.toMapValues({ ...groupKey(id, domain) }),
    attributeValues: util.dynamodb.toMapValues({
      id,
      domain,
      fullId: `${id}@${domain}`,
      name,
      hostId,
      createdAt: util.time.epochMilliSecondsToISO8601(nowMs),
      expiresAt: util.time.epochMilliSecondsToISO8601(nowMs + lifeSeconds * 1000),
      heartbeatAt: now,
      ttl: now + hostHeartbeatTtlSeconds,
      useWebSocket,
      pollingIntervalSeconds: useWebSocket ? null : pollingIntervalOfStage,
      gsi_pk: groupPrefix(id),
      gsi_sk: domainPartition(domain),
      ...byName,
    }),
  };
}

export function response(ctx: Ctx): GroupItem {
  passOnError(ctx.error);
  const { id, domain, hostId } = ctx.result;
  logProtocol({
    action: 'createGroup',
    groupId: id,
    domain,
    nodeId: hostId,
    useWebSocket: ctx.args.useWebSocket,
  });
  return ctx.result;
}
