/**
 * The module `@aws-appsync/utils/dynamodb`: functions that make the request object of each DynamoDB operation from plain
 * values (AppSync guide, "Built-in modules"). A filter or condition object that names no valid expression throws.
 */
import type {
  BatchDeleteInput,
  BatchGetInput,
  BatchPutInput,
  DynamoDBSyncInput,
  DynamoDBUpdateInput,
  GetInput,
  PutInput,
  QueryInput,
  RemoveInput,
  ScanInput,
} from '@aws-appsync/utils/dynamodb';
import { markSet, toAttributeMap } from './attribute-values';
import { expressionOf, keyOf, present, projectionOf } from './request-parts';
import { toUpdateExpression } from './update-expression';

export { operations } from './operations';
export { transactGet, transactWrite } from './transactions';

type Attributes = Record<string, unknown>;

export function get({ key, consistentRead, projection }: GetInput<Attributes>) {
  return {
    operation: 'GetItem',
    key: keyOf('dynamodb.get', key),
    ...present({ consistentRead, projection: projectionOf(projection) }),
  };
}

export function put({ key, item, condition, ...versioning }: PutInput<Attributes>) {
  return {
    operation: 'PutItem',
    key: keyOf('dynamodb.put', key),
    attributeValues: toAttributeMap(item),
    ...present({ condition: expressionOf(condition), ...versioned(versioning) }),
  };
}

export function update({ key, update: changes, condition, ...versioning }: DynamoDBUpdateInput<Attributes>) {
  return {
    operation: 'UpdateItem',
    key: keyOf('dynamodb.update', key),
    update: toUpdateExpression(changes),
    ...present({ condition: expressionOf(condition), ...versioned(versioning) }),
  };
}

export function remove({ key, condition, ...versioning }: RemoveInput<Attributes>) {
  return {
    operation: 'DeleteItem',
    key: keyOf('dynamodb.remove', key),
    ...present({ condition: expressionOf(condition), ...versioned(versioning) }),
  };
}

export function query(input: QueryInput<Attributes>) {
  const condition = expressionOf(input.query);
  if (condition === undefined) throw new Error('dynamodb.query: query is required');
  return { operation: 'Query', query: condition, ...reading(input) };
}

export function scan(input: ScanInput<Attributes>) {
  const { totalSegments, segment } = input;
  return { operation: 'Scan', ...reading(input), ...present({ totalSegments, segment }) };
}

export function sync(input: DynamoDBSyncInput<Attributes>) {
  const { basePartitionKey, deltaIndexName, limit, nextToken, lastSync, filter } = input;
  return {
    operation: 'Sync',
    ...present({ basePartitionKey, deltaIndexName, limit, nextToken, lastSync, filter: expressionOf(filter) }),
  };
}

export function batchGet({ tables }: BatchGetInput) {
  const reads = eachTable(tables, ({ keys, consistentRead, projection }) => ({
    keys: keys.map(toAttributeMap),
    ...present({ consistentRead, projection: projectionOf(projection) }),
  }));
  return { operation: 'BatchGetItem', tables: reads };
}

export function batchPut({ tables }: BatchPutInput<Attributes>) {
  return { operation: 'BatchPutItem', tables: eachTable(tables, (items) => items.map(toAttributeMap)) };
}

export function batchDelete({ tables }: BatchDeleteInput) {
  return { operation: 'BatchDeleteItem', tables: eachTable(tables, (keys) => keys.map(toAttributeMap)) };
}

/** A string set to put into an item; a plain list would be stored as a list. */
export function toStringSet(list: readonly string[]) {
  return markSet({ SS: [...list] });
}

/** A number set to put into an item. */
export function toNumberSet(numbers: readonly number[]) {
  return markSet({ NS: [...numbers] });
}

/** A set of binary values, each in base64, to put into an item. */
export function toBinarySet(values: readonly string[]) {
  return markSet({ BS: [...values] });
}

/** The options of a versioned data source, in the order the guide lists them. */
function versioned(options: Pick<PutInput, 'customPartitionKey' | 'populateIndexFields' | '_version'>) {
  const { customPartitionKey, populateIndexFields, _version } = options;
  return { customPartitionKey, populateIndexFields, _version };
}

/** What Query and Scan have in common. */
function reading(input: ScanInput<Attributes>) {
  const { index, limit, nextToken, consistentRead, scanIndexForward, select } = input;
  return present({
    index,
    limit,
    nextToken,
    consistentRead,
    scanIndexForward,
    select,
    filter: expressionOf(input.filter),
    projection: projectionOf(input.projection),
  });
}

function eachTable<In, Out>(tables: Readonly<Record<string, In>>, convert: (table: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, convert(table)]));
}
