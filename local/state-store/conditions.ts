import { header, type S3Request } from './messages';
import { isObject, type ObjectVersion } from './object-version';
import { S3Error } from './s3-error';

function names(condition: string, etag: string): boolean {
  const tags = condition.split(',').map((tag) =>
    tag
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1'),
  );
  return tags.includes('*') || tags.includes(etag);
}

function preconditionFailed(condition: string): S3Error {
  return new S3Error(
    'PreconditionFailed',
    `At least one of the pre-conditions you specified did not hold: ${condition}`,
  );
}

/**
 * The conditions of a write as a check against the latest version: `If-None-Match: *` (there must be no object) and
 * `If-Match` (the object must have this ETag). The check throws S3Error `PreconditionFailed`, or `NoSuchKey` for an
 * `If-Match` on nothing.
 * @throws S3Error `NotImplemented` for an `If-None-Match` other than `*`, as S3 does
 */
export function writeCondition({ headers }: S3Request): (latest: ObjectVersion | undefined) => void {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*') {
    throw new S3Error('NotImplemented', `If-None-Match of a write must be *, got ${ifNoneMatch}`);
  }
  return (latest) => {
    if (ifNoneMatch !== undefined && isObject(latest)) throw preconditionFailed('If-None-Match');
    if (ifMatch === undefined) return;
    if (!isObject(latest)) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
    if (!names(ifMatch, latest.etag)) throw preconditionFailed('If-Match');
  };
}

/** HTTP dates count whole seconds. */
function isNewerThan(version: ObjectVersion, date: string): boolean {
  return Math.floor(version.lastModified.getTime() / 1000) * 1000 > Date.parse(date);
}

/**
 * Whether a reader already has this object (status 304), by `If-None-Match` or `If-Modified-Since`.
 * @throws S3Error `PreconditionFailed` when `If-Match` or `If-Unmodified-Since` does not hold
 */
export function isNotModified({ headers }: S3Request, version: ObjectVersion): boolean {
  const ifMatch = headers['if-match'];
  const ifUnmodifiedSince = headers['if-unmodified-since'];
  if (ifMatch !== undefined) {
    if (!names(ifMatch, version.etag)) throw preconditionFailed('If-Match');
  } else if (ifUnmodifiedSince !== undefined && isNewerThan(version, ifUnmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, version.etag);
  const ifModifiedSince = header(headers, 'if-modified-since');
  return ifModifiedSince !== undefined && !isNewerThan(version, ifModifiedSince);
}
