import { type IncomingMessage } from 'node:http';
import { S3Error } from './s3-error';

/** The largest body, and so the largest object: a thousand times the state of a large stack. */
export const maximumBodyBytes = 64 * 1024 * 1024;

function tooLarge(): S3Error {
  return new S3Error(
    'EntityTooLarge',
    `Your proposed upload exceeds the maximum allowed size of ${maximumBodyBytes} bytes`,
  );
}

/**
 * Reads a whole body into memory, so that nothing of an upload that stops half-way ever reaches the disk.
 * @throws S3Error `EntityTooLarge` as soon as that is known, `MissingContentLength` for a PUT without a length
 */
export async function readRequestBody(request: IncomingMessage): Promise<Buffer> {
  const declared = request.headers['content-length'];
  if (declared === undefined && request.headers['transfer-encoding'] === undefined && request.method === 'PUT') {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (Number(declared ?? 0) > maximumBodyBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  // The connection must outlive a refusal, or the client would not see it.
  const stream: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of stream) {
    sizeBytes += chunk.length;
    if (sizeBytes > maximumBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
