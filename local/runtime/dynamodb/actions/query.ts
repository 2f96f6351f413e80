import { validationError } from '../dynamodb-error';
import { readKeyCondition, type SortCondition } from '../expressions/key-condition';
import { requireTable } from '../tables/database';
import { keyAttributes, orderOf } from '../tables/keys';
import { type Action } from './action';
import { attributesRead, conditionOf, placeholdersOf, projectionOf } from './expressions';
import { readPage, readSelect, readTarget, startOf } from './paged-read';

/** A range of sort keys by their order keys, which compare by code unit. */
interface Range {
  /** Whether `sort` lies within the range or behind it. */
  readonly isReached: (sort: string) => boolean;
  /** Whether `sort` lies behind the range. */
  readonly isPassed: (sort: string) => boolean;
}

const always = () => true;
const never = () => false;

function rangeOf(condition: SortCondition | undefined): Range {
  if (!condition) return { isReached: always, isPassed: never };
  if (condition.kind === 'between') {
    const [low, high] = [orderOf(condition.low), orderOf(condition.high)];
    return { isReached: (sort) => sort >= low, isPassed: (sort) => sort > high };
  }
  const key = orderOf(condition.value);
  switch (condition.kind) {
    case '=':
      return { isReached: (sort) => sort >= key, isPassed: (sort) => sort > key };
    case '<':
      return { isReached: always, isPassed: (sort) => sort >= key };
    case '<=':
      return { isReached: always, isPassed: (sort) => sort > key };
    case '>':
      return { isReached: (sort) => sort > key, isPassed: never };
    case '>=':
      return { isReached: (sort) => sort >= key, isPassed: never };
    case 'begins_with':
      // An order key begins with the order key of every prefix of its text or bytes.
      return { isReached: (sort) => sort >= key, isPassed: (sort) => sort > key && !sort.startsWith(key) };
  }
}

export const query: Action = (database, request) => {
  const name = request.requiredText('TableName');
  if (!request.has('KeyConditionExpression')) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const placeholders = placeholdersOf(request, ['FilterExpression', 'KeyConditionExpression', 'ProjectionExpression']);
  const keyCondition = conditionOf(request, 'KeyConditionExpression', placeholders);
  const filter = conditionOf(request, 'FilterExpression', placeholders);
  const paths = projectionOf(request, placeholders);
  placeholders.requireAllUsed();
  const target = readTarget(request, requireTable(database, name));
  const select = readSelect(request, target, paths);
  if (!keyCondition) throw new TypeError('query: a key condition was there and is lost');
  const { partition, sort } = readKeyCondition(keyCondition, target.key);
  const read = filter ? attributesRead(filter) : new Set<string>();
  const keyInFilter = keyAttributes(target.key).find(({ name: key }) => read.has(key));
  if (keyInFilter) {
    throw validationError(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${keyInFilter.name}`,
    );
  }
  const start = startOf(request, target);
  const partitionOrder = orderOf(partition);
  const range = rangeOf(sort);
  if (start && start.partition !== partitionOrder) {
    throw validationError('The provided starting key is outside query boundaries based on provided conditions');
  }
  if (start && (!range.isReached(start.sort) || range.isPassed(start.sort))) {
    throw validationError('The provided starting key does not match the range key predicate');
  }
  const entries =
    request.raw('ScanIndexForward') === false
      ? target.items.descending(partitionOrder, range.isPassed, start)
      : target.items.ascending(partitionOrder, range.isReached, start);
  return readPage(request, target, {
    entries,
    within: (entry) => range.isReached(entry.sort) && !range.isPassed(entry.sort),
    filter,
    paths,
    select,
  });
};
