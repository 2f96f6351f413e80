/** Primary key of an item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Sort-key prefix of every group item of a domain partition. */
export const anyGroupPrefix = 'GROUP#';
export const eventPrefix = 'EVENT#';
const statusSuffix = '#STATUS';

/** Partition of the second index that holds every group, sorted by name. */
export const allGroupsPartition = 'ALL_GROUPS';

export function domainPartition(domain: string): string {
  return `DOMAIN#${domain}`;
}

/** Prefix of the sort keys of all items of one group: metadata, memberships and statuses. */
export function groupPrefix(groupId: string): string {
  return `GROUP#${groupId}`;
}

/** Prefix of the sort keys of a group's memberships and statuses. */
export function nodesPrefix(groupId: string): string {
  return `GROUP#${groupId}#NODE#`;
}

export function groupKey(groupId: string, domain: string): ItemKey {
  return { pk: domainPartition(domain), sk: `GROUP#${groupId}#METADATA` };
}

export function membershipKey(groupId: string, domain: string, nodeId: string): ItemKey {
  return { pk: domainPartition(domain), sk: `${nodesPrefix(groupId)}${nodeId}` };
}

export function statusKey(groupId: string, domain: string, nodeId: string): ItemKey {
  return { pk: domainPartition(domain), sk: `${nodesPrefix(groupId)}${nodeId}${statusSuffix}` };
}

/** The item that leads from a node to the group it joined last. */
export function reverseKey(nodeId: string): ItemKey {
  return { pk: `NODE#${nodeId}`, sk: 'METADATA' };
}

export function eventPartition(groupId: string, domain: string): string {
  return `GROUP#${groupId}@${domain}`;
}

export function isStatusSortKey(sk: string): boolean {
  return sk.endsWith(statusSuffix);
}
