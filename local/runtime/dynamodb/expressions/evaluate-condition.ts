import { typeOf, type AttributeValue, type Item } from '../values/attribute-value';
import { compareValues, equalValues } from '../values/comparison';
import { type BoundCondition, type BoundOperand } from './bind-condition';
import { valueAt } from './document-path';
import { type Comparator } from './syntax';

/** Whether `item` fulfils the condition. An absent item counts as one without attributes. */
export function fulfils(condition: BoundCondition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return fulfils(condition.left, item) && fulfils(condition.right, item);
    case 'or':
      return fulfils(condition.left, item) || fulfils(condition.right, item);
    case 'not':
      return !fulfils(condition.condition, item);
    case 'compare':
      return compare(condition.comparator, evaluate(condition.left, item), evaluate(condition.right, item));
    case 'between': {
      const value = evaluate(condition.operand, item);
      return (
        compare('>=', value, evaluate(condition.low, item)) && compare('<=', value, evaluate(condition.high, item))
      );
    }
    case 'in': {
      const value = evaluate(condition.operand, item);
      return condition.choices.some((choice) => compare('=', value, evaluate(choice, item)));
    }
    case 'function': {
      const [first, second] = condition.operands;
      const value = first && evaluate(first, item);
      if (condition.name === 'attribute_exists') return value !== undefined;
      if (condition.name === 'attribute_not_exists') return value === undefined;
      const argument = second && evaluate(second, item);
      if (value === undefined || argument === undefined) return false;
      if (condition.name === 'attribute_type') return typeOf(value) === argument.S;
      return condition.name === 'begins_with' ? beginsWith(value, argument) : contains(value, argument);
    }
  }
}

function evaluate(operand: BoundOperand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  const measured = evaluate(operand.operand, item);
  const size = measured && sizeOf(measured);
  return size === undefined ? undefined : { N: String(size) };
}

function compare(comparator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (left === undefined || right === undefined) return comparator === '<>';
  if (comparator === '=') return equalValues(left, right);
  if (comparator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (comparator === '<') return order < 0;
  if (comparator === '<=') return order <= 0;
  return comparator === '>' ? order > 0 : order >= 0;
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  return bytes(value.B).startsWith(bytes(prefix.B));
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if (value.L) return value.L.some((member) => equalValues(member, part));
  if (part.S !== undefined) return value.SS?.includes(part.S) ?? value.S?.includes(part.S) ?? false;
  if (part.N !== undefined) return value.NS?.includes(part.N) ?? false;
  if (part.B === undefined) return false;
  if (value.BS) return value.BS.includes(part.B);
  return value.B !== undefined && bytes(value.B).includes(bytes(part.B));
}

function bytes(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

/** What `size` gives: UTF-16 units of text, bytes of binary, members of sets, lists and maps. */
function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length;
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.M) return Object.keys(value.M).length;
  return (value.SS ?? value.NS ?? value.BS ?? value.L)?.length;
}
