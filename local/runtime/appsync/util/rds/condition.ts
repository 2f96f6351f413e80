import { type SqlWriter } from './sql-text';

const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ['eq', '='],
  ['ne', '!='],
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>='],
]);

/** Functions a column may stand in on the left of a comparison (`{ price: { max: { gt: 1 } } }`). */
const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['size', 'LENGTH'],
  ...['max', 'min', 'avg', 'sum', 'count'].flatMap((name): [string, string][] => [
    [name, name.toUpperCase()],
    [`${name}Distinct`, `${name.toUpperCase()}(DISTINCT`],
  ]),
]);

/**
 * A condition object (`{ column: { operator: value } }`, groups by `and`, `or`, `not`) as SQL; several conditions are
 * each in brackets, joined by AND.
 * @throws Error for an unknown operator or an operand of the wrong type.
 */
export function conditionSql(writer: SqlWriter, condition: unknown): string {
  return joined(conditionParts(writer, condition), 'AND');
}

function conditionParts(writer: SqlWriter, condition: unknown): readonly string[] {
  return Object.entries(objectOf('a condition', condition)).flatMap(([key, value]) => {
    if (key === 'and' || key === 'or') {
      const parts = listOf(key, value).map((member) => conditionSql(writer, member));
      return [joined(parts, key.toUpperCase())];
    }
    if (key === 'not') {
      const members = Array.isArray(value) ? (value as readonly unknown[]) : [value];
      return [
        `NOT (${joined(
          members.map((member) => conditionSql(writer, member)),
          'AND',
        )})`,
      ];
    }
    return operatorParts(writer, writer.name(key), key, value);
  });
}

function operatorParts(writer: SqlWriter, operand: string, column: string, operators: unknown): readonly string[] {
  return Object.entries(objectOf(`column ${column}`, operators)).flatMap(([operator, value]) => {
    const call = FUNCTIONS.get(operator);
    if (call !== undefined) {
      const opening = call.includes('(') ? `${call} ` : `${call}(`;
      return operatorParts(writer, `${opening}${operand})`, column, value);
    }
    return [comparison(writer, operand, operator, value)];
  });
}

function comparison(writer: SqlWriter, operand: string, operator: string, value: unknown): string {
  const sign = COMPARISONS.get(operator);
  if (sign !== undefined)
    return value === null ? nullTest(operand, operator) : `${operand} ${sign} ${writer.bind(value)}`;
  switch (operator) {
    case 'beginsWith':
      return `${operand} LIKE ${writer.bind(`${textOf(operator, value)}%`)}`;
    case 'contains':
      return `${operand} LIKE ${writer.bind(`%${textOf(operator, value)}%`)}`;
    case 'notContains':
      return `${operand} NOT LIKE ${writer.bind(`%${textOf(operator, value)}%`)}`;
    case 'between': {
      const [start, end] = listOf(operator, value);
      return `${operand} BETWEEN ${writer.bind(start)} AND ${writer.bind(end)}`;
    }
    case 'in':
      return `${operand} IN (${listOf(operator, value)
        .map((item) => writer.bind(item))
        .join(', ')})`;
    case 'attributeExists':
      return `${operand} IS ${value === true ? 'NOT NULL' : 'NULL'}`;
    default:
      throw new Error(
        `rds: unknown operator ${operator}; allowed are ${[...COMPARISONS.keys()].join(', ')}, between, in, beginsWith, ` +
          `contains, notContains, attributeExists, ${[...FUNCTIONS.keys()].join(', ')}`,
      );
  }
}

/** SQL compares with NULL by IS. @throws Error for an order comparison, which has no meaning. */
function nullTest(operand: string, operator: string): string {
  if (operator === 'eq') return `${operand} IS NULL`;
  if (operator === 'ne') return `${operand} IS NOT NULL`;
  throw new Error(`rds: operator ${operator} cannot compare with null`);
}

function joined(parts: readonly string[], joiner: string): string {
  return parts.length > 1 ? parts.map((part) => `(${part})`).join(` ${joiner} `) : parts.join('');
}

function objectOf(where: string, value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error(`rds: ${where} must be an object, got ${JSON.stringify(value)}`);
}

function listOf(where: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`rds: ${where} must be a list, got ${JSON.stringify(value)}`);
}

function textOf(where: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error(`rds: ${where} must be a string, got ${JSON.stringify(value)}`);
}
