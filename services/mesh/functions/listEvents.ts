import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import { eventsSinceQuery, toEvents, type Event } from '../model/events';
import type { EventItem, Page } from '../model/items';

interface Args {
  groupId: string;
  domain: string;
  since: string;
}
type Ctx = Context<Args, { events?: Event[] }, undefined, undefined, Page<EventItem>>;

/** Reads the group's events after `since` into `stash.events`. */
export function request(ctx: Ctx): DynamoDBQueryRequest {
  return eventsSinceQuery(ctx.args.groupId, ctx.args.domain, ctx.args.since);
}

export function response(ctx: Ctx): Event[] {
  passOnError(ctx.error);
  const events = toEvents(ctx.result.items);
  ctx.stash.events = events;
  return events;
}
