import { type SqlWriter } from './sql-text';

/** SQL that is written when its request is made: only then are dialect and numbers of the variables known. */
export interface Statement {
  readonly kind: 'select' | 'insert' | 'update' | 'remove' | 'sql';
  readonly write: (writer: SqlWriter) => string;
}

const statements = new WeakSet<object>();

/** Marks a statement as made here, so that data which looks like one is never taken for SQL. */
export function statement(kind: Statement['kind'], write: Statement['write']): Statement {
  const made = { kind, write };
  statements.add(made);
  return made;
}

export function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && statements.has(value);
}

/** The tag `sql`: literal parts are SQL, each expression becomes a variable. */
export function sql(literal: readonly string[], ...values: readonly unknown[]): Statement {
  return statement('sql', (writer) =>
    literal.map((part, index) => part + (index < values.length ? writer.bind(values[index]) : '')).join(''),
  );
}
