import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import type { MembershipItem, Page } from '../model/items';
import { isStatusSortKey } from '../model/keys';
import { nodeItemsQuery } from '../model/node-items';

interface Args {
  groupId: string;
  domain: string;
}
type Ctx = Context<Args, Record<string, unknown>, undefined, undefined, Page<MembershipItem>>;

/** What the list tells of a node; the other fields of `Node` stay null. */
interface ListedNode {
  readonly id: string;
  readonly name: string;
  readonly groupId: string;
  readonly domain: string;
}

/** Query.listNodesInGroup(groupId: ID!, domain: String!): [Node!]!, the members by node id; none for an unknown group. */
export function request(ctx: Ctx): DynamoDBQueryRequest {
  return nodeItemsQuery(ctx.args.groupId, ctx.args.domain);
}

export function response(ctx: Ctx): ListedNode[] {
  passOnError(ctx.error);
  return ctx.result.items
    .filter((item) => !isStatusSortKey(item.sk))
    .map((item) => ({ id: item.id, name: item.name, groupId: item.groupId, domain: item.domain }));
}
