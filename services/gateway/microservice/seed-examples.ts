import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type FieldValues } from './fields';
import { counterKey, recordKey } from './item-keys';
import { type StoredRecord } from './stored-record';

export interface SeedOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly examples: readonly FieldValues[];
  readonly now: () => Date;
}

const maxAttempts = 5;

/**
 * Writes the examples with the ids 1, 2, … into a table that was never written, all in one transaction on the
 * condition that there is no counter yet: tasks that start at once seed once, and what people changed or deleted
 * stays as it is at every later start. True when the examples were written.
 */
export async function seedExamples({ client, tableName, examples, now }: SeedOptions): Promise<boolean> {
  if (examples.length === 0) return false;
  const createdAt = now().toISOString();
  const records = examples.map((values, index): StoredRecord => {
    return { id: index + 1, ...values, created_at: createdAt, revision: 1 };
  });
  const put = (item: Readonly<Record<string, unknown>>) => ({
    Put: { TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
  });
  const transaction = new TransactWriteCommand({
    TransactItems: [
      put({ ...counterKey, lastId: records.length }),
      ...records.map((record) => put({ ...recordKey(record.id), ...record })),
    ],
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(transaction);
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = new Set(error.CancellationReasons?.map(({ Code }) => Code));
      if (codes.has('ConditionalCheckFailed')) return false;
      // Another task seeds at this moment: what came of it shows at the next attempt.
      if (!codes.has('TransactionConflict') || attempt === maxAttempts) throw error;
    }
  }
}
