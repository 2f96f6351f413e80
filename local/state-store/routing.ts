import { S3Error } from './s3-error';

/** The endpoints of a rehearsal. `.invalid` never resolves (RFC 2606), so they exist behind this proxy only. */
const s3Host = 's3.rehearsal.invalid';
const stsHost = 'sts.rehearsal.invalid';

/** Where a request goes. `refused` names the host that a rehearsal must not reach. */
export type Route =
  | { readonly kind: 's3'; readonly bucket?: string; readonly key?: string; readonly query: URLSearchParams }
  | { readonly kind: 'sts'; readonly query: URLSearchParams }
  | { readonly kind: 'refused'; readonly host: string };

/** Accepts `http://host/path?query` (a request to a proxy) and `/path?query` (a direct one); never normalises `..`. */
function parseTarget(target: string, hostHeader: string | undefined) {
  const absolute = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(target);
  const [, scheme = 'http', authority = hostHeader ?? '', rest = target] = absolute ?? [];
  const [path = '', query = ''] = rest.split(/\?(.*)/s);
  return { scheme: scheme.toLowerCase(), authority: authority.toLowerCase(), path, query };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new S3Error('InvalidURI', `Couldn't parse the specified URI: ${text}`, { cause });
  }
}

function checkBucket(bucket: string): string {
  // No name begins with a dot, so none can reach the folder of the versions.
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) && !bucket.includes('..')) return bucket;
  throw new S3Error('InvalidBucketName', `The specified bucket is not valid: ${bucket}`);
}

function checkKey(key: string): string {
  if (Buffer.byteLength(key) > 1024) throw new S3Error('KeyTooLongError', 'Your key is too long: at most 1024 bytes');
  // XML 1.0 has no way to write these, so a listing could not name the key.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(key)) {
    throw new S3Error('InvalidArgument', 'The key holds a control character, which no listing could name');
  }
  return key;
}

function s3Route(bucket: string, key: string, query: URLSearchParams): Route {
  if (bucket === '') return { kind: 's3', query };
  if (key === '') return { kind: 's3', bucket: checkBucket(bucket), query };
  return { kind: 's3', bucket: checkBucket(bucket), key: checkKey(key), query };
}

/**
 * Decides by the authority alone: the one in an absolute-form target, else the `Host` header. `ownAuthorities` are the
 * `host:port` of this server; a `Host` that is not among them is refused, so a web page that rebinds a name to
 * 127.0.0.1 reads nothing.
 * @throws S3Error `InvalidURI`, `InvalidBucketName`, `KeyTooLongError` or `InvalidArgument`
 */
export function route(target: string, hostHeader: string | undefined, ownAuthorities: ReadonlySet<string>): Route {
  const { scheme, authority, path, query: rawQuery } = parseTarget(target, hostHeader);
  const query = new URLSearchParams(rawQuery);
  if (scheme !== 'http') return { kind: 'refused', host: authority };
  const host = authority.replace(/:80$/, '').replace(/\.$/, '');
  if (host === stsHost) return { kind: 'sts', query };
  if (host.endsWith(`.${s3Host}`)) {
    return s3Route(host.slice(0, -s3Host.length - 1), decode(path.replace(/^\//, '')), query);
  }
  if (host === s3Host || ownAuthorities.has(authority)) {
    const [bucket = '', key = ''] = path.replace(/^\//, '').split(/\/(.*)/s);
    return s3Route(decode(bucket), decode(key), query);
  }
  return { kind: 'refused', host: authority };
}
