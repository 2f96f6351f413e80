import { isMarkedSet, toAttributeValue, type AttributeValue } from './attribute-values';
import { isOperation, type Operation } from './operations';

/** The `update` part of an UpdateItem request; without values when nothing is bound. */
export interface UpdateExpression {
  readonly expression: string;
  readonly expressionNames: Readonly<Record<string, string>>;
  readonly expressionValues?: Readonly<Record<string, AttributeValue>>;
}

/** One attribute path and what happens to it. */
interface Change {
  readonly path: readonly string[];
  readonly operation: Operation;
}

/**
 * The update object of `update()` as a DynamoDB update expression. A plain value sets the attribute; a plain object
 * changes only the keys it names (`operations.replace` sets it whole); a list of `updateListItem` changes single items.
 * Placeholders are `#expName_1` and `:expValue_1`, numbered as they come out, SET before REMOVE.
 * @throws Error when nothing is left to update, which DynamoDB refuses.
 */
export function toUpdateExpression(update: object): UpdateExpression {
  const changes = changesOf(update, []);
  const names = new Map<string, string>();
  const values: Record<string, AttributeValue> = {};

  const sets = changes.filter(({ operation }) => operation.type !== 'OPERATION_REMOVE');
  const removals = changes.filter(({ operation }) => operation.type === 'OPERATION_REMOVE');
  const clauses: string[] = [];
  if (sets.length > 0) clauses.push(`SET ${sets.map(assignment).join(', ')}`);
  if (removals.length > 0) clauses.push(`REMOVE ${removals.map(({ path }) => alias(path)).join(', ')}`);
  if (clauses.length === 0) throw new Error('dynamodb.update: update names no attribute to change');

  return {
    expression: clauses.join(' '),
    expressionNames: Object.fromEntries([...names].map(([name, placeholder]) => [placeholder, name])),
    ...(Object.keys(values).length > 0 ? { expressionValues: values } : {}),
  };

  function alias(path: readonly string[]): string {
    return path
      .map((name) => {
        const placeholder = names.get(name) ?? `#expName_${names.size + 1}`;
        names.set(name, placeholder);
        return placeholder;
      })
      .join('.');
  }

  function bind(value: unknown): string {
    const placeholder = `:expValue_${Object.keys(values).length + 1}`;
    values[placeholder] = toAttributeValue(value);
    return placeholder;
  }

  function assignment({ path, operation }: Change): string {
    const target = alias(path);
    switch (operation.type) {
      case 'OPERATION_ADD':
      case 'OPERATION_REPLACE':
        return `${target} = ${bind(operation.value)}`;
      case 'OPERATION_INCREMENT':
        return `${target} = ${target} + ${bind(operation.by)}`;
      case 'OPERATION_DECREMENT':
        return `${target} = ${target} - ${bind(operation.by)}`;
      case 'OPERATION_APPEND':
        return `${target} = list_append(${target}, ${bind(operation.items)})`;
      case 'OPERATION_PREPEND':
        return `${target} = list_append(${bind(operation.items)}, ${target})`;
      case 'OPERATION_UPDATE_LIST_ITEM':
        return `${target}[${operation.index}] = ${bind(operation.item)}`;
      case 'OPERATION_REMOVE':
        throw new Error('dynamodb.update: a removal has no assignment');
    }
  }
}

function changesOf(update: object, parents: readonly string[]): readonly Change[] {
  return Object.entries(update).flatMap(([name, value]: readonly [string, unknown]): readonly Change[] => {
    const path = [...parents, name];
    if (value === undefined) return [];
    if (isOperation(value)) return [{ path, operation: value }];
    if (Array.isArray(value) && value.length > 0 && value.every(isOperation)) {
      return value.map((operation) => ({ path, operation }));
    }
    if (isMapWithKeys(value)) return changesOf(value, path);
    return [{ path, operation: { type: 'OPERATION_REPLACE', value } }];
  });
}

function isMapWithKeys(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isMarkedSet(value) &&
    Object.keys(value).length > 0
  );
}
