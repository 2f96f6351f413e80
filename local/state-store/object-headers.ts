import { header, type S3Request } from './messages';
import { S3Error } from './s3-error';

/** Headers of an upload that reading the object gives back. */
const kept = [
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
] as const;

/** Headers that would make the object another one than this store can keep, so ignoring them would deceive. */
const refused = [
  'x-amz-copy-source',
  'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-mode',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-tagging',
  'x-amz-website-redirect-location',
  'x-amz-write-offset-bytes',
] as const;

/** @throws S3Error `NotImplemented` naming a header of a feature that this store does not have */
export function checkUploadHeaders({ headers }: S3Request): void {
  for (const name of refused) {
    if (headers[name] === undefined) continue;
    throw new S3Error('NotImplemented', `A header you provided implies functionality that is not implemented: ${name}`);
  }
}

/** The headers to keep with the object that a request uploads. @throws S3Error as `checkUploadHeaders` */
export function objectHeaders(request: S3Request, contentEncoding: string | undefined): Record<string, string> {
  checkUploadHeaders(request);
  const { headers } = request;
  const result: Record<string, string> = { 'content-type': headers['content-type'] ?? 'binary/octet-stream' };
  if (contentEncoding !== undefined) result['content-encoding'] = contentEncoding;
  for (const name of [...kept, ...Object.keys(headers).filter((other) => other.startsWith('x-amz-meta-'))]) {
    const value = header(headers, name);
    if (value !== undefined) result[name] = value;
  }
  return result;
}
