import { decodeAwsChunked } from './aws-chunked';
import { sha256Hex, verifyChecksums, verifyContentMd5 } from './checksums';
import { header, singleHeaders, type S3Request } from './messages';
import { S3Error } from './s3-error';

export interface Payload {
  readonly body: Buffer;
  /** The verified `x-amz-checksum-*` digests by header name. */
  readonly checksums: Readonly<Record<string, string>>;
  /** `Content-Encoding` without `aws-chunked`, `undefined` when nothing is left. */
  readonly contentEncoding: string | undefined;
}

function checkDecodedLength(body: Buffer, declared: string | undefined): void {
  if (declared === undefined || Number(declared) === body.length) return;
  throw new S3Error(
    'IncompleteBody',
    `x-amz-decoded-content-length announced ${declared} bytes, the body holds ${body.length}`,
  );
}

/**
 * Reads what an upload carries: undoes `aws-chunked` and verifies every digest that came along, in headers or trailers.
 * @throws S3Error `IncompleteBody`, `BadDigest`, `InvalidDigest`, `MalformedTrailerError`, `XAmzContentSHA256Mismatch`
 */
export async function readPayload(request: S3Request): Promise<Payload> {
  const { headers } = request;
  const encoded = await request.readBody();
  const contentSha256 = header(headers, 'x-amz-content-sha256');
  const encodings = (headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim());
  const isChunked = encodings.includes('aws-chunked') || contentSha256?.startsWith('STREAMING-') === true;

  const { body, trailers } = isChunked ? decodeAwsChunked(encoded) : { body: encoded, trailers: {} };
  if (isChunked) checkDecodedLength(body, header(headers, 'x-amz-decoded-content-length'));
  for (const name of (header(headers, 'x-amz-trailer') ?? '').split(',').map((part) => part.trim().toLowerCase())) {
    if (name === '' || name in trailers) continue;
    throw new S3Error('MalformedTrailerError', `The trailer ${name} was announced and did not come.`);
  }

  const contentMd5 = header(headers, 'content-md5');
  if (contentMd5 !== undefined) verifyContentMd5(body, contentMd5);
  if (contentSha256 !== undefined && /^[0-9a-f]{64}$/.test(contentSha256) && sha256Hex(body) !== contentSha256) {
    throw new S3Error('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match.");
  }
  const contentEncoding = encodings.filter((encoding) => encoding !== '' && encoding !== 'aws-chunked').join(',');
  return {
    body,
    checksums: verifyChecksums(body, { ...singleHeaders(headers), ...trailers }),
    contentEncoding: contentEncoding === '' ? undefined : contentEncoding,
  };
}
