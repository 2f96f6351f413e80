import type { SelectPayload } from '@aws-appsync/utils/rds';
import { conditionSql } from './condition';
import { isStatement, statement, type Statement } from './statement';
import { type SqlWriter } from './sql-text';

type Row = Record<string, unknown>;

interface Aggregate {
  readonly call: string;
  readonly column: string;
}

const aggregates = new WeakSet<object>();

/** `agg` of `@aws-appsync/utils/rds`: aggregate functions for `columns`. */
export const agg = {
  max: (column: string) => aggregate('MAX(', column),
  maxDistinct: (column: string) => aggregate('MAX(DISTINCT ', column),
  min: (column: string) => aggregate('MIN(', column),
  minDistinct: (column: string) => aggregate('MIN(DISTINCT ', column),
  count: (column: string) => aggregate('COUNT(', column),
  countDistinct: (column: string) => aggregate('COUNT(DISTINCT ', column),
  avg: (column: string) => aggregate('AVG(', column),
  avgDistinct: (column: string) => aggregate('AVG(DISTINCT ', column),
  sum: (column: string) => aggregate('SUM(', column),
  sumDistinct: (column: string) => aggregate('SUM(DISTINCT ', column),
};

/** Keys of the payload that join another table and the SQL word of each, in the order they are written. */
const JOINS = [
  ['join', 'JOIN'],
  ['innerJoin', 'INNER JOIN'],
  ['leftJoin', 'LEFT JOIN'],
  ['leftOuterJoin', 'LEFT OUTER JOIN'],
  ['rightJoin', 'RIGHT JOIN'],
  ['rightOuterJoin', 'RIGHT OUTER JOIN'],
  ['fullOuterJoin', 'FULL OUTER JOIN'],
  ['crossJoin', 'CROSS JOIN'],
  ['joinNatural', 'NATURAL JOIN'],
  ['innerJoinNatural', 'NATURAL INNER JOIN'],
  ['leftJoinNatural', 'NATURAL LEFT JOIN'],
  ['leftOuterJoinNatural', 'NATURAL LEFT OUTER JOIN'],
  ['rightJoinNatural', 'NATURAL RIGHT JOIN'],
  ['rightOuterJoinNatural', 'NATURAL RIGHT OUTER JOIN'],
  ['fullOuterJoinNatural', 'NATURAL FULL OUTER JOIN'],
] as const;

/** A SELECT statement. */
export function select(payload: SelectPayload<Row>): Statement {
  return statement('select', (writer) => {
    const { where, groupBy, having, orderBy, limit, offset } = payload;
    const parts = [`SELECT ${columnsSql(writer, payload.columns)} FROM ${sourceSql(writer, payload)}`];
    for (const [key, words] of JOINS) {
      for (const joinedTable of payload[key] ?? []) parts.push(`${words} ${joinSql(writer, joinedTable)}`);
    }
    if (where) parts.push(`WHERE ${whereSql(writer, where)}`);
    if (groupBy) {
      parts.push(
        `GROUP BY ${groupBy.map((column) => (typeof column === 'number' ? column : writer.name(column))).join(', ')}`,
      );
    }
    if (having) parts.push(`HAVING ${conditionSql(writer, having)}`);
    if (orderBy) {
      const keys = orderBy.map(({ column, dir = 'ASC' }) => `${writer.name(column)} ${direction(dir)}`);
      parts.push(`ORDER BY ${keys.join(', ')}`);
    }
    if (limit !== undefined) parts.push(`LIMIT ${writer.bind(limit)}`);
    if (offset !== undefined) parts.push(`OFFSET ${writer.bind(offset)}`);
    return parts.join(' ');
  });
}

/** A WHERE clause without its word: a condition object or SQL of the tag `sql`. */
export function whereSql(writer: SqlWriter, where: object): string {
  return isStatement(where) ? where.write(writer) : conditionSql(writer, where);
}

/** The table of a payload (`table` or `from`), which may be a name, an alias or a select. @throws Error without one. */
export function sourceSql(writer: SqlWriter, payload: { readonly table?: unknown; readonly from?: unknown }): string {
  const source = payload.table ?? payload.from;
  if (source === undefined || source === null) throw new Error('rds: a statement needs table or from');
  return columnSql(writer, source);
}

/** Columns, tables or `*`, separated by commas. */
export function columnsSql(writer: SqlWriter, columns: unknown): string {
  if (columns === undefined || columns === null || columns === '*') return '*';
  if (!Array.isArray(columns)) throw new Error(`rds: columns must be a list or '*', got ${JSON.stringify(columns)}`);
  return columns.map((column: unknown) => columnSql(writer, column)).join(', ');
}

/** A name, an aggregate, a statement in brackets, or `{ alias: any of these }`. */
function columnSql(writer: SqlWriter, column: unknown): string {
  if (typeof column === 'string') return writer.name(column);
  if (isAggregate(column)) return `${column.call}${writer.name(column.column)})`;
  if (isStatement(column)) return `(${column.write(writer)})`;
  if (typeof column !== 'object' || column === null)
    throw new Error(`rds: a name must be a string, got ${typeof column}`);
  return Object.entries(column)
    .map(([alias, inner]: readonly [string, unknown]) => `${columnSql(writer, inner)} AS ${writer.name(alias)}`)
    .join(', ');
}

function joinSql(
  writer: SqlWriter,
  join: { readonly using?: unknown; readonly on?: object; readonly table?: unknown },
): string {
  const table = sourceSql(writer, join);
  if (join.using !== undefined) return `${table} USING (${columnsSql(writer, join.using)})`;
  return join.on === undefined ? table : `${table} ON ${whereSql(writer, join.on)}`;
}

function direction(dir: string): string {
  const word = dir.toUpperCase();
  if (word === 'ASC' || word === 'DESC') return word;
  throw new Error(`rds: dir of orderBy must be ASC or DESC, got ${dir}`);
}

function aggregate(call: string, column: string): Aggregate {
  const made = { call, column };
  aggregates.add(made);
  return made;
}

function isAggregate(value: unknown): value is Aggregate {
  return typeof value === 'object' && value !== null && aggregates.has(value);
}
