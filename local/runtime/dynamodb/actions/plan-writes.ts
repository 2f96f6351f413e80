import { validationError } from '../dynamodb-error';
import { applyUpdate } from '../expressions/apply-update';
import { bindUpdate, updatedPaths, type BoundUpdate } from '../expressions/bind-update';
import { cached } from '../expressions/parse-cache';
import { parseUpdate } from '../expressions/parse-update';
import { keyAttributes, requireExactKey, requireItemKey } from '../tables/keys';
import { type Table } from '../tables/table';
import { attribute, typeOf, type Item } from '../values/attribute-value';
import { conditionOf, placeholdersOf } from './expressions';
import { nullParameter, type Request } from './request';
import { readReturnsItemOnFailure, requireStorable, type WritePlan } from './write-plan';

const updateParser = cached(parseUpdate);

export function planPut(table: Table, request: Request): WritePlan {
  const item = request.item('Item');
  const placeholders = placeholdersOf(request, ['ConditionExpression']);
  const condition = conditionOf(request, 'ConditionExpression', placeholders);
  placeholders.requireAllUsed();
  requireItemKey(table.definition, item);
  requireStorable(table, item);
  return {
    table,
    key: table.keyOf(item),
    condition,
    returnsItemOnFailure: readReturnsItemOnFailure(request),
    outcome: () => item,
  };
}

export function planDelete(table: Table, request: Request): WritePlan {
  return { ...planKeyed(table, request), outcome: () => undefined };
}

/** `ConditionCheck` of a transaction. */
export function planCheck(table: Table, request: Request): WritePlan {
  if (!request.has('ConditionExpression')) throw nullParameter('ConditionExpression');
  return { ...planKeyed(table, request), outcome: () => 'unchanged' };
}

function planKeyed(table: Table, request: Request): Omit<WritePlan, 'outcome'> {
  const key = request.item('Key');
  const placeholders = placeholdersOf(request, ['ConditionExpression']);
  const condition = conditionOf(request, 'ConditionExpression', placeholders);
  placeholders.requireAllUsed();
  requireExactKey(table.definition, key);
  return { table, key, condition, returnsItemOnFailure: readReturnsItemOnFailure(request) };
}

export interface UpdatePlan extends WritePlan {
  /** Undefined for an update without an expression, which makes sure that the item exists. */
  readonly update: BoundUpdate | undefined;
}

export function planUpdate(table: Table, request: Request): UpdatePlan {
  const key = request.item('Key');
  const placeholders = placeholdersOf(request, ['UpdateExpression', 'ConditionExpression']);
  const text = request.text('UpdateExpression');
  const update = text === undefined ? undefined : bindUpdate(updateParser(text), placeholders);
  const condition = conditionOf(request, 'ConditionExpression', placeholders);
  placeholders.requireAllUsed();
  if (update) {
    const keys = new Set<string | number | undefined>(keyAttributes(table.definition).map(({ name }) => name));
    const written = updatedPaths(update).find(([name]) => keys.has(name));
    if (written) {
      throw validationError(
        `One or more parameter values were invalid: Cannot update attribute ${written[0]}. This attribute is part of the key`,
      );
    }
  }
  requireExactKey(table.definition, key);
  return {
    table,
    key,
    condition,
    update,
    returnsItemOnFailure: readReturnsItemOnFailure(request),
    outcome: (before) => {
      const after = update ? applyUpdate(update, before ?? key) : (before ?? key);
      requireUpdatedIndexKeys(table, after);
      requireStorable(table, after, 'Item size to update has exceeded the maximum allowed size');
      return after;
    },
  };
}

/** An update words the refusal of index keys in its own way. */
function requireUpdatedIndexKeys(table: Table, item: Item): void {
  for (const { definition } of table.indexes) {
    for (const { name, type } of keyAttributes(definition)) {
      const value = attribute(item, name);
      if (value && typeOf(value) !== type) {
        throw validationError('The update expression attempted to update the secondary index key to unsupported type');
      }
      if (value?.S === '' || value?.B === '') {
        throw validationError(
          `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${value.S === '' ? 'string' : 'binary'} value.`,
        );
      }
    }
  }
}
