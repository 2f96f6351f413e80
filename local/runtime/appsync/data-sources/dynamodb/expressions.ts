import { objectField, textField, type RequestObject } from '../request-object';
import { toWireItem } from './attribute-json';

/** Where an expression of a request goes in the input of DynamoDB's API. */
export type ExpressionPlace =
  'KeyConditionExpression' | 'FilterExpression' | 'ProjectionExpression' | 'ConditionExpression' | 'UpdateExpression';

/** Puts expressions of a request together: their texts each in its place, their names and values in one map each. */
export function expressions(
  request: RequestObject,
  places: Readonly<Record<string, ExpressionPlace>>,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const names: Record<string, unknown> = {};
  const values: Record<string, unknown> = {};
  for (const [field, place] of Object.entries(places)) {
    if (request[field] === undefined || request[field] === null) continue;
    const expression = objectField(request, field);
    input[place] = textField(expression, 'expression');
    if (expression.expressionNames) Object.assign(names, objectField(expression, 'expressionNames'));
    if (expression.expressionValues) {
      Object.assign(values, toWireItem(objectField(expression, 'expressionValues'), `${field}.expressionValues`));
    }
  }
  if (Object.keys(names).length > 0) input.ExpressionAttributeNames = names;
  if (Object.keys(values).length > 0) input.ExpressionAttributeValues = values;
  return input;
}
