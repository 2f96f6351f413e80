import { validationError } from '../dynamodb-error';
import { type IndexDefinition, type KeyDefinition } from '../engine';
import { type BoundCondition } from '../expressions/bind-condition';
import { project } from '../expressions/document-path';
import { fulfils } from '../expressions/evaluate-condition';
import { type Path } from '../expressions/syntax';
import { keyAttributes, pickKey, requireExactKey } from '../tables/keys';
import { type Entry, type OrderedItems } from '../tables/ordered-items';
import { type Table } from '../tables/table';
import { copyItem, type Item } from '../values/attribute-value';
import { itemSizeBytes } from '../values/item-size';
import { type CapacityUse, consumedCapacity, readUnits } from './consumed-capacity';
import { type Request } from './request';

const pageBytes = 1024 * 1024;
const selections = ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'] as const;

/** What a Query or Scan reads: a table or one of its indexes. */
export interface ReadTarget {
  readonly table: Table;
  readonly key: KeyDefinition;
  readonly items: OrderedItems;
  readonly index: { readonly definition: IndexDefinition; readonly isGlobal: boolean } | undefined;
}

/** @throws DynamodbError `ValidationException` for an index that is not there or cannot be read consistently */
export function readTarget(request: Request, table: Table): ReadTarget {
  const name = request.text('IndexName');
  if (name === undefined) return { table, key: table.definition, items: table.ordered, index: undefined };
  const index = table.index(name);
  if (!index) throw validationError(`The table does not have the specified index: ${name}`);
  if (index.isGlobal && request.flag('ConsistentRead')) {
    throw validationError('Consistent reads are not supported on global secondary indexes');
  }
  return { table, key: index.definition, items: index.items, index };
}

/** The attributes that say where a page ended: the keys of table and index. */
function boundaryKey({ table, key }: ReadTarget, item: Item): Item {
  return { ...pickKey(table.definition, item), ...pickKey(key, item) };
}

/** `ExclusiveStartKey`, checked. @throws DynamodbError `ValidationException` */
export function startOf(request: Request, target: ReadTarget) {
  const given = request.optionalItem('ExclusiveStartKey');
  if (!given) return undefined;
  const attributes = new Map(
    [...keyAttributes(target.table.definition), ...keyAttributes(target.key)].map((attribute) => [
      attribute.name,
      attribute,
    ]),
  );
  try {
    for (const key of [target.table.definition, target.key]) requireExactKey(key, pickKey(key, given));
    if (Object.keys(given).length !== attributes.size) {
      throw validationError('The provided key element does not match the schema');
    }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationException') throw error;
    throw validationError(
      target.index ? 'The provided starting key is invalid' : `The provided starting key is invalid: ${error.message}`,
    );
  }
  return { attributes: given, ...target.table.startPosition(target.key, given) };
}

/** What `Select` asks for. @throws DynamodbError `ValidationException` when it contradicts the projection */
export function readSelect(request: Request, target: ReadTarget, paths: readonly Path[] | undefined) {
  const select = request.choice('Select', selections, target.index ? 'ALL_PROJECTED_ATTRIBUTES' : 'ALL_ATTRIBUTES');
  if (paths && request.has('Select') && select !== 'SPECIFIC_ATTRIBUTES') {
    throw validationError(
      `Cannot specify the ProjectionExpression when choosing to get ${select === 'COUNT' ? 'only the Count' : select}`,
    );
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && !paths) {
    throw validationError(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && !target.index) {
    throw validationError('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (select === 'ALL_ATTRIBUTES' && target.index?.isGlobal && projectionOf(target)) {
    throw validationError(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${target.index.definition.name} because its projection type is not ALL`,
    );
  }
  return select;
}

/** Names of the attributes that the index holds; undefined for all. */
function projectionOf({ table, key, index }: ReadTarget): readonly string[] | undefined {
  const projection = index?.definition.projection;
  if (!projection || projection.type === 'ALL') return undefined;
  const keys = [...keyAttributes(table.definition), ...keyAttributes(key)].map(({ name }) => name);
  return projection.type === 'INCLUDE' ? [...keys, ...projection.nonKeyAttributes] : keys;
}

export interface PageRequest {
  readonly entries: Iterable<Entry>;
  /** Ends the read at the first entry for which it does not hold. */
  readonly within: (entry: Entry) => boolean;
  readonly filter: BoundCondition | undefined;
  readonly paths: readonly Path[] | undefined;
  readonly select: ReturnType<typeof readSelect>;
}

/** One page of at most `Limit` items and 1 MB, before the filter; the entry that passes the megabyte is the last. */
export function readPage(request: Request, target: ReadTarget, page: PageRequest): object {
  const limit = request.integer('Limit', 1) ?? Infinity;
  const held = page.select === 'ALL_ATTRIBUTES' ? undefined : projectionOf(target)?.map((name) => [name]);
  const items: Item[] = [];
  let [scanned, matched, size] = [0, 0, 0];
  let last: Item | undefined;
  for (const entry of page.entries) {
    if (!page.within(entry)) break;
    const visible = held ? project(entry.stored.item, held) : entry.stored.item;
    scanned++;
    size += held ? itemSizeBytes(visible) : entry.stored.sizeBytes;
    if (!page.filter || fulfils(page.filter, visible)) {
      matched++;
      if (page.select !== 'COUNT') items.push(page.paths ? project(visible, page.paths) : copyItem(visible));
    }
    if (scanned >= limit || size >= pageBytes) {
      last = boundaryKey(target, entry.stored.item);
      break;
    }
  }
  const use: CapacityUse = {
    table: target.table.definition.name,
    units: readUnits(size, request.flag('ConsistentRead') ? 1 : 0.5),
    ...(target.index && { index: { name: target.index.definition.name, isGlobal: target.index.isGlobal } }),
  };
  return {
    ...(page.select !== 'COUNT' && { Items: items }),
    Count: matched,
    ScannedCount: scanned,
    ...(last && { LastEvaluatedKey: last }),
    ...consumedCapacity(request, use),
  };
}
