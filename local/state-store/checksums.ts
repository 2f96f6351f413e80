import { createHash } from 'node:crypto';
import { crc32, crc32c, crc64nvme } from './crc';
import { S3Error } from './s3-error';

const hash = (algorithm: string) => (data: Buffer) => createHash(algorithm).update(data).digest();

/** The checksums of S3 by the last part of their header's name, `x-amz-checksum-<name>`. */
const algorithms = new Map([
  ['crc32', crc32],
  ['crc32c', crc32c],
  ['crc64nvme', crc64nvme],
  ['sha1', hash('sha1')],
  ['sha256', hash('sha256')],
]);
const prefix = 'x-amz-checksum-';
/** Headers that share the prefix and carry no digest. */
const notDigests = new Set(['algorithm', 'mode', 'type']);

/** The lower-case hexadecimal MD5 that S3 uses as the ETag, without quotes. */
export function md5Hex(data: Buffer): string {
  return hash('md5')(data).toString('hex');
}

export function sha256Hex(data: Buffer): string {
  return hash('sha256')(data).toString('hex');
}

/** @throws S3Error `InvalidDigest` when `contentMd5` is no MD5 in base64, `BadDigest` when it is another body's */
export function verifyContentMd5(data: Buffer, contentMd5: string): void {
  if (!/^[A-Za-z0-9+/]{22}==$/.test(contentMd5)) {
    throw new S3Error('InvalidDigest', 'The Content-MD5 you specified is not valid.');
  }
  if (hash('md5')(data).toString('base64') === contentMd5) return;
  throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}

/**
 * Compares every `x-amz-checksum-*` of `fields` (headers and trailers, lower-case names) with `data` and returns those
 * that carry a digest, to be kept with the object.
 * @throws S3Error `BadDigest` on a difference, `InvalidRequest` for an algorithm S3 does not have
 */
export function verifyChecksums(data: Buffer, fields: Readonly<Record<string, string>>): Record<string, string> {
  const verified: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!name.startsWith(prefix)) continue;
    const algorithm = name.slice(prefix.length);
    if (notDigests.has(algorithm)) continue;
    const digest = algorithms.get(algorithm);
    if (digest === undefined) {
      const allowed = [...algorithms.keys()].join(', ');
      throw new S3Error('InvalidRequest', `The checksum ${algorithm} is unknown; known are ${allowed}.`);
    }
    if (digest(data).toString('base64') !== value) {
      const label = algorithm.toUpperCase();
      throw new S3Error('BadDigest', `The ${label} you specified did not match the calculated checksum.`);
    }
    verified[name] = value;
  }
  return verified;
}
