import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import { eventsSinceQuery, toEvents, type Event } from '../model/events';
import type { EventItem, Page } from '../model/items';

interface Args {
  groupId: string;
  domain: string;
  since: string;
}
type Ctx = Context<Args, Record<string, unknown>, undefined, undefined, Page<EventItem>>;

/** Query.getEventsSince(groupId: ID!, domain: String!, since: String!): [Event!]!, none for an unknown group. */
export function request(ctx: Ctx): DynamoDBQueryRequest {
  return eventsSinceQuery(ctx.args.groupId, ctx.args.domain, ctx.args.since);
}

export function response(ctx: Ctx): Event[] {
  passOnError(ctx.error);
  return toEvents(ctx.result.items);
}
