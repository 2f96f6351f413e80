import { errorCode } from '../../error-code';
import { errorResponse, type OwnResponse } from './own-response';

const timeouts = new Set<unknown>(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT']);

/** A body that did not go on: the client sent no more, or the target took no more. */
export class StalledBody extends Error {
  override readonly name = 'StalledBody';

  constructor(readonly status: 408 | 504) {
    super(status === 408 ? 'the client sends no more of its body' : 'the target takes no more of the body');
  }
}

/**
 * The answer when a target gave none: 504 when it took too long, 408 when it is the client that did, 502 when the target
 * refused the connection, broke it or sent what is no HTTP.
 */
export function failureResponse(error: unknown): OwnResponse {
  if (error instanceof StalledBody) return errorResponse(error.status, error.message);
  const message = error instanceof Error ? error.message : String(error);
  return errorResponse(timeouts.has(errorCode(error)) ? 504 : 502, `target: ${message}`);
}
