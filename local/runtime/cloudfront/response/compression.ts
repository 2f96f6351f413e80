import { finished, type Readable, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { type Encoding, normalizedAcceptEncoding } from '../cache/accept-encoding';
import { type Behavior } from '../definition/definitions';
import { type EdgeResponse } from '../edge-message';
import { type HeaderList } from '../header-list';

const minBytes = 1000;
const maxBytes = 10_000_000;
/** Fast enough to keep up with an origin. */
const brotliQuality = 5;

/** The content types that CloudFront compresses. */
const types = new Set(
  (
    'application/dash+xml application/eot application/font application/font-sfnt application/javascript ' +
    'application/json application/opentype application/otf application/pdf application/pkcs7-mime ' +
    'application/protobuf application/rss+xml application/truetype application/ttf ' +
    'application/vnd.apple.mpegurl application/vnd.mapbox-vector-tile application/vnd.ms-fontobject application/wasm ' +
    'application/xhtml+xml application/xml application/x-font-opentype application/x-font-truetype ' +
    'application/x-font-ttf application/x-httpd-cgi application/x-javascript application/x-mpegurl ' +
    'application/x-opentype application/x-otf application/x-perl application/x-ttf font/eot font/opentype font/otf ' +
    'font/ttf image/svg+xml text/css text/csv text/html text/javascript text/js text/plain text/richtext ' +
    'text/tab-separated-values text/xml text/x-component text/x-java-source text/x-script vnd.apple.mpegurl'
  ).split(' '),
);

/** Compresses a response when behaviour, viewer and response allow it; the ETag of what is compressed is weak. */
export function compressed(
  response: EdgeResponse,
  behavior: Behavior,
  acceptEncoding: string | undefined,
): EdgeResponse {
  const { cachePolicy, compress } = behavior;
  // Where nothing is cached, nothing is compressed.
  if (!compress || cachePolicy.maxTtlSeconds === 0 || response.body === undefined) return response;
  if (!isEligible(response)) return response;
  const accepted = normalizedAcceptEncoding(acceptEncoding, cachePolicy);
  const headers = response.headers.clone();
  varyByEncoding(headers);
  if (accepted === '') return { ...response, headers };
  const encoding: Encoding = accepted.startsWith('br') ? 'br' : 'gzip';
  headers.delete('content-length');
  headers.delete('accept-ranges');
  headers.set('Content-Encoding', encoding);
  const etag = headers.get('etag');
  if (etag?.startsWith('"') === true) headers.set('ETag', `W/${etag}`);
  return { ...response, headers, body: through(response.body, encoder(encoding)) };
}

function isEligible({ status, headers }: EdgeResponse): boolean {
  if (status !== 200 && status !== 403 && status !== 404) return false;
  if (headers.has('content-encoding')) return false;
  const length = Number(headers.get('content-length') ?? NaN);
  if (!(length >= minBytes && length <= maxBytes)) return false;
  const [type = ''] = (headers.get('content-type') ?? '').split(';', 1);
  return types.has(type.trim().toLowerCase());
}

function varyByEncoding(headers: HeaderList): void {
  const vary = headers.get('vary');
  if (vary === undefined) headers.append('Vary', 'Accept-Encoding');
  else if (!/accept-encoding|^\s*\*\s*$/i.test(vary)) headers.set('Vary', `${vary}, Accept-Encoding`);
}

function encoder(encoding: Encoding): Transform {
  return encoding === 'gzip'
    ? createGzip()
    : createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } });
}

function through(body: Readable | Buffer, transform: Transform): Readable {
  if (Buffer.isBuffer(body)) {
    transform.end(body);
    return transform;
  }
  // Tells of a body too that has broken off before.
  finished(body, (error) => {
    if (error) transform.destroy(error);
  });
  transform.on('error', () => undefined);
  transform.once('close', () => body.destroy());
  return body.pipe(transform);
}
