import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { SignatureV4 } from '@smithy/signature-v4';
import { checkBucketPolicy } from './bucket-policy';
import { header, signedRegion, type Reply, type S3Request } from './messages';
import { readPayload } from './payload';
import { S3Error } from './s3-error';

/** Longest wait for the upstream to send anything. */
const idleTimeoutMs = 30_000;

export interface UpstreamCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface Outgoing {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Headers of one connection, not of the request, and those that sending it anew sets. */
const hopByHop = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** What belongs to the caller's signature and to the form of its body, which a new signature replaces. */
const ofSignature = new Set([
  'authorization',
  'content-encoding',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-security-token',
  'x-amz-trailer',
  'x-amz-sdk-checksum-algorithm',
]);

function forwardable(headers: S3Request['headers'] | OutgoingHttpHeaders, without: ReadonlySet<string>) {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || hopByHop.has(name) || without.has(name)) continue;
    result[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return result;
}

function encodePath(path: string): string {
  return encodeURIComponent(path)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** SHA-256 and its HMAC in the form that the signer asks for. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    if (secret === undefined) this.#hash = createHash('sha256');
    else if (typeof secret === 'string') this.#hash = createHmac('sha256', secret);
    else if (secret instanceof ArrayBuffer) this.#hash = createHmac('sha256', Buffer.from(secret));
    else this.#hash = createHmac('sha256', Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
}

/**
 * Another S3 that holds the state instead of the local files, spoken to in path style. With credentials every request
 * is signed anew for it; without them it goes on as it came, with a signature for another host that only an S3 which
 * verifies none accepts. Its buckets must exist.
 */
export class Upstream {
  readonly #url: URL;
  readonly #credentials: UpstreamCredentials | undefined;

  constructor(url: URL, credentials: UpstreamCredentials | undefined) {
    this.#url = url;
    this.#credentials = credentials;
  }

  /** @throws S3Error `ServiceUnavailable` when the upstream cannot be reached, `AccessDenied` as `checkBucketPolicy` */
  async answer(request: S3Request): Promise<Reply> {
    if (request.bucket !== undefined && request.method === 'PUT') checkBucketPolicy(request.bucket, request);
    return this.#send(request.method, await this.#prepare(request));
  }

  async #prepare(request: S3Request): Promise<Outgoing> {
    const target = [request.bucket, request.key].filter((part) => part !== undefined).map(encodePath);
    const path = `${this.#url.pathname.replace(/\/$/, '')}/${target.join('/')}`;
    if (this.#credentials !== undefined) return this.#sign(request, path, this.#credentials);
    const query = request.query.toString().replaceAll('+', '%20');
    const body = request.method === 'PUT' || request.method === 'POST' ? await request.readBody() : Buffer.alloc(0);
    return {
      path: query === '' ? path : `${path}?${query}`,
      headers: forwardable(request.headers, new Set()),
      body,
    };
  }

  async #sign(request: S3Request, path: string, credentials: UpstreamCredentials): Promise<Outgoing> {
    const hasBody = request.method === 'PUT' || request.method === 'POST';
    const payload = hasBody ? await readPayload(request) : undefined;
    const body = payload?.body ?? Buffer.alloc(0);
    const query = Object.fromEntries([...request.query].filter(([name]) => !name.toLowerCase().startsWith('x-amz-')));
    const headers: Record<string, string> = {
      ...forwardable(request.headers, ofSignature),
      ...payload?.checksums,
      host: this.#url.host,
    };
    if (payload?.contentEncoding !== undefined) headers['content-encoding'] = payload.contentEncoding;
    const signer = new SignatureV4({
      service: 's3',
      region: signedRegion(request.headers),
      credentials,
      sha256: Sha256,
      uriEscapePath: false,
    });
    const { method } = request;
    const { protocol, hostname } = this.#url;
    const signed = await signer.sign({ method, protocol, hostname, path, query, headers, body });
    const search = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
    return { path: search.length === 0 ? path : `${path}?${search.join('&')}`, headers: signed.headers, body };
  }

  #send(method: string, { path, headers, body }: Outgoing): Promise<Reply> {
    const { protocol, hostname, port } = this.#url;
    const send = protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const fail = (cause: Error) => {
        reject(
          new S3Error('ServiceUnavailable', `the S3 at ${this.#url.origin} does not answer: ${cause.message}`, {
            cause,
          }),
        );
      };
      const length = body.length > 0 || method === 'PUT' ? { 'content-length': String(body.length) } : {};
      const options = { method, hostname, port, path, headers: { ...headers, ...length }, timeout: idleTimeoutMs };
      const outgoing = send(options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', fail);
        incoming.on('end', () => {
          const replyHeaders = forwardable(incoming.headers, new Set());
          const contentLength = header(incoming.headers, 'content-length');
          if (method === 'HEAD' && contentLength !== undefined) replyHeaders['content-length'] = contentLength;
          resolve({ status: incoming.statusCode ?? 502, headers: replyHeaders, body: Buffer.concat(chunks) });
        });
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error(`nothing came for ${idleTimeoutMs} ms`)));
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  }
}
