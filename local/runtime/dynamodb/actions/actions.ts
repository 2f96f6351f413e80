import { type Action } from './action';
import { batchGetItem } from './batch-get-item';
import { batchWriteItem } from './batch-write-item';
import { getItem } from './get-item';
import { query } from './query';
import { scan } from './scan';
import {
  createTable,
  deleteTable,
  describeTable,
  describeTimeToLive,
  listTables,
  listTagsOfResource,
  tagResource,
  untagResource,
  updateTimeToLive,
} from './table-actions';
import { transactGetItems, transactWriteItems } from './transactions';
import { deleteItem, putItem, updateItem } from './write-actions';

/** Every action of the API that this machine answers, by name. */
export const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    BatchGetItem: batchGetItem,
    BatchWriteItem: batchWriteItem,
    CreateTable: createTable,
    DeleteItem: deleteItem,
    DeleteTable: deleteTable,
    DescribeTable: describeTable,
    DescribeTimeToLive: describeTimeToLive,
    GetItem: getItem,
    ListTables: listTables,
    ListTagsOfResource: listTagsOfResource,
    PutItem: putItem,
    Query: query,
    Scan: scan,
    TagResource: tagResource,
    TransactGetItems: transactGetItems,
    TransactWriteItems: transactWriteItems,
    UntagResource: untagResource,
    UpdateItem: updateItem,
    UpdateTimeToLive: updateTimeToLive,
  } satisfies Record<string, Action>),
);
