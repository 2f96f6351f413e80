import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { membershipKey, reverseKey, statusKey } from '../model/keys';
import { delayMs, type Sleep } from './back-off';
import type { Table } from './table';

export interface LeaveGroupArguments {
  readonly groupId: string;
  readonly domain: string;
  readonly nodeId: string;
}

/** `LeaveGroupPayload` of the schema. */
export interface LeaveGroupPayload {
  readonly peerId: string;
  readonly groupId: string;
  readonly domain: string;
  readonly message: string;
}

const maxAttempts = 5;

/**
 * Removes a node's membership, status and reverse item, the last one even if it leads to another group by now. Nothing
 * is checked: leaving a group that one is not in, or that is gone, succeeds. A heartbeat of the node at the same moment
 * cancels the transaction, which is then tried again, 5 times in all.
 */
export async function leaveGroup(table: Table, args: LeaveGroupArguments, sleep: Sleep): Promise<LeaveGroupPayload> {
  const { groupId, domain, nodeId } = args;
  for (let attempt = 1; !(await deleteMembership(table, args, attempt === maxAttempts)); attempt += 1) {
    await sleep(delayMs(attempt));
  }
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: statusKey(groupId, domain, nodeId) }));
  return { peerId: nodeId, groupId, domain, message: `Peer ${nodeId} successfully left group ${groupId}` };
}

/** Whether the items are gone; false when another write got in the way, which in the last attempt is an error. */
async function deleteMembership(table: Table, args: LeaveGroupArguments, lastAttempt: boolean): Promise<boolean> {
  const { groupId, domain, nodeId } = args;
  const keys = [membershipKey(groupId, domain, nodeId), reverseKey(nodeId)];
  const TransactItems = keys.map((Key) => ({ Delete: { TableName: table.name, Key } }));
  try {
    await table.client.send(new TransactWriteCommand({ TransactItems }));
    return true;
  } catch (error) {
    if (lastAttempt || !isConflict(error)) throw error;
    return false;
  }
}

function isConflict(error: unknown): boolean {
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
  return reasons.some(({ Code }) => Code === 'TransactionConflict');
}
