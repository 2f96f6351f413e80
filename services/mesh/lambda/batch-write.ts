import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { delayMs, type Sleep } from './back-off';
import type { Table } from './table';

/** A put or a delete of one item. No two of one call may have the same key. */
export type WriteRequest = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];

/** Most requests that DynamoDB takes in one call. */
const batchSize = 25;
const maxAttempts = 8;

/**
 * Writes all requests in slices of 25, in order. What DynamoDB leaves unprocessed is sent again after 50 ms, doubled
 * each time up to 2 s, in 8 attempts a slice: at most 5.2 s of waiting.
 * @throws Error when requests remain after the last attempt, and DynamoDB's own errors.
 */
export async function batchWrite(table: Table, requests: readonly WriteRequest[], sleep: Sleep): Promise<void> {
  for (let start = 0; start < requests.length; start += batchSize) {
    await writeSlice(table, requests.slice(start, start + batchSize), sleep);
  }
}

async function writeSlice(table: Table, slice: WriteRequest[], sleep: Sleep): Promise<void> {
  let remaining = slice;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const { UnprocessedItems } = await table.client.send(
      new BatchWriteCommand({ RequestItems: { [table.name]: remaining } }),
    );
    remaining = UnprocessedItems?.[table.name] ?? [];
    if (remaining.length === 0) return;
    if (attempt < maxAttempts) await sleep(delayMs(attempt));
  }
  throw new Error(
    `${table.name}: ${remaining.length} of ${slice.length} writes unprocessed after ${maxAttempts} attempts; try again`,
  );
}
