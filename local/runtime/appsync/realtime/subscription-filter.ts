import { isJsonRecord } from './json-record';
import { valueKey } from './value-key';

/** Decides whether a published value, or the payload of an invalidation, meets a filter. */
export type ValueFilter = (value: unknown) => boolean;

/** A filter that AppSync would not accept. */
export class SubscriptionFilterError extends Error {
  override readonly name = 'SubscriptionFilterError';
}

/** A compiled comparison; `actual` is undefined or null where the value has nothing at the path. */
type Comparison = (actual: unknown) => boolean;

const MAXIMUM_PATH_LENGTH = 256;
const MAXIMUM_PATH_DEPTH = 5;
const MAXIMUM_GROUPS = 10;
const MAXIMUM_FILTERS = 10;
const MAXIMUM_IN_VALUES = 5;
const MAXIMUM_CONTAINS_ANY_VALUES = 20;

/**
 * Compiles an enhanced filter, `{ filterGroup: [{ filters: [{ fieldName, operator, value }] }] }`: groups are
 * alternatives, all filters of a group must hold. Comparisons are by type and value, text by UTF-16 units; a field that
 * is null or absent meets `ne`, `notContains` and `notIn` only. No group at all restricts nothing.
 * @throws SubscriptionFilterError for an unknown operator, a value of the wrong form or too many parts.
 */
export function compileSubscriptionFilter(filter: unknown): ValueFilter {
  const groups = isJsonRecord(filter) ? filter.filterGroup : undefined;
  const group = list(groups, 'filterGroup', 0, MAXIMUM_GROUPS).map(compileGroup);
  return (value) => group.length === 0 || group.some((holds) => holds(value));
}

function compileGroup(group: unknown, index: number): ValueFilter {
  const where = `filterGroup[${index}].filters`;
  const filters = list(isJsonRecord(group) ? group.filters : undefined, where, 0, MAXIMUM_FILTERS);
  const conditions = filters.map((filter, position) => compileCondition(filter, `${where}[${position}]`));
  return (value) => conditions.every((holds) => holds(value));
}

function compileCondition(filter: unknown, where: string): ValueFilter {
  if (!isJsonRecord(filter)) throw fault(where, 'must be an object with fieldName, operator and value', filter);
  const path = fieldPath(filter.fieldName, `${where}.fieldName`);
  const compare = comparison(filter.operator, filter.value, where);
  return (value) => compare(valueAt(value, path));
}

function fieldPath(fieldName: unknown, where: string): readonly string[] {
  const path = typeof fieldName === 'string' ? fieldName.split('.') : [];
  const fits = String(fieldName).length <= MAXIMUM_PATH_LENGTH && path.length <= MAXIMUM_PATH_DEPTH;
  if (path.length > 0 && fits && !path.includes('')) return path;
  const range = `of 1 to ${MAXIMUM_PATH_DEPTH} names joined by dots, at most ${MAXIMUM_PATH_LENGTH} characters`;
  throw fault(where, `must be a path ${range}`, fieldName);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((current, name) => (isJsonRecord(current) ? current[name] : undefined), value);
}

function comparison(operator: unknown, value: unknown, where: string): Comparison {
  const at = `${where}.value`;
  switch (operator) {
    case 'eq':
      return equals(scalar(value, at));
    case 'ne':
      return not(equals(scalar(value, at)));
    case 'le':
      return ordered(value, at, (actual, bound) => actual <= bound);
    case 'lt':
      return ordered(value, at, (actual, bound) => actual < bound);
    case 'ge':
      return ordered(value, at, (actual, bound) => actual >= bound);
    case 'gt':
      return ordered(value, at, (actual, bound) => actual > bound);
    case 'contains':
      return contains(textOrNumber(value, at));
    case 'notContains':
      return not(contains(textOrNumber(value, at)));
    case 'beginsWith':
      return beginsWith(value, at);
    case 'in':
      return isIn(list(value, at, 1, MAXIMUM_IN_VALUES), at);
    case 'notIn':
      return not(isIn(list(value, at, 1, MAXIMUM_IN_VALUES), at));
    case 'between':
      return between(list(value, at, 2, 2), at);
    case 'containsAny':
      return containsAny(list(value, at, 1, MAXIMUM_CONTAINS_ANY_VALUES), at);
    default:
      throw fault(
        `${where}.operator`,
        'must be eq, ne, le, lt, ge, gt, contains, notContains, beginsWith, in, notIn, between or containsAny',
        operator,
      );
  }
}

function equals(expected: unknown): Comparison {
  return (actual) => actual === expected;
}

function not(compare: Comparison): Comparison {
  return (actual) => !compare(actual);
}

function ordered(
  value: unknown,
  where: string,
  holds: (actual: string | number, bound: string | number) => boolean,
): Comparison {
  const bound = textOrNumber(value, where);
  // A text is never compared with a number: JavaScript would turn the text into a number.
  return (actual) => isTextOrNumber(actual) && typeof actual === typeof bound && holds(actual, bound);
}

function between(values: readonly unknown[], where: string): Comparison {
  const atLeast = ordered(values[0], where, (actual, bound) => actual >= bound);
  const atMost = ordered(values[1], where, (actual, bound) => actual <= bound);
  return (actual) => atLeast(actual) && atMost(actual);
}

/** Part of a text, or member of a list. */
function contains(expected: string | number): Comparison {
  return (actual) => {
    if (typeof actual === 'string') return typeof expected === 'string' && actual.includes(expected);
    return Array.isArray(actual) && actual.includes(expected);
  };
}

function containsAny(values: readonly unknown[], where: string): Comparison {
  const alternatives = values.map((value) => contains(textOrNumber(value, where)));
  return (actual) => alternatives.some((holds) => holds(actual));
}

function beginsWith(value: unknown, where: string): Comparison {
  if (typeof value !== 'string') throw fault(where, 'must be a text', value);
  return (actual) => typeof actual === 'string' && actual.startsWith(value);
}

function isIn(values: readonly unknown[], where: string): Comparison {
  const expected = values.map((value) => scalar(value, where));
  return (actual) => expected.some((value) => value === actual);
}

function list(value: unknown, where: string, minimum: number, maximum: number): readonly unknown[] {
  if (Array.isArray(value) && value.length >= minimum && value.length <= maximum) return value;
  const size = minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
  throw fault(where, `must be a list of ${size} entries`, value);
}

function scalar(value: unknown, where: string): string | number | boolean {
  if (typeof value === 'boolean' || isTextOrNumber(value)) return value;
  throw fault(where, 'must be a text, number or boolean', value);
}

function textOrNumber(value: unknown, where: string): string | number {
  if (isTextOrNumber(value)) return value;
  throw fault(where, 'must be a text or number', value);
}

function isTextOrNumber(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function fault(where: string, allowed: string, value: unknown): SubscriptionFilterError {
  return new SubscriptionFilterError(`${where} ${allowed}, got ${valueKey(value).slice(0, 100)}`);
}
