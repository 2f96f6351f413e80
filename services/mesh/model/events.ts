import { util, type DynamoDBQueryRequest } from '@aws-appsync/utils';
import type { EventItem } from './items';
import { eventPartition, eventPrefix } from './keys';

/** `Event` of the schema. */
export interface Event {
  readonly name: string;
  readonly firedByNodeId: string;
  readonly groupId: string;
  readonly domain: string;
  readonly payload: string | null;
  readonly timestamp: string;
  /** Sort key of a recorded event, to read on from; null for one that was only broadcast. */
  readonly cursor: string | null;
  readonly orderKey: string | null;
}

/** Most events that one request returns; the last one's cursor leads to the next. */
const eventsPerRequest = 100;

/** Query for a group's events after `since`: a cursor, a time, or '' for the oldest that is left. */
export function eventsSinceQuery(groupId: string, domain: string, since: string): DynamoDBQueryRequest {
  return {
    operation: 'Query',
    query: {
      expression: 'pk = :pk AND sk > :since',
      expressionValues: util.dynamodb.toMapValues({
        ':pk': eventPartition(groupId, domain),
        ':since': since.startsWith(eventPrefix) ? since : `${eventPrefix}${since}`,
      }),
    },
    limit: eventsPerRequest,
  };
}

export function toEvents(items: EventItem[]): Event[] {
  return items.map((item) => ({
    name: item.eventName,
    firedByNodeId: item.firedByNodeId,
    groupId: item.groupId,
    domain: item.domain,
    payload: item.payload,
    timestamp: item.timestamp,
    cursor: item.sk,
    orderKey: item.orderKey ?? null,
  }));
}
