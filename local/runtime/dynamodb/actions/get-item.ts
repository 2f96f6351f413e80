import { project } from '../expressions/document-path';
import { requireTable } from '../tables/database';
import { requireExactKey } from '../tables/keys';
import { copyItem } from '../values/attribute-value';
import { itemSizeBytes } from '../values/item-size';
import { type Action } from './action';
import { consumedCapacity, readUnits } from './consumed-capacity';
import { placeholdersOf, projectionOf } from './expressions';

export const getItem: Action = (database, request) => {
  const name = request.requiredText('TableName');
  const key = request.item('Key');
  const placeholders = placeholdersOf(request, ['ProjectionExpression']);
  const paths = projectionOf(request, placeholders);
  placeholders.requireAllUsed();
  const table = requireTable(database, name);
  requireExactKey(table.definition, key);
  const item = table.find(key);
  const units = readUnits(item ? itemSizeBytes(item) : 0, request.flag('ConsistentRead') ? 1 : 0.5);
  return {
    ...(item && { Item: paths ? project(item, paths) : copyItem(item) }),
    ...consumedCapacity(request, { table: table.definition.name, units }),
  };
};
