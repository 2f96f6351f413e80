import { isDeepStrictEqual } from 'node:util';
import { invalidRequest, isRequestObject, listField, objectField, type RequestObject } from '../request-object';
import { fromWireItem, toWireItem, type WireItem } from './attribute-json';
import { called, type DynamodbCall } from './dynamodb-fault';
import { expressions } from './expressions';

type ByTable<Value> = Readonly<Record<string, Value>>;

/** Items in the order of the keys, null where there is none. */
export async function batchGetItem(call: DynamodbCall, request: RequestObject): Promise<unknown> {
  const tables = eachTable(request, (table, name) => {
    if (!isRequestObject(table)) throw invalidRequest(`Value for field '$[tables.${name}]' must be an object.`);
    const Keys = listField(table, 'keys').map((key) => toWireItem(key, `tables.${name}.keys`));
    const consistent = table.consistentRead === true ? { ConsistentRead: true } : {};
    return { Keys, ...consistent, ...expressions(table, { projection: 'ProjectionExpression' }) };
  });
  const { Responses, UnprocessedKeys } = await called(call, 'BatchGetItem', { RequestItems: tables });
  const data = mapped(tables, ({ Keys }, name) => {
    const found = wireItems(objectOf(Responses)[name]);
    return Keys.map((key) => fromWireItem(found.find((item) => hasKey(item, key))));
  });
  const unprocessedKeys = mapped(tables, (_, name) =>
    wireItems(objectOf(objectOf(UnprocessedKeys)[name]).Keys).map(fromWireItem),
  );
  return { data, unprocessedKeys };
}

/** The items written; null in the place of one that was not. */
export async function batchPutItem(call: DynamodbCall, request: RequestObject): Promise<unknown> {
  const { data, unprocessed } = await batchWrite(call, request, (Item) => ({ PutRequest: { Item } }));
  return { data, unprocessedItems: unprocessed };
}

/** The keys deleted; null in the place of one that was not. */
export async function batchDeleteItem(call: DynamodbCall, request: RequestObject): Promise<unknown> {
  const { data, unprocessed } = await batchWrite(call, request, (Key) => ({ DeleteRequest: { Key } }));
  return { data, unprocessedKeys: unprocessed };
}

async function batchWrite(
  call: DynamodbCall,
  request: RequestObject,
  write: (value: WireItem) => RequestObject,
): Promise<{ readonly data: unknown; readonly unprocessed: unknown }> {
  const tables = eachTable(request, (_, name) =>
    listField(objectField(request, 'tables'), name).map((value) => toWireItem(value, `tables.${name}`)),
  );
  const RequestItems = mapped(tables, (values) => values.map(write));
  const { UnprocessedItems } = await called(call, 'BatchWriteItem', { RequestItems });
  const left = mapped(tables, (values, name) => {
    const requests = objectOf(UnprocessedItems)[name];
    const all: readonly unknown[] = Array.isArray(requests) ? requests : [];
    return values.filter((value) => all.some((unprocessed) => isDeepStrictEqual(unprocessed, write(value))));
  });
  const data = mapped(tables, (values, name) =>
    values.map((value) => (left[name]?.includes(value) === true ? null : fromWireItem(value))),
  );
  return { data, unprocessed: mapped(left, (values) => values.map(fromWireItem)) };
}

function eachTable<Value>(request: RequestObject, convert: (table: unknown, name: string) => Value): ByTable<Value> {
  const tables = objectField(request, 'tables');
  if (Object.keys(tables).length === 0) throw invalidRequest("Value for field '$[tables]' must name a table.");
  return mapped(tables, convert);
}

function mapped<From, To>(tables: ByTable<From>, convert: (value: From, name: string) => To): ByTable<To> {
  return Object.fromEntries(Object.entries(tables).map(([name, value]) => [name, convert(value, name)] as const));
}

function hasKey(item: RequestObject, key: WireItem): boolean {
  return Object.entries(key).every(([name, value]) => isDeepStrictEqual(item[name], value));
}

function wireItems(value: unknown): readonly RequestObject[] {
  return Array.isArray(value) ? value.filter(isRequestObject) : [];
}

function objectOf(value: unknown): RequestObject {
  return isRequestObject(value) ? value : {};
}
