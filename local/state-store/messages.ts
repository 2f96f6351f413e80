import { type IncomingHttpHeaders } from 'node:http';

/** What an S3 operation sees of a request. */
export interface S3Request {
  readonly method: string;
  /** Absent when the request is for the service itself (`GET /`). */
  readonly bucket?: string;
  /** Decoded, 1 to 1024 bytes of UTF-8. Absent when the request is for the bucket. */
  readonly key?: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as it came, at most `maximumBodyBytes`. @throws S3Error `EntityTooLarge`, `MissingContentLength` */
  readonly readBody: () => Promise<Buffer>;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** The first value of a header, `undefined` when it did not come. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The region in a request's credential scope, `us-east-1` for an unsigned request. */
export function signedRegion(headers: IncomingHttpHeaders): string {
  return /Credential=[^/,]+\/\d{8}\/([a-z0-9-]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'us-east-1';
}

/** The headers that came once, by lower-case name. */
export function singleHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
