import type { ItemKey } from './keys';

/** Group metadata. Times ending in `At` are ISO 8601 except `heartbeatAt`, which like `ttl` is in epoch seconds. */
export interface GroupItem extends ItemKey {
  readonly id: string;
  readonly domain: string;
  readonly fullId: string;
  readonly name: string;
  readonly hostId: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly heartbeatAt: number;
  readonly ttl: number;
  /** Absent in groups older than the field: they use WebSocket. */
  readonly useWebSocket?: boolean;
  readonly pollingIntervalSeconds?: number | null;
}

/** A node's membership of a group, and the reverse item that leads from the node to the group. */
export interface MembershipItem extends ItemKey {
  readonly id: string;
  readonly nodeId: string;
  readonly groupId: string;
  readonly domain: string;
  readonly name: string;
  readonly joinedAt: string;
  readonly ttl: number;
}

export interface SensorData {
  readonly key: string;
  readonly value: string;
}

/** The last report of a node to a group. */
export interface StatusItem extends ItemKey {
  readonly nodeId: string;
  readonly groupId: string;
  readonly domain: string;
  readonly data: SensorData[];
  readonly timestamp: string;
  readonly ttl: number;
}

/** An event recorded for members that poll. */
export interface EventItem extends ItemKey {
  readonly eventName: string;
  readonly firedByNodeId: string;
  readonly groupId: string;
  readonly domain: string;
  readonly payload: string | null;
  readonly timestamp: string;
  readonly orderKey?: string;
  readonly ttl: number;
}

/** What the table answers to a query. */
export interface Page<Item> {
  readonly items: Item[];
}
