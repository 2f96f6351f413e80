import { DynamodbError, validationError } from '../dynamodb-error';
import { type BoundCondition } from '../expressions/bind-condition';
import { fulfils } from '../expressions/evaluate-condition';
import { copyItem, type Item } from '../values/attribute-value';
import { itemSizeBytes } from '../values/item-size';
import { type Change, type Table } from '../tables/table';
import { requireIndexKey } from '../tables/keys';
import { type Request } from './request';

const maxItemBytes = 400 * 1024;

/** One write of a request, read and checked as far as that needs no item. */
export interface WritePlan {
  readonly table: Table;
  readonly key: Item;
  readonly condition: BoundCondition | undefined;
  /** Whether a failed condition answers with the item. */
  readonly returnsItemOnFailure: boolean;
  /**
   * The item after the write, undefined when it is gone; or `unchanged` for a check alone.
   * @throws DynamodbError when the write cannot be applied to the item
   */
  outcome(before: Item | undefined): Item | undefined | 'unchanged';
}

export function readReturnsItemOnFailure(request: Request): boolean {
  return request.choice('ReturnValuesOnConditionCheckFailure', ['ALL_OLD', 'NONE'], 'NONE') === 'ALL_OLD';
}

/** Checks an item that is to be put: its size and the keys of indexes. @throws DynamodbError `ValidationException` */
export function requireStorable(table: Table, item: Item, message = 'Item size has exceeded the maximum allowed size') {
  for (const { definition } of table.indexes) requireIndexKey(definition.name, definition, item);
  if (itemSizeBytes(item) > maxItemBytes) throw validationError(message);
}

export interface WriteOutcome {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly change: Change | undefined;
}

/**
 * What the plan does to the table as it is now.
 * @throws DynamodbError `ConditionalCheckFailedException`, or what the plan's `outcome` throws
 */
export function evaluateWrite(plan: WritePlan): WriteOutcome {
  const before = plan.table.find(plan.key);
  if (plan.condition && !fulfils(plan.condition, before ?? {})) {
    throw new DynamodbError('ConditionalCheckFailedException', 'The conditional request failed', {
      ...(before && plan.returnsItemOnFailure && { item: copyItem(before) }),
    });
  }
  const after = plan.outcome(before);
  if (after === 'unchanged') return { before, after: before, change: undefined };
  const change = before || after ? { table: plan.table.definition.name, key: plan.key, item: after } : undefined;
  return { before, after, change };
}
