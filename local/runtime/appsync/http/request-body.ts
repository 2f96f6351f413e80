import type { IncomingMessage } from 'node:http';
import type { GraphqlRequest } from '../api';
import { HttpFault } from './http-fault';

/** AppSync's limit for the body of a request. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads a GraphQL request.
 * @throws HttpFault when the body is empty, too large or no GraphQL request
 */
export async function readGraphqlRequest(request: IncomingMessage): Promise<GraphqlRequest> {
  const { chunks, bytes } = await bodyOf(request);
  if (bytes > MAX_BODY_BYTES) {
    const message = `Request body must not exceed ${MAX_BODY_BYTES} bytes, got ${bytes}.`;
    throw new HttpFault(413, 'RequestEntityTooLargeException', message);
  }
  if (bytes === 0) throw new HttpFault(400, 'MalformedHttpRequestException', 'Request body is empty.');
  return graphqlRequest(Buffer.concat(chunks).toString('utf8'));
}

/** Listeners, not `for await`: the iterator of a stream costs several times what reading a small body does. */
function bodyOf(request: IncomingMessage): Promise<{ readonly chunks: readonly Buffer[]; readonly bytes: number }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // The rest is read and dropped: a client that still sends would not read the answer.
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.once('end', () => resolve({ chunks, bytes }));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the client went away before its request was complete')));
  });
}

export function unparsable(): HttpFault {
  return new HttpFault(400, 'MalformedHttpRequestException', 'Unable to parse GraphQL query.');
}

function graphqlRequest(text: string): GraphqlRequest {
  const body = parsed(text);
  if (!isObject(body)) throw unparsable();
  const { query, operationName = null, variables = null } = body;
  if (typeof query !== 'string') throw unparsable();
  if (operationName !== null && typeof operationName !== 'string') throw unparsable();
  if (variables !== null && !isObject(variables)) throw unparsable();
  return { query, operationName, variables };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw unparsable();
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
