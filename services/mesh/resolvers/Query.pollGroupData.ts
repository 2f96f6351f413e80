import type { Context } from '@aws-appsync/utils';
import type { Event } from '../model/events';
import type { NodeStatus } from '../model/statuses';

type Ctx = Context<unknown, { events: Event[] }, { result: NodeStatus[] }>;

/** `PollGroupData` of the schema. */
interface PollGroupData {
  readonly events: Event[];
  readonly nodeStatuses: NodeStatus[];
}

/** Query.pollGroupData(…): PollGroupData!, by the functions listEvents and listStatuses. */
export function request(): Record<string, never> {
  return {};
}

export function response(ctx: Ctx): PollGroupData {
  return { events: ctx.stash.events, nodeStatuses: ctx.prev.result };
}
