import { isDeepStrictEqual } from 'node:util';
import { DataSourceError } from '../../data-source-error';
import { invalidRequest, isRequestObject, objectField, type RequestObject } from '../request-object';
import { fromWireItem, toWireItem, type WireItem } from './attribute-json';
import { called, type DynamodbCall } from './dynamodb-fault';
import { expressions } from './expressions';

export async function getItem(call: DynamodbCall, TableName: string, request: RequestObject): Promise<unknown> {
  const { Item } = await called(call, 'GetItem', {
    TableName,
    Key: keyOf(request),
    ...(request.consistentRead === true ? { ConsistentRead: true } : {}),
    ...expressions(request, { projection: 'ProjectionExpression' }),
  });
  return fromWireItem(Item);
}

/** The item as written. */
export async function putItem(call: DynamodbCall, TableName: string, request: RequestObject): Promise<unknown> {
  const Key = keyOf(request);
  const Item = {
    ...(request.attributeValues ? toWireItem(objectField(request, 'attributeValues'), 'attributeValues') : {}),
    ...Key,
  };
  const write = () => called(call, 'PutItem', { TableName, Item, ...conditionOf(request) });
  const wanted = fromWireItem(Item);
  return conditional(
    call,
    TableName,
    Key,
    request,
    write,
    () => wanted,
    (current) => isAsWanted(current, wanted, request),
  );
}

/** The item after the update. */
export async function updateItem(call: DynamodbCall, TableName: string, request: RequestObject): Promise<unknown> {
  const Key = keyOf(request);
  const parts = expressions(request, { update: 'UpdateExpression', condition: 'ConditionExpression' });
  const write = () =>
    called(call, 'UpdateItem', { TableName, Key, ReturnValues: 'ALL_NEW', ...parts, ...returnOnFailure(request) });
  // An expression does not tell which result was wanted, so a failed condition stays one.
  return conditional(
    call,
    TableName,
    Key,
    request,
    write,
    ({ Attributes }) => fromWireItem(Attributes),
    () => false,
  );
}

/** The item that was deleted, null when there was none. */
export async function deleteItem(call: DynamodbCall, TableName: string, request: RequestObject): Promise<unknown> {
  const Key = keyOf(request);
  const write = () => called(call, 'DeleteItem', { TableName, Key, ReturnValues: 'ALL_OLD', ...conditionOf(request) });
  return conditional(
    call,
    TableName,
    Key,
    request,
    write,
    ({ Attributes }) => fromWireItem(Attributes),
    (current) => current === null,
  );
}

function keyOf(request: RequestObject): WireItem {
  return toWireItem(objectField(request, 'key'), 'key');
}

function conditionOf(request: RequestObject): Record<string, unknown> {
  return { ...expressions(request, { condition: 'ConditionExpression' }), ...returnOnFailure(request) };
}

function returnOnFailure({ condition }: RequestObject): Record<string, unknown> {
  return isRequestObject(condition) ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } : {};
}

/**
 * Runs a conditional write as AppSync does: when the condition fails but the table already holds what was wanted, the
 * operation counts as done; else the error carries the item that is there.
 */
async function conditional(
  call: DynamodbCall,
  TableName: string,
  Key: WireItem,
  request: RequestObject,
  write: () => Promise<Record<string, unknown>>,
  resultOf: (answer: Record<string, unknown>) => unknown,
  isDone: (current: RequestObject | null) => boolean,
): Promise<unknown> {
  refuseCustomHandler(request);
  try {
    return resultOf(await write());
  } catch (error) {
    if (!(error instanceof DataSourceError) || error.type !== 'DynamoDB:ConditionalCheckFailedException') throw error;
    const current = isRequestObject(error.data) ? error.data : await currentItem(call, TableName, Key, request);
    if (isDone(current)) return current;
    throw new DataSourceError(error.type, error.message, { data: current });
  }
}

async function currentItem(
  call: DynamodbCall,
  TableName: string,
  Key: WireItem,
  { condition }: RequestObject,
): Promise<RequestObject | null> {
  const ConsistentRead = !isRequestObject(condition) || condition.consistentRead !== false;
  const { Item } = await called(call, 'GetItem', { TableName, Key, ConsistentRead });
  return fromWireItem(Item);
}

function refuseCustomHandler({ condition }: RequestObject): void {
  const handler = isRequestObject(condition) ? condition.conditionalCheckFailedHandler : undefined;
  if (!isRequestObject(handler) || handler.strategy !== 'Custom') return;
  throw invalidRequest(
    'condition.conditionalCheckFailedHandler.strategy must be Reject on this machine, got Custom; ask the function in a pipeline step instead.',
  );
}

function isAsWanted(
  current: RequestObject | null,
  wanted: RequestObject | null,
  { condition }: RequestObject,
): boolean {
  if (current === null || wanted === null) return false;
  const ignored: unknown = isRequestObject(condition) ? condition.equalsIgnore : undefined;
  const names = Array.isArray(ignored) ? ignored : [];
  const compared = (item: RequestObject) =>
    Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
  return isDeepStrictEqual(compared(current), compared(wanted));
}
