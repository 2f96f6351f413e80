/** A message that breaks HTTP/1.1 or a limit. The connection it came on must be closed after the answer. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  /** `status` is what a client gets when it sent the message; a broken answer of an upstream is always a 502. */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
