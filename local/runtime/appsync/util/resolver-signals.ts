/** One entry for `errors` of the GraphQL answer. `errorType`, `data` and `errorInfo` are null when the code gave none. */
export interface ResolverErrorEntry {
  readonly message: string;
  readonly errorType: string | null;
  readonly data: unknown;
  readonly errorInfo: unknown;
}

/** Thrown by `util.error` and `util.unauthorized`: ends the handler; the executor turns it into an error entry. */
export class ResolverError extends Error implements ResolverErrorEntry {
  override readonly name = 'ResolverError';
  readonly errorType: string | null;
  readonly data: unknown;
  readonly errorInfo: unknown;

  constructor(entry: ResolverErrorEntry) {
    super(entry.message);
    this.errorType = entry.errorType;
    this.data = entry.data;
    this.errorInfo = entry.errorInfo;
  }
}

/**
 * Thrown by `util.unauthorized`. The executor knows the field, so it words the message as AppSync does
 * (`Not Authorized to access <field> on type <type>`); the error type is `Unauthorized`.
 */
export class UnauthorizedError extends ResolverError {
  constructor() {
    super({ message: 'Unauthorized', errorType: 'Unauthorized', data: null, errorInfo: null });
  }
}

/** Where execution goes on after `runtime.earlyReturn`: the next pipeline handler, or the resolver's response handler. */
export type SkipTo = 'NEXT' | 'END';

/**
 * Thrown by `runtime.earlyReturn`: ends the handler with `value` as its result, skipping data source and response handler.
 * Not an Error: it is no failure and must not be reported as one.
 */
export class EarlyReturn {
  readonly name = 'EarlyReturn';
  readonly value: unknown;
  /** Undefined when the code gave none: then a function goes on with the next one, a resolver with its response handler. */
  readonly skipTo: SkipTo | undefined;

  constructor(value: unknown, skipTo?: SkipTo) {
    this.value = value;
    this.skipTo = skipTo;
  }
}
