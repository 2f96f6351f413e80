/** A failure of a data source, as `ctx.error` shows it to the response handler. */
export class DataSourceError extends Error {
  override readonly name = 'DataSourceError';
  /** `DynamoDB:ConditionalCheckFailedException`, `Lambda:Unhandled`, … */
  readonly type: string;
  /** What `ctx.result` holds beside the error: the item of a failed condition, the cancellation reasons. */
  readonly data: unknown;
  /** `errorInfo` of the error entry. */
  readonly errorInfo: unknown;

  constructor(type: string, message: string, detail: { readonly data?: unknown; readonly errorInfo?: unknown } = {}) {
    super(message);
    this.type = type;
    this.data = detail.data ?? null;
    this.errorInfo = detail.errorInfo ?? null;
  }
}
