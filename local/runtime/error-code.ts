/** The `code` of an error of Node's own, such as `ENOENT`. */
export function errorCode(error: unknown): unknown {
  // No `instanceof`: an error made in another realm is no instance of this one's Error.
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
