import { type DiskStore } from './disk-store';
import { isBehind, listPage, pageRequest, type Page } from './list-page';
import { keyEncoding, owner, xmlReply } from './xml-reply';
import { type Reply } from './messages';
import { isObject, type ObjectVersion } from './object-version';
import { S3Error } from './s3-error';
import { type XmlElement } from './xml';

function endOf({ last }: Page<ObjectVersion>): string {
  if (last === undefined) return '';
  return 'entry' in last ? last.entry.key : last.commonPrefix;
}

async function page(store: DiskStore, bucket: string, query: URLSearchParams, after: string) {
  const objects = (await store.versions.latestOfAll(bucket)).filter(isObject);
  return listPage(objects, pageRequest(query), after, ({ key }) => after !== '' && !isBehind(key, after));
}

function contents(
  entries: readonly ObjectVersion[],
  encode: (key: string) => string,
  withOwner: boolean,
): XmlElement[] {
  return entries.map(({ key, lastModified, etag, sizeBytes }) => [
    'Contents',
    [
      ['Key', encode(key)],
      ['LastModified', lastModified.toISOString()],
      ['ETag', `"${etag}"`],
      ['Size', sizeBytes],
      ...(withOwner ? [owner] : []),
      ['StorageClass', 'STANDARD'],
    ],
  ]);
}

function common(bucket: string, query: URLSearchParams, encode: (key: string) => string): XmlElement[] {
  const { prefix, delimiter, maximum } = pageRequest(query);
  return [
    ['Name', bucket],
    ['Prefix', encode(prefix)],
    ['Delimiter', delimiter === '' ? undefined : encode(delimiter)],
    ['EncodingType', query.get('encoding-type') ?? undefined],
    ['MaxKeys', maximum],
  ];
}

function prefixes(commonPrefixes: readonly string[], encode: (key: string) => string): XmlElement[] {
  return commonPrefixes.map((prefix) => ['CommonPrefixes', [['Prefix', encode(prefix)]]]);
}

/** `ListObjectsV2`. A bucket that holds nothing lists nothing. */
export async function listObjectsV2(store: DiskStore, bucket: string, query: URLSearchParams): Promise<Reply> {
  const token = query.get('continuation-token');
  if (token !== null && !/^[A-Za-z0-9_-]+$/.test(token)) {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect');
  }
  const startAfter = query.get('start-after') ?? '';
  const after = token === null ? startAfter : Buffer.from(token, 'base64url').toString();
  const found = await page(store, bucket, query, after);
  const encode = keyEncoding(query);
  return xmlReply('ListBucketResult', [
    ...common(bucket, query, encode),
    ['KeyCount', found.entries.length + found.commonPrefixes.length],
    ['IsTruncated', found.isTruncated],
    ['ContinuationToken', token ?? undefined],
    ['NextContinuationToken', found.isTruncated ? Buffer.from(endOf(found)).toString('base64url') : undefined],
    ['StartAfter', startAfter === '' ? undefined : encode(startAfter)],
    ...contents(found.entries, encode, query.get('fetch-owner') === 'true'),
    ...prefixes(found.commonPrefixes, encode),
  ]);
}

/** `ListObjects`, the first version of the operation, paged by `marker`. */
export async function listObjectsV1(store: DiskStore, bucket: string, query: URLSearchParams): Promise<Reply> {
  const marker = query.get('marker') ?? '';
  const found = await page(store, bucket, query, marker);
  const encode = keyEncoding(query);
  return xmlReply('ListBucketResult', [
    ...common(bucket, query, encode),
    ['Marker', encode(marker)],
    ['NextMarker', found.isTruncated ? encode(endOf(found)) : undefined],
    ['IsTruncated', found.isTruncated],
    ...contents(found.entries, encode, true),
    ...prefixes(found.commonPrefixes, encode),
  ]);
}
