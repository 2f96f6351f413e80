import { eventPartition, eventPrefix } from '../model/keys';
import type { EventItem } from '../model/items';
import type { Sleep } from './back-off';
import { batchWrite } from './batch-write';
import { readGroup } from './read-group';
import type { Table } from './table';

export interface RecordedEventInput {
  readonly eventName: string;
  readonly payload?: string | null;
  readonly orderKey?: string | null;
}

export interface RecordEventsArguments {
  readonly groupId: string;
  readonly domain: string;
  readonly nodeId: string;
  readonly events: readonly RecordedEventInput[];
}

/** `RecordEventsPayload` of the schema. */
export interface RecordEventsPayload {
  readonly groupId: string;
  readonly domain: string;
  readonly recordedCount: number;
  readonly nextSince: string;
}

export interface RecordEventsOptions {
  /** Seconds that an event lives. */
  readonly eventTtlSeconds: number;
  readonly now: () => Date;
  readonly randomUuid: () => string;
  readonly sleep: Sleep;
}

/**
 * Stores events for members that poll. All of a call get the time T of the server, which replaces their firedAt. They
 * sort by T, then by order key where they have one, else at random.
 *
 * T is written with milliseconds and Z (the first version of Mesh wrote whole seconds and +00:00): clients start reading
 * at their own clock's `2026-01-31T09:00:00.500Z`, and only a T of the same form sorts rightly against it. In whole
 * seconds, the events of the client's first second sorted below its start and were lost.
 * @throws Error `Group not found` when the group's item is gone; whether the group is alive is not asked.
 */
export async function recordEvents(
  table: Table,
  args: RecordEventsArguments,
  options: RecordEventsOptions,
): Promise<RecordEventsPayload> {
  const { groupId, domain, nodeId, events } = args;
  if (!(await readGroup(table, groupId, domain))) throw new Error('Group not found');

  const now = options.now();
  const timestamp = now.toISOString();
  const ttl = Math.floor(now.getTime() / 1000) + options.eventTtlSeconds;
  const items = events.map(({ eventName, payload, orderKey }): EventItem => {
    const order = orderKey ?? '';
    const uuid = options.randomUuid();
    return {
      pk: eventPartition(groupId, domain),
      sk: `${eventPrefix}${timestamp}#${order === '' ? uuid : `${order}#${uuid.slice(0, 8)}`}`,
      eventName,
      firedByNodeId: nodeId,
      groupId,
      domain,
      payload: payload ?? null,
      timestamp,
      ...(order === '' ? {} : { orderKey: order }),
      ttl,
    };
  });
  await batchWrite(
    table,
    items.map((Item) => ({ PutRequest: { Item } })),
    options.sleep,
  );
  return {
    groupId,
    domain,
    recordedCount: events.length,
    nextSince: items.at(-1)?.sk ?? `${eventPrefix}${timestamp}`,
  };
}
