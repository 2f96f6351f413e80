import { type Construct } from 'constructs';
import { requireMatch } from '../validate';

/** An answer that the load balancer gives by itself. */
export interface JsonAnswer {
  /** 200 to 599, but for redirects. */
  readonly status: number;
  /** Sent as JSON, at most 1024 bytes. */
  readonly body: object;
}

/** Bytes of the longest body of a fixed response. */
const maxBodyBytes = 1024;

/**
 * The action of a listener or a rule that gives this answer.
 * @throws RangeError at synth for a status that is not 2xx, 4xx or 5xx, or for a body that is too long.
 */
export function fixedAnswer(scope: Construct, { status, body }: JsonAnswer) {
  requireMatch(scope, 'status', String(status), /^[245]\d\d$/, 'a status of 2xx, 4xx or 5xx');
  const messageBody = JSON.stringify(body);
  const bytes = Buffer.byteLength(messageBody);
  if (bytes > maxBodyBytes) {
    throw new RangeError(`${scope.node.path}: body must be at most ${maxBodyBytes} bytes of JSON, got ${bytes}`);
  }
  return {
    type: 'fixed-response',
    fixedResponse: { contentType: 'application/json', messageBody, statusCode: String(status) },
  };
}
