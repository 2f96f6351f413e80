/** A column's value as the RDS Data API gives it: one of several typed fields, or `isNull`. */
type ColumnValue = Readonly<Record<string, unknown>>;

interface StatementResult {
  readonly records?: readonly (readonly ColumnValue[])[] | null;
  readonly columnMetadata?: readonly { readonly label?: string; readonly name?: string }[] | null;
}

/**
 * `util.rds.toJsonObject` and `toJsonObject` of the RDS module: for each statement its records as objects by column label.
 * A statement that answers no columns (INSERT, UPDATE, DELETE) gives empty records or an empty list.
 * @throws Error when the input is no result of the Data API.
 */
export function toJsonObject(result: string | object): Record<string, unknown>[][] {
  const parsed: unknown = typeof result === 'string' ? JSON.parse(result) : result;
  return statementsOf(parsed).map(({ records, columnMetadata }) =>
    (records ?? []).map((record) =>
      Object.fromEntries(
        record.map((value, index) => {
          const column = columnMetadata?.[index];
          return [column?.label ?? column?.name ?? String(index), columnValue(value)];
        }),
      ),
    ),
  );
}

function statementsOf(result: unknown): readonly StatementResult[] {
  if (typeof result === 'object' && result !== null && 'sqlStatementResults' in result) {
    const { sqlStatementResults } = result;
    if (Array.isArray(sqlStatementResults)) return sqlStatementResults as readonly StatementResult[];
  }
  throw new Error('rds.toJsonObject: the result must have a list sqlStatementResults');
}

/** The one typed field that is set; null for `isNull`. A list of values keeps its order. */
function columnValue(value: ColumnValue): unknown {
  if (value.isNull === true || value.null === true) return null;
  const [field] = Object.entries(value).filter(([name]) => name !== 'isNull' && name !== 'null');
  if (field === undefined) return null;
  const [name, content] = field;
  return name === 'arrayValues' && Array.isArray(content)
    ? content.map((item) => columnValue(item as ColumnValue))
    : content;
}
