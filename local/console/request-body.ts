import { type IncomingMessage } from 'node:http';

const maxBodyBytes = 16 * 1024;

/** A request that is refused, with the HTTP status that says so. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads a JSON object of at most 16 KiB.
 * @throws RequestError 413 for a longer body, 415 for another type, 400 for what is no JSON object
 */
export async function readJsonBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  // A form of another site cannot send this type.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    throw new RequestError(415, 'content-type: must be application/json');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A request without encoding yields buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new RequestError(413, `body: must be at most ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  const value = parse(Buffer.concat(chunks).toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RequestError(400, 'body: must be a JSON object');
  }
  // An object that JSON.parse made has string keys only.
  return value as Readonly<Record<string, unknown>>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(400, `body: must be JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
