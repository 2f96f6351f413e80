import type { GroupItem } from './items';

/** `Group` of the schema without the heartbeat interval, which is not stored: operations that know it add it. */
export interface Group {
  readonly id: string;
  readonly domain: string;
  readonly fullId: string;
  readonly name: string;
  readonly hostId: string;
  readonly expiresAt: string;
  readonly useWebSocket: boolean;
  readonly pollingIntervalSeconds: number | null;
}

export function usesWebSocket(item: GroupItem): boolean {
  return item.useWebSocket ?? true;
}

export function toGroup(item: GroupItem): Group {
  return {
    id: item.id,
    domain: item.domain,
    fullId: item.fullId,
    name: item.name,
    hostId: item.hostId,
    expiresAt: item.expiresAt,
    useWebSocket: usesWebSocket(item),
    pollingIntervalSeconds: item.pollingIntervalSeconds ?? null,
  };
}

/**
 * Tells metadata from other items. A membership of a node named `…#METADATA` has a key that reads like the metadata of
 * another group; only metadata names a host.
 */
export function isGroupItem(item: Partial<GroupItem> | null | undefined): item is GroupItem {
  return typeof item?.hostId === 'string';
}
