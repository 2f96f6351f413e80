import { validationError } from '../dynamodb-error';
import { updatedPaths } from '../expressions/bind-update';
import { project } from '../expressions/document-path';
import { requireTable, type Database } from '../tables/database';
import { copyItem, type Item } from '../values/attribute-value';
import { itemSizeBytes } from '../values/item-size';
import { type Action } from './action';
import { consumedCapacity, writeUnits } from './consumed-capacity';
import { planDelete, planPut, planUpdate, type UpdatePlan } from './plan-writes';
import { type Request } from './request';
import { evaluateWrite, type WriteOutcome, type WritePlan } from './write-plan';

const returnValues = ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'] as const;

/** `ReturnValues` of an action that makes no new version of an item. */
function oldOnly(request: Request): 'ALL_OLD' | 'NONE' {
  const returns = request.choice('ReturnValues', returnValues, 'NONE');
  if (returns === 'ALL_OLD' || returns === 'NONE') return returns;
  throw validationError('ReturnValues can only be ALL_OLD or NONE');
}

export const putItem: Action = (database, request) => {
  const returns = oldOnly(request);
  const plan = planPut(requireTable(database, request.requiredText('TableName')), request);
  return write(database, request, plan, ({ before }) => (returns === 'ALL_OLD' ? before : undefined));
};

export const deleteItem: Action = (database, request) => {
  const returns = oldOnly(request);
  const plan = planDelete(requireTable(database, request.requiredText('TableName')), request);
  return write(database, request, plan, ({ before }) => (returns === 'ALL_OLD' ? before : undefined));
};

export const updateItem: Action = (database, request) => {
  const returns = request.choice('ReturnValues', returnValues, 'NONE');
  const plan = planUpdate(requireTable(database, request.requiredText('TableName')), request);
  return write(database, request, plan, ({ before, after }) => {
    const item = returns === 'ALL_OLD' || returns === 'UPDATED_OLD' ? before : after;
    if (returns === 'NONE') return undefined;
    return returns === 'ALL_OLD' || returns === 'ALL_NEW' ? item : updatedOf(plan, item);
  });
};

/** The attributes that the update names; undefined when the item has none of them. */
function updatedOf({ update }: UpdatePlan, item: Item | undefined): Item | undefined {
  if (!update || !item) return undefined;
  const updated = project(item, updatedPaths(update));
  return Object.keys(updated).length > 0 ? updated : undefined;
}

function write(
  database: Database,
  request: Request,
  plan: WritePlan,
  attributesOf: (outcome: WriteOutcome) => Item | undefined,
): object {
  const outcome = evaluateWrite(plan);
  const { before, after, change } = outcome;
  const attributes = attributesOf(outcome);
  const sizeBytes = Math.max(before ? itemSizeBytes(before) : 0, after ? itemSizeBytes(after) : 0);
  const table = plan.table.definition.name;
  const answer = {
    ...(attributes && { Attributes: copyItem(attributes) }),
    ...consumedCapacity(request, { table, units: writeUnits(sizeBytes) }),
  };
  if (change) database.commit([change]);
  return answer;
}
