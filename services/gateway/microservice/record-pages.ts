import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { bucketOf, bucketPartition, counterKey, firstIdOf, recordSortKey } from './item-keys';
import { type StoredRecord, toRecord } from './stored-record';

export interface RecordPage {
  /** Records in the order of their ids. */
  readonly records: readonly StoredRecord[];
  /** More may follow, all with greater ids than this; absent on the last page. */
  readonly continueAfter?: number;
}

interface BucketPart {
  readonly records: readonly StoredRecord[];
  /** Of the counter, when the part has it. */
  readonly lastId: number;
  /** DynamoDB ended the answer, at 1 MB, before the limit and the end of the bucket. */
  readonly cut: boolean;
}

/** Buckets that one page reads before it ends, if need be short of its limit: whole buckets may have been deleted. */
const maxBucketsPerPage = 20;
const beforeCounter = '!';

/** Reads lists of records, bucket after bucket; see `item-keys.ts`. */
export class RecordPages {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** At most `limit` records with ids greater than `after`, about 1 MB at most. */
  async read(limit: number, after: number): Promise<RecordPage> {
    const records: StoredRecord[] = [];
    const start = bucketOf(after + 1);
    const counter = after === 0 ? undefined : this.#readCounter();
    let lastId = 0;
    for (let bucket = start; bucket < start + maxBucketsPerPage; bucket += 1) {
      // One more than asked for tells whether another page follows.
      const part = this.#readBucket(bucket, limit + 1 - records.length, after);
      const [found, count] = await Promise.all([part, counter]);
      records.push(...found.records);
      lastId = Math.max(lastId, count ?? found.lastId);
      const end = records[limit - 1];
      if (end !== undefined && records.length > limit) {
        return { records: records.slice(0, limit), continueAfter: end.id };
      }
      if (found.cut) return { records, continueAfter: records.at(-1)?.id ?? after };
      if (bucket >= bucketOf(lastId)) return { records };
    }
    return { records, continueAfter: firstIdOf(start + maxBucketsPerPage) - 1 };
  }

  async #readBucket(bucket: number, limit: number, after: number): Promise<BucketPart> {
    const withCounter = bucket === 0 && after === 0;
    const Limit = withCounter ? limit + 1 : limit;
    const { Items: items = [], LastEvaluatedKey: next } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :pk AND sk > :after',
        ExpressionAttributeValues: {
          ':pk': bucketPartition(bucket),
          ':after': withCounter ? beforeCounter : recordSortKey(after),
        },
        Limit,
        ConsistentRead: true,
      }),
    );
    const cut = next !== undefined && items.length < Limit;
    const counter = items[0]?.sk === counterKey.sk ? items.shift() : undefined;
    return { records: items.map(toRecord), lastId: lastIdOf(counter), cut };
  }

  async #readCounter(): Promise<number> {
    const { Item: counter } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: counterKey, ConsistentRead: true }),
    );
    return lastIdOf(counter);
  }
}

/** The highest id given so far, which no record of an earlier request exceeds; 0 before the first. */
function lastIdOf(counter: Readonly<Record<string, unknown>> | undefined): number {
  return typeof counter?.lastId === 'number' ? counter.lastId : 0;
}
