import { util, type Context, type DynamoDBQueryRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import type { GroupItem, Page } from '../model/items';
import { anyGroupPrefix, domainPartition } from '../model/keys';
import { liveGroupsFilter } from '../model/live-groups';
import { hostHeartbeatTtlSeconds } from '../settings';

interface Args {
  domain: string;
  hostId: string;
}
type Ctx = Context<Args, Record<string, unknown>, undefined, undefined, Page<GroupItem>>;

/** Longest domain, in UTF-16 units. */
const maxDomainLength = 256;

/**
 * Looks for a live group that the host already has in the domain; its item, or null, goes to the next function.
 * Error `ValidationError`: the domain is too long. No group can have such a domain, so checking before the read answers
 * the same, and spares DynamoDB's own error for a key beyond its limit.
 */
export function request(ctx: Ctx): DynamoDBQueryRequest {
  const { domain, hostId } = ctx.args;
  if (domain.length > maxDomainLength) {
    util.error(`Domain must be ${maxDomainLength} characters or less`, 'ValidationError');
  }
  const live = liveGroupsFilter(hostHeartbeatTtlSeconds);
  return {
    operation: 'Query',
    query: {
      expression: 'pk = :pk AND begins_with(sk, :prefix)',
      expressionValues: util.dynamodb.toMapValues({ ':pk': domainPartition(domain), ':prefix': anyGroupPrefix }),
    },
    filter: {
      expression: `${live.expression} AND hostId = :hostId`,
      expressionValues: { ...live.expressionValues, ...util.dynamodb.toMapValues({ ':hostId': hostId }) },
    },
    // A client that repeats its call at once must get the group it just created, not a second one.
    consistentRead: true,
  };
}

export function response(ctx: Ctx): GroupItem | null {
  passOnError(ctx.error);
  return ctx.result.items[0] ?? null;
}
