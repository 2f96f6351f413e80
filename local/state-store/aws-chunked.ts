import { S3Error } from './s3-error';

export interface DecodedBody {
  readonly body: Buffer;
  /** Trailing headers by lower-case name. */
  readonly trailers: Readonly<Record<string, string>>;
}

function incomplete(what: string): S3Error {
  return new S3Error('IncompleteBody', `The aws-chunked body is malformed: ${what}`);
}

/**
 * Decodes the `aws-chunked` content encoding that SDKs stream uploads in, signed or not:
 * `<hex size>[;chunk-signature=…]\r\n<data>\r\n…0\r\n<trailer>: <value>\r\n…\r\n`.
 * @throws S3Error `IncompleteBody` when a chunk is cut short or does not follow that form
 */
export function decodeAwsChunked(encoded: Buffer): DecodedBody {
  const chunks: Buffer[] = [];
  let offset = 0;
  const readLine = (): string => {
    const end = encoded.indexOf('\r\n', offset);
    if (end === -1) throw incomplete(`no line end after byte ${offset}`);
    const line = encoded.toString('latin1', offset, end);
    offset = end + 2;
    return line;
  };

  for (;;) {
    const line = readLine();
    const [, digits] = /^([0-9a-f]{1,8})(?:;.*)?$/i.exec(line) ?? [];
    if (digits === undefined) throw incomplete(`a chunk size was expected at byte ${offset - line.length - 2}`);
    const size = Number.parseInt(digits, 16);
    if (size === 0) break;
    const end = offset + size;
    if (encoded.toString('latin1', end, end + 2) !== '\r\n')
      throw incomplete(`the chunk at byte ${offset} is cut short`);
    chunks.push(encoded.subarray(offset, end));
    offset = end + 2;
  }

  const trailers: Record<string, string> = {};
  while (offset < encoded.length) {
    const line = readLine();
    if (line === '') break;
    const [, name, value] = /^([^:\s]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw incomplete('a trailer is not of the form name: value');
    trailers[name.toLowerCase()] = value;
  }
  return { body: Buffer.concat(chunks), trailers };
}
