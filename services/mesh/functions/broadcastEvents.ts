import { util, type Context, type NONERequest } from '@aws-appsync/utils';
import { passOnError } from '../model/errors';
import type { Event } from '../model/events';

interface EventInput {
  eventName: string;
  payload?: string | null;
  firedAt: string;
  orderKey?: string | null;
}
interface Args {
  groupId: string;
  domain: string;
  nodeId: string;
  events: EventInput[];
}

/** The part of `MeshMessage` that fired events fill. */
interface BatchEventMessage {
  readonly groupId: string;
  readonly domain: string;
  readonly batchEvent: {
    readonly events: Event[];
    readonly firedByNodeId: string;
    readonly groupId: string;
    readonly domain: string;
    readonly timestamp: string;
  };
}
type Ctx = Context<Args, Record<string, unknown>, undefined, undefined, BatchEventMessage>;

function emptyToNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

/** Makes one message of the events, in the order sent. Nothing is stored; any node may fire. */
export function request(ctx: Ctx): NONERequest {
  const { groupId, domain, nodeId, events } = ctx.args;
  return {
    payload: {
      groupId,
      domain,
      batchEvent: {
        events: events.map((event) => ({
          name: event.eventName,
          firedByNodeId: nodeId,
          groupId,
          domain,
          payload: emptyToNull(event.payload),
          timestamp: event.firedAt,
          cursor: null,
          orderKey: emptyToNull(event.orderKey),
        })),
        firedByNodeId: nodeId,
        groupId,
        domain,
        timestamp: util.time.nowISO8601(),
      },
    },
  };
}

export function response(ctx: Ctx): BatchEventMessage {
  passOnError(ctx.error);
  return ctx.result;
}
