import { util, type Context, type DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import { membershipKey } from '../model/keys';
import { memberHeartbeatIntervalSeconds, memberHeartbeatTtlSeconds } from '../settings';

interface Args {
  groupId: string;
  domain: string;
  nodeId: string;
}
type Ctx = Context<Args, Record<string, unknown>, undefined, undefined, { ttl: number }>;

/** `MemberHeartbeatPayload` of the schema. */
interface MemberHeartbeatPayload {
  readonly nodeId: string;
  readonly groupId: string;
  readonly domain: string;
  readonly expiresAt: string;
  readonly heartbeatIntervalSeconds: number;
}

/**
 * Prolongs a membership; the reverse item keeps its ttl.
 * Error `NodeNotFound`: the node is no member. Clients disconnect on it.
 */
export function request(ctx: Ctx): DynamoDBUpdateItemRequest {
  const { groupId, domain, nodeId } = ctx.args;
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ ...membershipKey(groupId, domain, nodeId) }),
    update: {
      expression: 'SET #ttl = :ttl',
      expressionNames: { '#ttl': 'ttl' },
      expressionValues: util.dynamodb.toMapValues({
        ':ttl': util.time.nowEpochSeconds() + memberHeartbeatTtlSeconds,
      }),
    },
    condition: { expression: 'attribute_exists(pk)' },
  };
}

/** expiresAt is the membership's own end, which may lie after the group's. */
export function response(ctx: Ctx): MemberHeartbeatPayload {
  if (ctx.error?.type === 'DynamoDB:ConditionalCheckFailedException') util.error('Node not found', 'NodeNotFound');
  passOnError(ctx.error);
  const { groupId, domain, nodeId } = ctx.args;
  return {
    nodeId,
    groupId,
    domain,
    expiresAt: util.time.epochMilliSecondsToISO8601(ctx.result.ttl * 1000),
    heartbeatIntervalSeconds: memberHeartbeatIntervalSeconds,
  };
}
