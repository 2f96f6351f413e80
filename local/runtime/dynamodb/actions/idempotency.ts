import { createHash } from 'node:crypto';
import { DynamodbError } from '../dynamodb-error';

const lifetimeMs = 10 * 60 * 1000;

/** Requests with a `ClientRequestToken` of the last ten minutes. They are not kept when the process ends. */
export class IdempotentRequests {
  readonly #known = new Map<string, { readonly fingerprint: string; readonly answer: object; readonly atMs: number }>();

  /**
   * Runs the request unless one with the same token and content succeeded before, which is answered again.
   * @throws DynamodbError `IdempotentParameterMismatchException` when the token came with other content
   */
  once(token: string, content: unknown, nowMs: number, run: () => object): object {
    for (const [old, { atMs }] of this.#known) {
      if (nowMs - atMs < lifetimeMs) break;
      this.#known.delete(old);
    }
    const fingerprint = createHash('sha256').update(JSON.stringify(content)).digest('base64');
    const earlier = this.#known.get(token);
    if (earlier && earlier.fingerprint !== fingerprint) {
      throw new DynamodbError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical',
      );
    }
    if (earlier) return earlier.answer;
    const answer = run();
    this.#known.set(token, { fingerprint, answer, atMs: nowMs });
    return answer;
  }
}
