import { util, type Context, type DynamoDBPutItemRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import type { SensorData, StatusItem } from '../model/items';
import { statusKey } from '../model/keys';
import { toNodeStatus, type NodeStatus } from '../model/statuses';
import { memberHeartbeatTtlSeconds } from '../settings';

interface Args {
  groupId: string;
  domain: string;
  nodeId: string;
  data: SensorData[];
}
type Ctx = Context<Args, Record<string, unknown>, undefined, undefined, StatusItem>;

/** The part of `MeshMessage` that a report fills. */
interface StatusMessage {
  readonly groupId: string;
  readonly domain: string;
  readonly nodeStatus: NodeStatus;
}

/** Stores a node's report in place of its last one. Any node may report: membership is not asked for. */
export function request(ctx: Ctx): DynamoDBPutItemRequest {
  const { groupId, domain, nodeId, data } = ctx.args;
  const nowMs = util.time.nowEpochMilliSeconds();
  return {
    operation: 'PutItem',
    key: util.dynamodb.toMapValues({ ...statusKey(groupId, domain, nodeId) }),
    attributeValues: util.dynamodb.toMapValues({
      nodeId,
      groupId,
      domain,
      data,
      timestamp: util.time.epochMilliSecondsToISO8601(nowMs),
      ttl: Math.floor(nowMs / 1000) + memberHeartbeatTtlSeconds,
      gsi_pk: `NODE#${nodeId}`,
      gsi_sk: 'STATUS',
    }),
  };
}

export function response(ctx: Ctx): StatusMessage {
  passOnError(ctx.error);
  const { groupId, domain } = ctx.args;
  return { groupId, domain, nodeStatus: toNodeStatus(ctx.result) };
}
