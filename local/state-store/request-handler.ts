import { randomBytes } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Reply, type S3Request } from './messages';
import { readRequestBody } from './request-body';
import { route } from './routing';
import { S3Error } from './s3-error';
import { answerSts } from './sts';

export interface RequestHandlerOptions {
  readonly accountId: string;
  /** The `host:port` under which this server is addressed directly. */
  readonly ownAuthorities: ReadonlySet<string>;
  /** Answers what is for S3. @throws S3Error */
  readonly answerS3: (request: S3Request) => Promise<Reply>;
}

/** Why a host is not reached. One line, so that it also fits where clients show nothing but the status line. */
export function refusal(host: string): string {
  // A status line holds printable ASCII only.
  const shown = host === '' ? 'a request without a host' : host.replace(/[^\x21-\x7e]/g, '?').slice(0, 255);
  return `a rehearsal cannot reach the network: ${shown} refused, only its own S3 and STS answer`;
}

/** Sends `reply`. `content-length` is set unless the reply names its own, as that to a HEAD does. */
function send(request: IncomingMessage, response: ServerResponse, reply: Reply, requestId: string): void {
  const body = Buffer.from(reply.body ?? '');
  const length = reply.status === 204 || reply.status === 304 ? {} : { 'content-length': String(body.length) };
  response.writeHead(reply.status, STATUS_CODES[reply.status], {
    ...length,
    'x-amz-request-id': requestId,
    'x-amz-id-2': requestId,
    ...reply.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answer(request: IncomingMessage, requestId: string, options: RequestHandlerOptions): Promise<Reply> {
  const { url = '/', method = 'GET', headers } = request;
  const destination = route(url, headers.host, options.ownAuthorities);
  switch (destination.kind) {
    case 's3': {
      const { bucket, key, query } = destination;
      return options.answerS3({ method, bucket, key, query, headers, readBody: () => readRequestBody(request) });
    }
    case 'sts': {
      const form = new URLSearchParams((await readRequestBody(request)).toString());
      return answerSts(new URLSearchParams([...destination.query, ...form]), options.accountId, requestId);
    }
    case 'refused':
      return { status: 403, headers: { 'content-type': 'text/plain' }, body: `${refusal(destination.host)}\n` };
  }
}

/** Answers one HTTP request; every failure becomes an S3 error, an unforeseen one `InternalError` with its message. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: RequestHandlerOptions,
): Promise<void> {
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  try {
    send(request, response, await answer(request, requestId, options), requestId);
  } catch (cause) {
    const error =
      cause instanceof S3Error ? cause : new S3Error('InternalError', `state store: ${String(cause)}`, { cause });
    const [path = '/'] = (request.url ?? '/').split('?');
    const headers = { 'content-type': 'application/xml', ...error.headers };
    send(request, response, { status: error.status, headers, body: error.toXml(path, requestId) }, requestId);
  }
}
