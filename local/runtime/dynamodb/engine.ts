import { type Clock } from '../clock';
import { LocalEngine } from './local-engine';

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

export interface KeyDefinition {
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
}

export interface IndexDefinition extends KeyDefinition {
  readonly name: string;
  /** Attributes the index holds. @default { type: 'ALL' } */
  readonly projection?:
    { readonly type: 'ALL' | 'KEYS_ONLY' } | { readonly type: 'INCLUDE'; readonly nonKeyAttributes: readonly string[] };
}

/** A table as deployed. Local secondary indexes repeat the table's partition key. */
export interface TableDefinition extends KeyDefinition {
  readonly name: string;
  /** @default `arn:aws:dynamodb:us-east-1:000000000000:table/<name>` */
  readonly arn?: string;
  readonly globalSecondaryIndexes?: readonly IndexDefinition[];
  readonly localSecondaryIndexes?: readonly IndexDefinition[];
  /** Number attribute with the epoch second after which an item is removed in the background. @default none */
  readonly ttlAttribute?: string | undefined;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Readonly<Record<string, unknown>>;
}

/** DynamoDB's tables behind the low-level JSON of its API, in process or elsewhere. */
export interface DynamodbEngine {
  /**
   * Makes the table exist. A table of the same keys keeps its items; its indexes, ttl attribute and tags become those
   * of `definition`.
   * @throws Error when a table of that name has other keys
   */
  createTable(definition: TableDefinition): Promise<void>;
  /**
   * Runs one action, such as `PutItem`, on input in the low-level JSON of the API: binary values are base64 text, or
   * bytes, which are read alike. The answer shares no object with the tables and binary in it is base64 text.
   * With persistence, an answer to a write means that the write is on disk.
   * @throws DynamodbError as the service answers
   */
  call(action: string, input: unknown): Promise<unknown>;
  close(): Promise<void>;
}

export interface DynamodbOptions {
  /** Directory for the log that survives the process. @default in memory only */
  readonly directory?: string;
  readonly clock: Clock;
  /** Called when background work (expiry, compaction) fails. @default the process ends by an uncaught exception */
  readonly onBackgroundError?: (error: Error) => void;
}

/** Tables of this process, in memory or with a journal in `directory`, which one process at a time can use. */
export function openDynamodb(options: DynamodbOptions): Promise<DynamodbEngine> {
  return LocalEngine.open(options);
}
