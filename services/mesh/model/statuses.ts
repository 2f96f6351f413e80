import { util, type DynamoDBQueryRequest } from '@aws-appsync/utils';
import type { MembershipItem, SensorData, StatusItem } from './items';
import { isStatusSortKey } from './keys';
import { nodeItemsQuery } from './node-items';

/** `NodeStatus` of the schema. */
export interface NodeStatus {
  readonly nodeId: string;
  readonly groupId: string;
  readonly domain: string;
  readonly data: SensorData[];
  readonly timestamp: string;
}

export function toNodeStatus(item: StatusItem): NodeStatus {
  return {
    nodeId: item.nodeId,
    groupId: item.groupId,
    domain: item.domain,
    data: item.data,
    timestamp: item.timestamp,
  };
}

/** Query for the statuses of a group. Error `ValidationError`: groupId or domain is empty. */
export function statusesQuery(groupId: string, domain: string): DynamoDBQueryRequest {
  if (groupId === '' || domain === '') util.error('groupId and domain are required', 'ValidationError');
  return nodeItemsQuery(groupId, domain);
}

/** A membership of a node named `…#STATUS` has the key of a status; only a status carries data. */
function isStatusItem(item: MembershipItem | StatusItem): item is StatusItem {
  return isStatusSortKey(item.sk) && Object.hasOwn(item, 'data');
}

export function toNodeStatuses(items: (MembershipItem | StatusItem)[]): NodeStatus[] {
  return items.filter((item) => isStatusItem(item)).map((item) => toNodeStatus(item));
}
