import { util, type Context, type DynamoDBQueryRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import { toGroup, type Group } from '../model/group';
import type { GroupItem, Page } from '../model/items';
import { anyGroupPrefix, domainPartition } from '../model/keys';
import { liveGroupsFilter } from '../model/live-groups';
import { hostHeartbeatTtlSeconds } from '../settings';

type Ctx = Context<{ domain: string }, Record<string, unknown>, undefined, undefined, Page<GroupItem>>;

/** Query.listGroupsByDomain(domain: String!): [Group!]!, the live groups of the domain in the order of their ids. */
export function request(ctx: Ctx): DynamoDBQueryRequest {
  return {
    operation: 'Query',
    query: {
      expression: 'pk = :pk AND begins_with(sk, :prefix)',
      expressionValues: util.dynamodb.toMapValues({
        ':pk': domainPartition(ctx.args.domain),
        ':prefix': anyGroupPrefix,
      }),
    },
    filter: liveGroupsFilter(hostHeartbeatTtlSeconds),
  };
}

export function response(ctx: Ctx): Group[] {
  passOnError(ctx.error);
  return ctx.result.items.map((item) => toGroup(item));
}
