/** Refusal of a request as a whole, before any GraphQL. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly statusCode = 401;
  /** As it stands in the body. */
  readonly errorType = 'UnauthorizedException';
}
