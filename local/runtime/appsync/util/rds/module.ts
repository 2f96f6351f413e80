/**
 * The module `@aws-appsync/utils/rds`: SQL statements from plain values for the RDS Data API. Values always travel as
 * variables (`:P0`), names are quoted (AppSync guide, "Amazon RDS module functions").
 */
import type { InsertPayload, RemovePayload, UpdatePayload } from '@aws-appsync/utils/rds';
import { columnsSql, sourceSql, whereSql } from './select';
import { SqlWriter, type Dialect } from './sql-text';
import { isStatement, statement, type Statement } from './statement';

export { agg, select } from './select';
export { toJsonObject } from './sql-result';
export { typeHint } from './sql-text';
export { sql } from './statement';

type Row = Record<string, unknown>;

/** An INSERT statement of one row. */
export function insert(payload: InsertPayload<Row>): Statement {
  return statement('insert', (writer) => {
    const columns = Object.entries(payload.values);
    const names = columns.map(([column]) => writer.name(column)).join(', ');
    const values = columns.map(([, value]) => writer.bind(value)).join(', ');
    return `INSERT INTO ${sourceSql(writer, payload)} (${names}) VALUES (${values})${returning(writer, payload)}`;
  });
}

/** An UPDATE statement; without `where` it changes every row. */
export function update(payload: UpdatePayload<Row>): Statement {
  return statement('update', (writer) => {
    const table = sourceSql(writer, payload);
    const changes = Object.entries(payload.values).map(
      ([column, value]) => `${writer.name(column)} = ${writer.bind(value)}`,
    );
    const where = payload.where ? ` WHERE ${whereSql(writer, payload.where)}` : '';
    return `UPDATE ${table} SET ${changes.join(', ')}${where}${returning(writer, payload)}`;
  });
}

/** A DELETE statement; without `where` it removes every row. */
export function remove(payload: RemovePayload<Row>): Statement {
  return statement('remove', (writer) => {
    const where = payload.where ? ` WHERE ${whereSql(writer, payload.where)}` : '';
    return `DELETE FROM ${sourceSql(writer, payload)}${where}${returning(writer, payload)}`;
  });
}

/** A request of one or two statements for PostgreSQL; a string is SQL as it stands. */
export function createPgStatement(statement1: Statement | string, statement2?: Statement | string | null) {
  return createRequest('postgresql', statement1, statement2);
}

/** A request of one or two statements for MySQL; a string is SQL as it stands. */
export function createMySQLStatement(statement1: Statement | string, statement2?: Statement | string | null) {
  return createRequest('mysql', statement1, statement2);
}

function createRequest(dialect: Dialect, ...given: readonly (Statement | string | null | undefined)[]) {
  const writer = new SqlWriter(dialect);
  const statements = given
    .filter((one) => one !== null && one !== undefined)
    .map((one) => {
      if (typeof one === 'string') return one;
      if (isStatement(one)) return one.write(writer);
      throw new Error('rds: a statement must be a string or made by select, insert, update, remove or sql');
    });
  return {
    statements,
    variableMap: writer.variableMap,
    variableTypeHintMap: writer.variableTypeHintMap,
  };
}

/** PostgreSQL answers columns of the rows it changed; MySQL has no such clause. @throws Error when asked of MySQL. */
function returning(writer: SqlWriter, payload: { readonly returning?: unknown }): string {
  if (payload.returning === undefined) return '';
  if (writer.dialect === 'mysql') throw new Error('rds: returning is for PostgreSQL only; MySQL has no such clause');
  return ` RETURNING ${columnsSql(writer, payload.returning)}`;
}
