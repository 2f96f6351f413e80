import { validationError } from '../dynamodb-error';
import { requireTable } from '../tables/database';
import { positionId, positionOf } from '../tables/keys';
import { itemSizeBytes } from '../values/item-size';
import { type Action } from './action';
import { consumedCapacities, writeUnits, type CapacityUse } from './consumed-capacity';
import { planDelete, planPut } from './plan-writes';
import { detected, Request } from './request';
import { evaluateWrite } from './write-plan';

const maxRequests = 25;

export const batchWriteItem: Action = (database, request) => {
  const tables = request.map('RequestItems').map(([name, requests]) => {
    const list = new Request({ requests }).list('requests').map((part) => new Request(part));
    return { name, list };
  });
  const count = tables.reduce((sum, { list }) => sum + list.length, 0);
  if (tables.length === 0) {
    throw detected(
      `Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    );
  }
  if (tables.some(({ list }) => list.length === 0)) {
    throw validationError('The batch write request list for a table cannot be null or empty');
  }
  if (count > maxRequests) {
    throw detected(
      `Value at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${maxRequests}, Member must have length greater than or equal to 1]`,
    );
  }
  const plans = tables.flatMap(({ name, list }) => {
    const table = requireTable(database, name);
    const planned = list.map((part) => {
      if (part.has('PutRequest') === part.has('DeleteRequest')) {
        throw validationError(
          'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
        );
      }
      return part.has('PutRequest')
        ? planPut(table, part.part('PutRequest'))
        : planDelete(table, part.part('DeleteRequest'));
    });
    if (new Set(planned.map(({ key }) => positionId(positionOf(table.definition, key)))).size < planned.length) {
      throw validationError('Provided list of item keys contains duplicates');
    }
    return planned;
  });
  const uses: CapacityUse[] = [];
  for (const plan of plans) {
    const { before, after, change } = evaluateWrite(plan);
    const sizeBytes = Math.max(before ? itemSizeBytes(before) : 0, after ? itemSizeBytes(after) : 0);
    uses.push({ table: plan.table.definition.name, units: writeUnits(sizeBytes) });
    if (change) database.commit([change]);
  }
  const ConsumedCapacity = consumedCapacities(request, uses);
  return { UnprocessedItems: {}, ...(ConsumedCapacity && { ConsumedCapacity }) };
};
