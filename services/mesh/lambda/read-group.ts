import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { isGroupItem } from '../model/group';
import type { GroupItem } from '../model/items';
import { groupKey } from '../model/keys';
import type { Table } from './table';

/**
 * Reads a group whether or not it is still alive; undefined when its item is gone.
 * @throws Error when the stored group has an empty name or domain: such a group cannot be worked on here.
 */
export async function readGroup(table: Table, groupId: string, domain: string): Promise<GroupItem | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: groupKey(groupId, domain), ConsistentRead: true }),
  );
  const group: Partial<GroupItem> | undefined = Item;
  if (!isGroupItem(group)) return undefined;
  if (group.name === '') throw new Error('name is required');
  if (group.domain === '') throw new Error('domain is required');
  return group;
}
