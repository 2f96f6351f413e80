import { type ObjectBuckets } from '../../s3/object-buckets';
import { type OriginDefinition } from '../definition/definitions';
import { type EdgeRequest, type EdgeResponse } from '../edge-message';
import { HeaderList } from '../header-list';
import { byteRange } from '../response/byte-range';
import { isNotModified } from '../response/conditions';
import { type Origin, OriginError, type UpgradedOrigin } from './origin';

export interface S3OriginOptions {
  readonly definition: OriginDefinition;
  readonly bucket: string;
  readonly buckets: ObjectBuckets;
  /** What the bucket's policy lets the distribution do. */
  readonly access: { readonly read: boolean; readonly list: boolean };
}

/** A bucket as an origin: who may not list it learns of a missing key no more than 403. */
export class S3Origin implements Origin {
  readonly definition: OriginDefinition;
  readonly #options: S3OriginOptions;

  constructor(options: S3OriginOptions) {
    this.definition = options.definition;
    this.#options = options;
  }

  async fetch(request: EdgeRequest): Promise<EdgeResponse> {
    const { bucket, buckets, access, definition } = this.#options;
    if (request.method !== 'GET' && request.method !== 'HEAD') return denied();
    if (definition.kind.type !== 's3' || !definition.kind.isSigned || !access.read) return denied();
    const key = decodedKey(`${definition.path}${request.uri}`.replace(/^\//, ''));
    const object = key === undefined || key === '' ? undefined : await buckets.get(bucket, key);
    if (object === undefined)
      return access.list ? xmlError(404, 'NoSuchKey', 'The specified key does not exist.') : denied();
    const headers = new HeaderList(Object.entries(object.headers).flat());
    headers.set('Server', 'AmazonS3');
    if (isNotModified(request.headers, headers)) {
      headers.delete('content-length');
      return { status: 304, headers };
    }
    return whole(request, Buffer.from(object.body), headers);
  }

  upgrade(): Promise<UpgradedOrigin> {
    return Promise.reject(new OriginError(502, `origin ${this.definition.id}: a bucket speaks no WebSocket`));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function whole(request: EdgeRequest, body: Buffer, headers: HeaderList): EdgeResponse {
  const range = byteRange(request.headers.get('range'), body.length);
  if (range === 'unsatisfiable') {
    const error = xmlError(416, 'InvalidRange', 'The requested range is not satisfiable');
    error.headers.set('Content-Range', `bytes */${body.length}`);
    return error;
  }
  const part = range === undefined ? body : body.subarray(range.start, range.end + 1);
  headers.set('Content-Length', String(part.length));
  if (range !== undefined) headers.set('Content-Range', `bytes ${range.start}-${range.end}/${body.length}`);
  const status = range === undefined ? 200 : 206;
  return request.method === 'HEAD' ? { status, headers } : { status, headers, body: part };
}

function decodedKey(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    // S3 has no key for what is no percent-encoding.
    return undefined;
  }
}

function denied(): EdgeResponse {
  return xmlError(403, 'AccessDenied', 'Access Denied');
}

function xmlError(status: number, code: string, message: string): EdgeResponse {
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  );
  const headers = new HeaderList(['Content-Type', 'application/xml', 'Server', 'AmazonS3']);
  headers.append('Content-Length', String(body.length));
  return { status, headers, body };
}
