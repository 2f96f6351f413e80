import type { TransactGetInput, TransactWriteInput, TransactWriteItem } from '@aws-appsync/utils/dynamodb';
import { toAttributeMap } from './attribute-values';
import { expressionOf, keyOf, present, projectionOf } from './request-parts';
import { toUpdateExpression } from './update-expression';

/** A TransactGetItems request. */
export function transactGet({ items }: TransactGetInput) {
  return {
    operation: 'TransactGetItems',
    transactItems: items.map(({ table, key, projection }) => ({
      table,
      key: keyOf('dynamodb.transactGet', key),
      ...present({ projection: projectionOf(projection) }),
    })),
  };
}

/**
 * A TransactWriteItems request; each item holds exactly one of `putItem`, `updateItem`, `deleteItem`, `conditionCheck`.
 * @throws Error when an item holds none of them.
 */
export function transactWrite({ items }: TransactWriteInput) {
  return { operation: 'TransactWriteItems', transactItems: items.map(writeItem) };
}

function writeItem(item: TransactWriteItem, index: number) {
  const where = `dynamodb.transactWrite: items[${index}]`;
  if ('putItem' in item) {
    const { table, key, item: attributes, condition } = item.putItem;
    const attributeValues = toAttributeMap(attributes);
    return { table, operation: 'PutItem', key: keyOf(where, key), attributeValues, ...guard(condition) };
  }
  if ('updateItem' in item) {
    const { table, key, update, condition } = item.updateItem;
    const changes = toUpdateExpression(update);
    return { table, operation: 'UpdateItem', key: keyOf(where, key), update: changes, ...guard(condition) };
  }
  if ('deleteItem' in item) {
    const { table, key, condition } = item.deleteItem;
    return { table, operation: 'DeleteItem', key: keyOf(where, key), ...guard(condition) };
  }
  if ('conditionCheck' in item) {
    const { table, key, condition } = item.conditionCheck;
    return { table, operation: 'ConditionCheck', key: keyOf(where, key), ...guard(condition) };
  }
  const got = Object.keys(item).join(', ') || 'nothing';
  throw new Error(`${where} must hold putItem, updateItem, deleteItem or conditionCheck, got ${got}`);
}

function guard(condition: object | null | undefined) {
  return present({ condition: expressionOf(condition) });
}
