import {
  invalidRequest,
  isRequestObject,
  listField,
  objectField,
  textField,
  type RequestObject,
} from '../request-object';
import { fromWireItem, toWireItem } from './attribute-json';
import { called, type DynamodbCall } from './dynamodb-fault';
import { expressions } from './expressions';

/** Items in the order of the request, null where there is none. */
export async function transactGetItems(call: DynamodbCall, request: RequestObject): Promise<unknown> {
  const TransactItems = listField(request, 'transactItems').map((item) => ({
    Get: { ...target(item), ...expressions(item, { projection: 'ProjectionExpression' }) },
  }));
  const { Responses } = await called(call, 'TransactGetItems', { TransactItems });
  const found: readonly unknown[] = Array.isArray(Responses) ? Responses : [];
  const items = found.map((response) => fromWireItem(isRequestObject(response) ? response.Item : undefined));
  return { items, cancellationReasons: null };
}

/** The keys written, in order. A cancelled transaction is an error whose data are the reasons. */
export async function transactWriteItems(call: DynamodbCall, request: RequestObject): Promise<unknown> {
  const items = listField(request, 'transactItems');
  await called(call, 'TransactWriteItems', { TransactItems: items.map(writeOf) });
  return { keys: items.map((item) => fromWireItem(target(item).Key)), cancellationReasons: null };
}

function writeOf(item: RequestObject): RequestObject {
  const { TableName, Key } = target(item);
  const guard = guardOf(item);
  const operation = textField(item, 'operation');
  switch (operation) {
    case 'PutItem': {
      const attributes = item.attributeValues
        ? toWireItem(objectField(item, 'attributeValues'), 'attributeValues')
        : {};
      return { Put: { TableName, Item: { ...attributes, ...Key }, ...guard } };
    }
    case 'UpdateItem':
      return { Update: { TableName, Key, ...guard } };
    case 'DeleteItem':
      return { Delete: { TableName, Key, ...guard } };
    case 'ConditionCheck':
      return { ConditionCheck: { TableName, Key, ...guard } };
    default:
      throw invalidRequest(`Unsupported operation '${operation}' in transactItems.`);
  }
}

function guardOf(item: RequestObject): RequestObject {
  const parts = expressions(item, { update: 'UpdateExpression', condition: 'ConditionExpression' });
  const { condition } = item;
  // Told by default, unlike in DynamoDB's own API.
  if (!isRequestObject(condition) || condition.returnValuesOnConditionCheckFailure === false) return parts;
  return { ...parts, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
}

function target(item: RequestObject) {
  return { TableName: textField(item, 'table'), Key: toWireItem(objectField(item, 'key'), 'key') };
}
