/** A value with the type the database shall take it for. */
export interface TypedValue {
  readonly type: TypeHint;
  readonly value: unknown;
}

export type TypeHint = 'DECIMAL' | 'JSON' | 'TIMESTAMP' | 'TIME' | 'UUID' | 'DATE';

const typed = new WeakSet<object>();

/** `typeHint` of `@aws-appsync/utils/rds`: the hints of the RDS Data API. */
export const typeHint = {
  DECIMAL: (value: unknown) => hinted('DECIMAL', value),
  JSON: (value: unknown) => hinted('JSON', value),
  TIMESTAMP: (value: unknown) => hinted('TIMESTAMP', value),
  TIME: (value: unknown) => hinted('TIME', value),
  UUID: (value: unknown) => hinted('UUID', value),
  DATE: (value: unknown) => hinted('DATE', value),
};

/** The database a statement is written for: PostgreSQL quotes names with `"`, MySQL with a backtick. */
export type Dialect = 'postgresql' | 'mysql';

/** Collects the variables of a request while its statements are written; they are numbered across both statements. */
export class SqlWriter {
  readonly dialect: Dialect;
  readonly variableMap: Record<string, unknown> = {};
  readonly variableTypeHintMap: Record<string, TypeHint> = {};

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  /** A placeholder for `value`, which never becomes part of the SQL text. */
  bind(value: unknown): string {
    const placeholder = `:P${Object.keys(this.variableMap).length}`;
    if (isTyped(value)) {
      this.variableMap[placeholder] = value.value;
      this.variableTypeHintMap[placeholder] = value.type;
    } else {
      this.variableMap[placeholder] = value;
    }
    return placeholder;
  }

  /** A name in quotes; `table.column` is quoted part by part, `*` stays. */
  name(name: string): string {
    const quote = this.dialect === 'postgresql' ? '"' : '`';
    return name
      .split('.')
      .map((part) => (part === '*' ? part : quote + part.replaceAll(quote, quote + quote) + quote))
      .join('.');
  }
}

function hinted(type: TypeHint, value: unknown): TypedValue {
  const hint = { type, value };
  typed.add(hint);
  return hint;
}

function isTyped(value: unknown): value is TypedValue {
  return typeof value === 'object' && value !== null && typed.has(value);
}
