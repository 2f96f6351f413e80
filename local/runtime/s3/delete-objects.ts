import { type DiskStore } from '../../state-store/disk-store';
import { type Reply, type S3Request } from '../../state-store/messages';
import { deleteObject } from '../../state-store/object-writes';
import { readPayload } from '../../state-store/payload';
import { S3Error } from '../../state-store/s3-error';
import { type XmlElement } from '../../state-store/xml';
import { xmlReply } from '../../state-store/xml-reply';

const maxKeys = 1000;
const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * `DeleteObjects`: adds a delete marker for each key of the list. Versions cannot be deleted here.
 * @throws S3Error `MalformedXML` or, for a list with versions, `NotImplemented`
 */
export async function deleteObjects(store: DiskStore, bucket: string, request: S3Request): Promise<Reply> {
  const { body } = await readPayload(request);
  const xml = body.toString();
  const objects = [...xml.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, object = '']) => object);
  const keys = objects.map((object) => /<Key>(.+?)<\/Key>/s.exec(object)?.[1]);
  if (keys.length === 0 || keys.length > maxKeys || keys.includes(undefined)) {
    throw new S3Error('MalformedXML', `The XML you provided must list 1 to ${maxKeys} objects with a key`);
  }
  if (objects.some((object) => object.includes('<VersionId>'))) {
    throw new S3Error('NotImplemented', 'Versions cannot be deleted here: delete the objects without VersionId');
  }
  const deleted: XmlElement[] = [];
  for (const written of keys) {
    const key = unescaped(written ?? '');
    const one: S3Request = { ...request, method: 'DELETE', key, query: new URLSearchParams(), headers: {} };
    const { headers = {} } = await deleteObject(store, bucket, key, one);
    const version = headers['x-amz-version-id'] ?? '';
    deleted.push([
      'Deleted',
      [
        ['Key', key],
        ['DeleteMarker', true],
        ['DeleteMarkerVersionId', version],
      ],
    ]);
  }
  return xmlReply('DeleteResult', /<Quiet>\s*true\s*<\/Quiet>/.test(xml) ? [] : deleted);
}

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (all, hex, decimal, name) => {
    if (typeof name === 'string') return characters[name.toLowerCase()] ?? String(all);
    const code = typeof hex === 'string' ? parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : String(all);
  });
}
