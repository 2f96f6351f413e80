import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import { requireMatch } from '../validate';

/** Names of two string attributes that form a key. */
export interface TableKey {
  readonly partitionKey: string;
  readonly sortKey: string;
}

export interface TableProps {
  /** Table name: 3 to 255 letters, digits, `_`, `-` or `.`. */
  readonly name: string;
  readonly key: TableKey;
  /** Global secondary indexes by name; each holds all attributes. @default none */
  readonly indexes?: Readonly<Record<string, TableKey>>;
  /** Attribute with the epoch second after which an item may be removed. @default none */
  readonly ttlAttribute?: string;
  /** Whether Terraform and DynamoDB refuse to delete the table, and 35 days of changes can be restored. @default true */
  readonly retainData?: boolean;
}

/** An on-demand table with string keys, encrypted with DynamoDB's own key. */
export class Table extends Construct {
  readonly table: DynamodbTable;
  readonly indexNames: readonly string[];

  constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    const { name, key, indexes = {}, ttlAttribute, retainData = true } = props;
    requireMatch(this, 'name', name, /^[A-Za-z0-9_.-]{3,255}$/, '3 to 255 letters, digits, _, - or .');
    this.indexNames = Object.keys(indexes);
    const keyAttributes = [key, ...Object.values(indexes)].flatMap(({ partitionKey, sortKey }) => [
      partitionKey,
      sortKey,
    ]);
    this.table = new DynamodbTable(this, 'Resource', {
      name,
      billingMode: 'PAY_PER_REQUEST',
      hashKey: key.partitionKey,
      rangeKey: key.sortKey,
      attribute: [...new Set(keyAttributes)].map((attribute) => ({ name: attribute, type: 'S' })),
      globalSecondaryIndex: Object.entries(indexes).map(([indexName, index]) => ({
        name: indexName,
        hashKey: index.partitionKey,
        rangeKey: index.sortKey,
        projectionType: 'ALL',
      })),
      ...(ttlAttribute !== undefined && { ttl: { attributeName: ttlAttribute, enabled: true } }),
      pointInTimeRecovery: { enabled: retainData },
      deletionProtectionEnabled: retainData,
      lifecycle: { preventDestroy: retainData },
    });
  }

  get arn(): string {
    return this.table.arn;
  }

  /** ARN of an index. @throws RangeError when the table has no such index. */
  indexArn(name: string): string {
    if (!this.indexNames.includes(name)) {
      throw new RangeError(`${this.node.path}: indexArn takes one of ${this.indexNames.join(', ')}, got ${name}`);
    }
    return `${this.table.arn}/index/${name}`;
  }
}
