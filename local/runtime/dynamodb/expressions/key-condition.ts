import { validationError } from '../dynamodb-error';
import { type KeyAttribute, type KeyDefinition } from '../engine';
import { typeOf, type AttributeValue } from '../values/attribute-value';
import { type BoundCondition, type BoundOperand } from './bind-condition';
import { type Comparator } from './syntax';

export type SortCondition =
  | { readonly kind: '=' | '<' | '<=' | '>' | '>=' | 'begins_with'; readonly value: AttributeValue }
  | { readonly kind: 'between'; readonly low: AttributeValue; readonly high: AttributeValue };

export interface KeyCondition {
  readonly partition: AttributeValue;
  readonly sort?: SortCondition;
}

const mirrored: Readonly<Record<Comparator, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/**
 * The condition on partition and sort key that a bound `KeyConditionExpression` states.
 * @throws DynamodbError `ValidationException` when it states anything else
 */
export function readKeyCondition(condition: BoundCondition, key: KeyDefinition): KeyCondition {
  const byName = new Map<string, SortCondition>();
  for (const part of conjuncts(condition)) {
    const [name, sort] = readPart(part);
    if (byName.has(name)) {
      throw validationError('KeyConditionExpressions must only contain one condition per key');
    }
    byName.set(name, sort);
  }
  const { partitionKey, sortKey } = key;
  const partition = byName.get(partitionKey.name);
  if (partition === undefined) throw validationError(`Query condition missed key schema element: ${partitionKey.name}`);
  if (partition.kind !== '=') throw validationError('Query key condition not supported');
  requireType(partitionKey, partition);
  if (byName.size === 1) return { partition: partition.value };
  const sort = sortKey && byName.get(sortKey.name);
  if (byName.size > 2 || !sortKey) throw validationError('Query key condition not supported');
  if (sort === undefined) throw validationError(`Query condition missed key schema element: ${sortKey.name}`);
  requireType(sortKey, sort);
  return { partition: partition.value, sort };
}

function conjuncts(condition: BoundCondition): readonly BoundCondition[] {
  if (condition.kind === 'and') return [...conjuncts(condition.left), ...conjuncts(condition.right)];
  return [condition];
}

function readPart(condition: BoundCondition): readonly [string, SortCondition] {
  switch (condition.kind) {
    case 'compare': {
      const { left, right, comparator } = condition;
      if (comparator === '<>') throw unsupported('<>');
      if (left.kind === 'value' && right.kind === 'path') {
        const kind = mirrored[comparator];
        if (kind === '<>') throw unsupported(kind);
        return [nameOf(right), { kind, value: left.value }];
      }
      return [nameOf(left), { kind: comparator, value: valueOf(right) }];
    }
    case 'between':
      return [
        nameOf(condition.operand),
        { kind: 'between', low: valueOf(condition.low), high: valueOf(condition.high) },
      ];
    case 'function': {
      const [path, prefix] = condition.operands;
      if (condition.name !== 'begins_with' || !path || !prefix) throw unsupported(condition.name);
      return [nameOf(path), { kind: 'begins_with', value: valueOf(prefix) }];
    }
    case 'or':
    case 'not':
    case 'in':
      throw unsupported(condition.kind.toUpperCase());
    case 'and':
      throw new TypeError('key condition: a conjunction was to be taken apart before its parts are read');
  }
}

function unsupported(operator: string) {
  return validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function nameOf(operand: BoundOperand): string {
  const [name] = operand.kind === 'path' ? operand.path : [];
  if (operand.kind !== 'path' || typeof name !== 'string') {
    throw validationError('Invalid condition in KeyConditionExpression: No key attribute specified');
  }
  if (operand.path.length > 1) {
    throw validationError('KeyConditionExpressions cannot have conditions on nested attributes');
  }
  return name;
}

function valueOf(operand: BoundOperand): AttributeValue {
  if (operand.kind === 'value') return operand.value;
  throw validationError('Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition');
}

function requireType({ name, type }: KeyAttribute, condition: SortCondition): void {
  const values = condition.kind === 'between' ? [condition.low, condition.high] : [condition.value];
  for (const value of values) {
    if (typeOf(value) !== type) {
      throw validationError(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    }
    if (value.S === '' || value.B === '') {
      throw validationError(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${value.S === '' ? 'string' : 'binary'} value. Key: ${name}`,
      );
    }
  }
}
