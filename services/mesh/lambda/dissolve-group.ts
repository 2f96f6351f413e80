import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { domainPartition, groupKey, groupPrefix, reverseKey, type ItemKey } from '../model/keys';
import type { Sleep } from './back-off';
import { batchWrite } from './batch-write';
import { readGroup } from './read-group';
import type { Table } from './table';

export interface DissolveGroupArguments {
  readonly groupId: string;
  readonly domain: string;
  readonly hostId: string;
}

/** The part of `MeshMessage` that a dissolved group fills. */
export interface DissolveMessage {
  readonly groupId: string;
  readonly domain: string;
  readonly groupDissolve: { readonly groupId: string; readonly domain: string; readonly message: string };
}

/** What is read of an item to delete it and to find the node it belongs to. */
interface FoundItem extends ItemKey {
  readonly nodeId?: string;
}

/**
 * Deletes a group, alive or not, with its memberships and statuses and the reverse items of the nodes in them. Recorded
 * events stay until their ttl.
 * @throws Error when an argument is empty, the group does not exist, or `hostId` is not its host.
 */
export async function dissolveGroup(
  table: Table,
  args: DissolveGroupArguments,
  sleep: Sleep,
): Promise<DissolveMessage> {
  const { groupId, domain, hostId } = args;
  for (const name of ['groupId', 'domain', 'hostId'] as const) {
    if (args[name] === '') throw new Error(`${name} is required`);
  }
  const group = await readGroup(table, groupId, domain);
  if (!group) throw new Error(`Group not found: ${groupId}@${domain}`);
  if (group.hostId !== hostId) {
    throw new Error(`Only the host can dissolve the group. Host: ${group.hostId}, Requested by: ${hostId}`);
  }

  const keys = await keysToDelete(table, groupId, domain);
  await batchWrite(
    table,
    keys.map((Key) => ({ DeleteRequest: { Key } })),
    sleep,
  );
  const message = `Group ${groupId}@${domain} has been dissolved successfully.`;
  return { groupId, domain, groupDissolve: { groupId, domain, message } };
}

/** The group's own item comes last: a call that fails half-way can then be repeated. */
async function keysToDelete(table: Table, groupId: string, domain: string): Promise<ItemKey[]> {
  const metadata = groupKey(groupId, domain);
  const keys: ItemKey[] = [];
  // A node has a membership, a status or both, but one reverse item; a batch may name a key only once.
  const nodeIds = new Set<string>();
  const pages = paginateQuery(
    { client: table.client },
    {
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': domainPartition(domain), ':prefix': groupPrefix(groupId) },
      ProjectionExpression: 'pk, sk, nodeId',
      ConsistentRead: true,
    },
  );
  for await (const page of pages) {
    // The projection above and the table's key say what an item holds; the client types it as anything.
    for (const { pk, sk, nodeId } of (page.Items ?? []) as FoundItem[]) {
      if (sk !== metadata.sk) keys.push({ pk, sk });
      if (nodeId !== undefined) nodeIds.add(nodeId);
    }
  }
  return [...keys, ...[...nodeIds].map(reverseKey), metadata];
}
