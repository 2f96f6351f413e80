import { type IdempotentRequests } from '../actions/idempotency';
import { DynamodbError } from '../dynamodb-error';
import { type TableDefinition } from '../engine';
import { type Change, type Table } from './table';

/** All tables. Every write goes through here, so that all that one commit holds becomes visible and durable at once. */
export interface Database {
  readonly tables: ReadonlyMap<string, Table>;
  nowMs(): number;
  readonly idempotentRequests: IdempotentRequests;
  commit(changes: readonly Change[]): void;
  /** Makes a table, or gives one that exists other indexes, ttl attribute and tags. */
  define(definition: TableDefinition): void;
  drop(name: string): void;
}

const tableArn = /^arn:[^:]+:dynamodb:[^:]*:\d*:table\/(?<name>[^/]+)$/;

/** The table by its name or ARN. @throws DynamodbError `ResourceNotFoundException` */
export function requireTable(database: Database, nameOrArn: string): Table {
  const name = tableArn.exec(nameOrArn)?.groups?.name ?? nameOrArn;
  const table = database.tables.get(name);
  if (table) return table;
  throw new DynamodbError('ResourceNotFoundException', 'Requested resource not found');
}
