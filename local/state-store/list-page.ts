import { S3Error } from './s3-error';

const maximumEntries = 1000;

export interface PageRequest {
  readonly prefix: string;
  /** `''` lists every key; else keys that share the part up to the delimiter behind the prefix are one entry. */
  readonly delimiter: string;
  /** 0 to 1000 entries, keys and common prefixes together. */
  readonly maximum: number;
}

export interface Page<T> {
  readonly entries: readonly T[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  /** What the page ends with, to go on behind it; `undefined` when it is empty. */
  readonly last: { readonly entry: T } | { readonly commonPrefix: string } | undefined;
}

/** The parts of a listing's query that every kind of listing has. @throws S3Error `InvalidArgument` */
export function pageRequest(query: URLSearchParams): PageRequest {
  const maximum = query.get('max-keys') ?? String(maximumEntries);
  if (!/^\d{1,10}$/.test(maximum)) {
    throw new S3Error('InvalidArgument', `max-keys must be an integer from 0, got ${maximum}`);
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maximum: Math.min(Number(maximum), maximumEntries),
  };
}

/** Whether `a` comes behind `b` in S3's order, which is that of the UTF-8 bytes. */
export function isBehind(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0;
}

/**
 * Cuts one page out of `candidates`, which are in S3's order. `after` is the key or common prefix that the page before
 * ended with; `isSeen` tells which candidates lie on pages before this one.
 */
export function listPage<T extends { readonly key: string }>(
  candidates: readonly T[],
  { prefix, delimiter, maximum }: PageRequest,
  after: string,
  isSeen: (candidate: T) => boolean,
): Page<T> {
  const entries: T[] = [];
  const commonPrefixes: string[] = [];
  let last: Page<T>['last'];
  for (const candidate of candidates) {
    const { key } = candidate;
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const commonPrefix = end === -1 ? undefined : key.slice(0, end + delimiter.length);
    // A common prefix is seen when a page ended with it; else the keys below it decide.
    if (commonPrefix !== undefined && (commonPrefix === after || commonPrefix === commonPrefixes.at(-1))) continue;
    if (isSeen(candidate)) continue;
    if (entries.length + commonPrefixes.length >= maximum) {
      return { entries, commonPrefixes, isTruncated: maximum > 0, last };
    }
    if (commonPrefix === undefined) entries.push(candidate);
    else commonPrefixes.push(commonPrefix);
    last = commonPrefix === undefined ? { entry: candidate } : { commonPrefix };
  }
  return { entries, commonPrefixes, isTruncated: false, last };
}
