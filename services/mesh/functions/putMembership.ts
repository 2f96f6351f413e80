import { util, type Context, type DynamoDBTransactWriteItemsRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import { usesWebSocket } from '../model/group';
import type { GroupItem } from '../model/items';
import { membershipKey, reverseKey } from '../model/keys';
import { logProtocol } from '../model/protocol-log';
import { memberHeartbeatIntervalSeconds, memberHeartbeatTtlSeconds, tableName } from '../settings';

interface Args {
  groupId: string;
  domain: string;
  nodeId: string;
  useWebSocket?: boolean | null;
}
type Ctx = Context<Args, Record<string, unknown>, { result: GroupItem }>;

/** `Node` of the schema. */
interface Node {
  readonly id: string;
  readonly name: string;
  readonly groupId: string;
  readonly domain: string;
  readonly expiresAt: string;
  readonly heartbeatIntervalSeconds: number;
  readonly useWebSocket: boolean;
  readonly pollingIntervalSeconds: number | null;
}

function nodeName(nodeId: string): string {
  return `Node ${nodeId}`;
}

/**
 * Writes membership and reverse item, over older ones: joining again refreshes. The reverse item then leads to this
 * group; a membership of another group stays.
 */
export function request(ctx: Ctx): DynamoDBTransactWriteItemsRequest {
  const { groupId, domain, nodeId } = ctx.args;
  const nowMs = util.time.nowEpochMilliSeconds();
  const attributeValues = util.dynamodb.toMapValues({
    id: nodeId,
    nodeId,
    groupId,
    domain,
    name: nodeName(nodeId),
    joinedAt: util.time.epochMilliSecondsToISO8601(nowMs),
    ttl: Math.floor(nowMs / 1000) + memberHeartbeatTtlSeconds,
  });
  // No condition on the group's item: members who join at the same time would then cancel each other's transactions.
  return {
    operation: 'TransactWriteItems',
    transactItems: [
      {
        table: tableName,
        operation: 'PutItem',
        key: util.dynamodb.toMapValues({ ...membershipKey(groupId, domain, nodeId) }),
        attributeValues,
      },
      {
        table: tableName,
        operation: 'PutItem',
        key: util.dynamodb.toMapValues({ ...reverseKey(nodeId) }),
        attributeValues,
      },
    ],
  };
}

/** The node, with times and protocol of its group. */
export function response(ctx: Ctx): Node {
  passOnError(ctx.error);
  const { groupId, domain, nodeId, useWebSocket } = ctx.args;
  const group = ctx.prev.result;
  logProtocol({ action: 'joinGroup', groupId, domain, nodeId, useWebSocket });
  return {
    id: nodeId,
    name: nodeName(nodeId),
    groupId,
    domain,
    expiresAt: group.expiresAt,
    heartbeatIntervalSeconds: memberHeartbeatIntervalSeconds,
    useWebSocket: usesWebSocket(group),
    pollingIntervalSeconds: group.pollingIntervalSeconds ?? null,
  };
}
