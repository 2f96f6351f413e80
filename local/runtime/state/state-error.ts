export type StateErrorCode = 'no-state' | 'empty-state' | 'unreadable-state' | 'unknown-version' | 'broken-state';

/** A state that the runtime cannot start from. */
export class StateError extends Error {
  override readonly name = 'StateError';

  constructor(
    readonly code: StateErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
