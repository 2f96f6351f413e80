import { validationError } from '../dynamodb-error';
import { project } from '../expressions/document-path';
import { requireTable } from '../tables/database';
import { positionId, positionOf, requireExactKey } from '../tables/keys';
import { copyItem, type Item } from '../values/attribute-value';
import { itemSizeBytes } from '../values/item-size';
import { readItem } from '../values/read-value';
import { type Action } from './action';
import { consumedCapacities, readUnits, type CapacityUse } from './consumed-capacity';
import { placeholdersOf, projectionOf } from './expressions';
import { detected, Request } from './request';

const maxKeys = 100;
const maxAnswerBytes = 16 * 1024 * 1024;

export const batchGetItem: Action = (database, request) => {
  const parts = request.map('RequestItems').map(([name, part]) => ({ name, part: new Request(part) }));
  if (parts.length === 0) {
    throw detected(
      `Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    );
  }
  const count = parts.reduce((sum, { part }) => sum + part.list('Keys').length, 0);
  if (count > maxKeys) throw validationError('Too many items requested for the BatchGetItem call');
  const answers: Record<string, Item[]> = {};
  const unprocessed: Record<string, object> = {};
  const uses: CapacityUse[] = [];
  let answerBytes = 0;
  for (const { name, part } of parts) {
    const placeholders = placeholdersOf(part, ['ProjectionExpression']);
    const paths = projectionOf(part, placeholders);
    placeholders.requireAllUsed();
    const table = requireTable(database, name);
    const keys = part.list('Keys').map((key) => readItem(key));
    for (const key of keys) requireExactKey(table.definition, key);
    if (new Set(keys.map((key) => positionId(positionOf(table.definition, key)))).size < keys.length) {
      throw validationError('Provided list of item keys contains duplicates');
    }
    const found: Item[] = [];
    const left: Item[] = [];
    for (const key of keys) {
      const item = table.find(key);
      const size = item ? itemSizeBytes(item) : 0;
      if (answerBytes + size > maxAnswerBytes) {
        left.push(key);
        continue;
      }
      answerBytes += size;
      uses.push({ table: name, units: readUnits(size, part.flag('ConsistentRead') ? 1 : 0.5) });
      if (item) found.push(paths ? project(item, paths) : copyItem(item));
    }
    answers[name] = found;
    if (left.length > 0) unprocessed[name] = { ...Object.fromEntries(part.entries), Keys: left };
  }
  const ConsumedCapacity = consumedCapacities(request, uses);
  return { Responses: answers, UnprocessedKeys: unprocessed, ...(ConsumedCapacity && { ConsumedCapacity }) };
};
