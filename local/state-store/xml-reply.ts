import { type Reply } from './messages';
import { S3Error } from './s3-error';
import { xmlDocument, type XmlContent, type XmlElement } from './xml';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function xmlReply(name: string, content: XmlContent): Reply {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: xmlDocument([name, content], namespace) };
}

export const owner: XmlElement = [
  'Owner',
  [
    ['ID', '0'.repeat(64)],
    ['DisplayName', 'rehearsal'],
  ],
];

/** How a listing writes keys: as they are, or percent-encoded with `encoding-type=url`. @throws S3Error */
export function keyEncoding(query: URLSearchParams): (key: string) => string {
  const encodingType = query.get('encoding-type');
  if (encodingType === null) return (key) => key;
  if (encodingType !== 'url') {
    throw new S3Error('InvalidArgument', `encoding-type must be url, got ${encodingType}`);
  }
  return (key) => encodeURIComponent(key).replaceAll('%2F', '/');
}
