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
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk as Uint8Array); // without setEncoding a chunk is bytes
    bytes += buffer.length;
    // The rest is read and dropped: a client that still sends would not read the answer.
    if (bytes <= MAX_BODY_BYTES) chunks.push(buffer);
  }
  if (bytes > MAX_BODY_BYTES) {
    const message = `Request body must not exceed ${MAX_BODY_BYTES} bytes, got ${bytes}.`;
    throw new HttpFault(413, 'RequestEntityTooLargeException', message);
  }
  if (bytes === 0) throw new HttpFault(400, 'MalformedHttpRequestException', 'Request body is empty.');
  return graphqlRequest(Buffer.concat(chunks).toString('utf8'));
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
