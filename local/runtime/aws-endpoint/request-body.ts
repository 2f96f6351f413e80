import { type IncomingMessage } from 'node:http';
import { AwsError } from './aws-error';

/**
 * Reads the body of a request as text.
 * @throws AwsError `RequestTooLargeException` (413) when it has more than `maxBytes`; the rest is then not read.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new AwsError('RequestTooLargeException', `Request must be smaller than ${maxBytes} bytes`, 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws AwsError `SerializationException` when the text is not a JSON object; no text is an empty one. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new AwsError('SerializationException', 'request body must be JSON');
  }
  if (!isRecord(value)) throw new AwsError('SerializationException', 'request body must be a JSON object');
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
