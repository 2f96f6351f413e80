import { DynamodbError, validationError } from '../dynamodb-error';
import { type CancellationReason } from '../engine';
import { project } from '../expressions/document-path';
import { requireTable, type Database } from '../tables/database';
import { positionId, positionOf, requireExactKey } from '../tables/keys';
import { type Change, type Table } from '../tables/table';
import { copyItem, type Item } from '../values/attribute-value';
import { itemSizeBytes } from '../values/item-size';
import { type Action } from './action';
import { consumedCapacities, readUnits, writeUnits, type CapacityUse } from './consumed-capacity';
import { placeholdersOf, projectionOf } from './expressions';
import { planCheck, planDelete, planPut, planUpdate } from './plan-writes';
import { detected, Request } from './request';
import { evaluateWrite, type WritePlan } from './write-plan';

const maxActions = 100;
const maxTransactionBytes = 4 * 1024 * 1024;
const planners = { Put: planPut, Update: planUpdate, Delete: planDelete, ConditionCheck: planCheck } as const;
const kinds = ['Put', 'Update', 'Delete', 'ConditionCheck'] as const;

function readActions(request: Request): readonly Request[] {
  const actions = request.list('TransactItems').map((action) => new Request(action));
  if (actions.length > maxActions || actions.length === 0) {
    const bound = actions.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${maxActions}`;
    throw detected(`Value at 'transactItems' failed to satisfy constraint: Member must have length ${bound}`);
  }
  return actions;
}

function cancelled(reasons: readonly CancellationReason[]): DynamodbError {
  return new DynamodbError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { cancellationReasons: reasons },
  );
}

function requireDistinct(targets: readonly { readonly table: Table; readonly key: Item }[]): void {
  const ids = targets.map(
    ({ table, key }) => `${table.definition.name} ${positionId(positionOf(table.definition, key))}`,
  );
  if (new Set(ids).size < ids.length) {
    throw validationError('Transaction request cannot include multiple operations on one item');
  }
}

function planAction(database: Database, action: Request): WritePlan {
  const given = kinds.filter((kind) => action.has(kind));
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const part = action.part(kind);
  const table = requireTable(database, part.requiredText('TableName'));
  return planners[kind](table, part);
}

export const transactWriteItems: Action = (database, request) => {
  const token = request.text('ClientRequestToken');
  if (token === undefined) return writeAll(database, request);
  return database.idempotentRequests.once(token, request.list('TransactItems'), database.nowMs(), () =>
    writeAll(database, request),
  );
};

function writeAll(database: Database, request: Request): object {
  const plans = readActions(request).map((action) => planAction(database, action));
  requireDistinct(plans);
  const changes: Change[] = [];
  const uses: CapacityUse[] = [];
  let writtenBytes = 0;
  const reasons = plans.map((plan): CancellationReason => {
    try {
      const { before, after, change } = evaluateWrite(plan);
      const size = Math.max(before ? itemSizeBytes(before) : 0, after ? itemSizeBytes(after) : 0);
      writtenBytes += after ? itemSizeBytes(after) : 0;
      uses.push({ table: plan.table.definition.name, units: writeUnits(size, 2) });
      if (change) changes.push(change);
      return { Code: 'None' };
    } catch (error) {
      if (!(error instanceof DynamodbError)) throw error;
      const Code = error.name === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError';
      return { Code, Message: error.message, ...(error.item && { Item: error.item }) };
    }
  });
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
  if (writtenBytes > maxTransactionBytes) {
    throw validationError('Transaction size exceeded the maximum of 4 MB');
  }
  database.commit(changes);
  const ConsumedCapacity = consumedCapacities(request, uses);
  return ConsumedCapacity ? { ConsumedCapacity } : {};
}

export const transactGetItems: Action = (database, request) => {
  const reads = readActions(request).map((action) => {
    const part = action.part('Get');
    const key = part.item('Key');
    const placeholders = placeholdersOf(part, ['ProjectionExpression']);
    const paths = projectionOf(part, placeholders);
    placeholders.requireAllUsed();
    const table = requireTable(database, part.requiredText('TableName'));
    requireExactKey(table.definition, key);
    return { table, key, paths };
  });
  requireDistinct(reads);
  const uses: CapacityUse[] = [];
  const Responses = reads.map(({ table, key, paths }) => {
    const item = table.find(key);
    uses.push({ table: table.definition.name, units: readUnits(item ? itemSizeBytes(item) : 0, 2) });
    return item ? { Item: paths ? project(item, paths) : copyItem(item) } : {};
  });
  const ConsumedCapacity = consumedCapacities(request, uses);
  return { Responses, ...(ConsumedCapacity && { ConsumedCapacity }) };
};
