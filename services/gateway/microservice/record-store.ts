import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type FieldValues } from './fields';
import { IdSequence } from './id-sequence';
import { recordKey } from './item-keys';
import { type RecordPage, RecordPages } from './record-pages';
import { SharedReads } from './shared-reads';
import { type StoredRecord, toRecord } from './stored-record';

/** Why a change was not made: there is no such record, or it has another revision than the caller named. */
export type Refusal = 'missing' | 'changed';

export interface RecordStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly now: () => Date;
}

/**
 * The records of one service in a DynamoDB table; `item-keys.ts` has the layout. Reads are strongly consistent. Each
 * change is one conditional write, so that nothing is lost between a read and a write.
 */
export class RecordStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #now: () => Date;
  readonly #ids: IdSequence;
  readonly #pages: RecordPages;
  readonly #sharedPages = new SharedReads<RecordPage>();
  readonly #sharedRecords = new SharedReads<StoredRecord | undefined>();

  constructor({ client, tableName, now }: RecordStoreOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#now = now;
    this.#ids = new IdSequence(client, tableName);
    this.#pages = new RecordPages(client, tableName);
  }

  /** At most `limit` records with ids greater than `after`. A page may be short of its limit and not the last. */
  list(limit: number, after: number): Promise<RecordPage> {
    return this.#sharedPages.read(`${limit}/${after}`, () => this.#pages.read(limit, after));
  }

  get(id: number): Promise<StoredRecord | undefined> {
    if (!isPossibleId(id)) return Promise.resolve(undefined);
    return this.#sharedRecords.read(String(id), () => this.#readRecord(id));
  }

  async create(values: FieldValues): Promise<StoredRecord> {
    const id = await this.#ids.next();
    const record: StoredRecord = { id, ...values, created_at: this.#now().toISOString(), revision: 1 };
    await this.#client.send(
      new PutCommand({
        TableName: this.#tableName,
        Item: { ...recordKey(id), ...record },
        // Only a counter that was set back could give an id again; the record that has it must survive that.
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return record;
  }

  /** Sets `values`, of one field at least, and leaves other fields as they are. */
  async update(id: number, values: FieldValues, revision?: number): Promise<StoredRecord | Refusal> {
    if (!isPossibleId(id)) return 'missing';
    const entries = Object.entries(values);
    return this.#changed(revision, async () => {
      const { Attributes: item } = await this.#client.send(
        new UpdateCommand({
          TableName: this.#tableName,
          Key: recordKey(id),
          UpdateExpression: `SET ${entries.map((_, index) => `#f${index} = :f${index}`).join(', ')} ADD revision :one`,
          ...condition(revision),
          ExpressionAttributeNames: Object.fromEntries(entries.map(([name], index) => [`#f${index}`, name])),
          ExpressionAttributeValues: {
            ':one': 1,
            ...Object.fromEntries(entries.map(([, value], index) => [`:f${index}`, value])),
            ...(revision !== undefined && { ':revision': revision }),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return toRecord(item ?? {});
    });
  }

  async delete(id: number, revision?: number): Promise<'deleted' | Refusal> {
    if (!isPossibleId(id)) return 'missing';
    return this.#changed(revision, async () => {
      await this.#client.send(
        new DeleteCommand({
          TableName: this.#tableName,
          Key: recordKey(id),
          ...condition(revision),
          ...(revision !== undefined && { ExpressionAttributeValues: { ':revision': revision } }),
        }),
      );
      return 'deleted' as const;
    });
  }

  async #changed<T>(revision: number | undefined, change: () => Promise<T>): Promise<T | Refusal> {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return revision === undefined || error.Item === undefined ? 'missing' : 'changed';
    }
  }

  async #readRecord(id: number): Promise<StoredRecord | undefined> {
    const { Item: item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: recordKey(id), ConsistentRead: true }),
    );
    return item && toRecord(item);
  }
}

function isPossibleId(id: number): boolean {
  return Number.isSafeInteger(id) && id >= 1;
}

/** Names the key attribute of what must be there, so that a write never creates a record. */
function condition(revision: number | undefined) {
  return {
    ConditionExpression: revision === undefined ? 'attribute_exists(pk)' : 'revision = :revision',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
}
