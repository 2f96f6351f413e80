import { util, type Context, type DynamoDBQueryRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import { toGroup, type Group } from '../model/group';
import type { GroupItem, Page } from '../model/items';
import { allGroupsPartition } from '../model/keys';
import { liveGroupsFilter } from '../model/live-groups';

interface Args {
  namePrefix: string;
  limit?: number | null;
}
type Ctx = Context<Args, Record<string, unknown>, undefined, undefined, Page<GroupItem>>;

const maxPrefixLength = 6;
/** Groups read before dead ones are left out, whatever `limit` says: it bounds the cost of a search over all domains. */
const groupsPerSearch = 10;
/** Seconds after the last heartbeat until a group is not found any more, in every stage. */
const searchHeartbeatTtlSeconds = 150;

/**
 * Query.searchGroupsByNamePrefix(namePrefix: String!, limit: Int): [Group!]!, ascending by name, over all domains.
 * Error `ValidationError`: the prefix is empty or longer than 6 UTF-16 units.
 */
export function request(ctx: Ctx): DynamoDBQueryRequest {
  const { namePrefix } = ctx.args;
  if (namePrefix.length < 1 || namePrefix.length > maxPrefixLength) {
    util.error(`namePrefix must be 1-${maxPrefixLength} characters`, 'ValidationError');
  }
  return {
    operation: 'Query',
    index: 'GroupNameIndex',
    query: {
      expression: 'gsi2_pk = :pk AND begins_with(gsi2_sk, :prefix)',
      expressionValues: util.dynamodb.toMapValues({ ':pk': allGroupsPartition, ':prefix': namePrefix }),
    },
    filter: liveGroupsFilter(searchHeartbeatTtlSeconds),
    limit: groupsPerSearch,
  };
}

export function response(ctx: Ctx): Group[] {
  passOnError(ctx.error);
  return ctx.result.items.map((item) => toGroup(item));
}
