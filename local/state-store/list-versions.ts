import { type DiskStore } from './disk-store';
import { isBehind, listPage, pageRequest } from './list-page';
import { keyEncoding, owner, xmlReply } from './xml-reply';
import { type Reply } from './messages';
import { isObject, type ObjectVersion } from './object-version';
import { S3Error } from './s3-error';
import { sequenceOf } from './version-file';
import { type XmlElement } from './xml';

function versionElement(version: ObjectVersion, isLatest: boolean, encode: (key: string) => string): XmlElement {
  const { key, versionId, lastModified, etag, sizeBytes } = version;
  const shared: XmlElement[] = [
    ['Key', encode(key)],
    ['VersionId', versionId],
    ['IsLatest', isLatest],
    ['LastModified', lastModified.toISOString()],
    owner,
  ];
  if (!isObject(version)) return ['DeleteMarker', shared];
  return ['Version', [...shared, ['ETag', `"${etag}"`], ['Size', sizeBytes], ['StorageClass', 'STANDARD']]];
}

/** `ListObjectVersions`: objects and delete markers, the newest of each key first, paged by key and version id. */
export async function listObjectVersions(store: DiskStore, bucket: string, query: URLSearchParams): Promise<Reply> {
  const keyMarker = query.get('key-marker') ?? '';
  const versionIdMarker = query.get('version-id-marker') ?? '';
  const markedSequence = versionIdMarker === '' ? 0 : sequenceOf(versionIdMarker);
  if (markedSequence === undefined || (versionIdMarker !== '' && keyMarker === '')) {
    throw new S3Error('InvalidArgument', 'version-id-marker must be a version id and come with its key-marker');
  }
  const all = await store.versions.all(bucket);
  const request = pageRequest(query);
  const found = listPage(all, request, keyMarker, ({ key, sequence }) => {
    if (keyMarker === '' || isBehind(key, keyMarker)) return false;
    return key !== keyMarker || markedSequence === 0 || sequence >= markedSequence;
  });
  const latest = new Map<string, ObjectVersion>();
  for (const version of all) if (!latest.has(version.key)) latest.set(version.key, version);

  const encode = keyEncoding(query);
  const last = found.isTruncated ? found.last : undefined;
  const next: XmlElement[] = [];
  if (last !== undefined && 'entry' in last) {
    next.push(['NextKeyMarker', encode(last.entry.key)], ['NextVersionIdMarker', last.entry.versionId]);
  } else if (last !== undefined) {
    next.push(['NextKeyMarker', encode(last.commonPrefix)]);
  }
  return xmlReply('ListVersionsResult', [
    ['Name', bucket],
    ['Prefix', encode(request.prefix)],
    ['Delimiter', request.delimiter === '' ? undefined : encode(request.delimiter)],
    ['EncodingType', query.get('encoding-type') ?? undefined],
    ['KeyMarker', encode(keyMarker)],
    ['VersionIdMarker', versionIdMarker],
    ['MaxKeys', request.maximum],
    ['IsTruncated', found.isTruncated],
    ...next,
    ...found.entries.map((version) => versionElement(version, latest.get(version.key) === version, encode)),
    ...found.commonPrefixes.map((prefix): XmlElement => ['CommonPrefixes', [['Prefix', encode(prefix)]]]),
  ]);
}
