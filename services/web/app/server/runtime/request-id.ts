import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';

const requestId = /^[\w.:=-]{1,128}$/;

/** The caller's id of a request when it is fit for a log, else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && requestId.test(given) ? given : randomUUID();
}
