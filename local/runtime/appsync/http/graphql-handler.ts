import { randomBytes as systemRandomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppsyncApi, GraphqlReply } from '../api';
import { AuthError } from '../auth-error';
import { autoId } from '../util/ids/uuid';
import { HttpFault } from './http-fault';
import { readGraphqlRequest, unparsable } from './request-body';

export interface GraphqlHandlerOptions {
  /** Makes the ids of requests. @default randomBytes of node:crypto */
  readonly randomBytes?: (count: number) => Uint8Array;
}

const CORS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'x-amzn-RequestId,x-amzn-ErrorType,x-amz-user-agent,x-amzn-ErrorMessage,Date,x-amz-schema-version',
};
const ALLOWED_HEADERS =
  'authorization,content-type,x-api-key,x-amz-date,x-amz-security-token,x-amz-user-agent,x-amzn-requestid';
/** Two days, as AppSync's own. */
const PREFLIGHT_SECONDS = 172_800;

/** Answers `POST /graphql` and its CORS preflight as AppSync does: JSON always, faults of GraphQL with status 200. */
export function createGraphqlHandler(
  api: AppsyncApi,
  { randomBytes = systemRandomBytes }: GraphqlHandlerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const requestId = autoId({ randomBytes });
    if (request.method === 'OPTIONS') return preflight(request, response, requestId);
    answer(api, request).then(
      (reply) => send(response, 200, requestId, reply),
      (error: unknown) => refuse(response, requestId, error),
    );
  };
}

async function answer(api: AppsyncApi, request: IncomingMessage): Promise<GraphqlReply> {
  const headers = headersOf(request);
  const sourceIp = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '127.0.0.1';
  // As AWS's front does: the caller's address stands last, behind those that proxies told.
  const forwarded = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`;
  const caller = api.authorize(headers, headers.host ?? '', sourceIp);
  if (request.method !== 'POST') throw unparsable();
  return api.execute(await readGraphqlRequest(request), caller);
}

function preflight(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const asked = request.headers['access-control-request-headers'];
  const isPrivate = request.headers['access-control-request-private-network'] === 'true';
  response.writeHead(200, {
    ...CORS,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': asked ?? ALLOWED_HEADERS,
    'access-control-max-age': String(PREFLIGHT_SECONDS),
    // Lets a page on the internet call this machine, where the browser asks first.
    ...(isPrivate ? { 'access-control-allow-private-network': 'true' } : {}),
    'x-amzn-requestid': requestId,
    'content-length': '0',
  });
  response.end();
  request.resume();
}

function refuse(response: ServerResponse, requestId: string, error: unknown): void {
  const isKnown = error instanceof HttpFault || error instanceof AuthError;
  const statusCode = isKnown ? error.statusCode : 500;
  const errorType = isKnown ? error.errorType : 'InternalFailure';
  const message = error instanceof Error ? error.message : String(error);
  response.setHeader('x-amzn-errortype', errorType);
  send(response, statusCode, requestId, { errors: [{ errorType, message }] });
}

function send(
  response: ServerResponse,
  statusCode: number,
  requestId: string,
  { headers, ...body }: GraphqlReply | { readonly headers?: undefined; readonly errors: readonly object[] },
): void {
  if (response.destroyed || response.headersSent) return;
  const text = JSON.stringify(body);
  response.writeHead(statusCode, {
    ...Object.fromEntries(headers ?? []),
    ...CORS,
    'content-type': 'application/json;charset=UTF-8',
    'content-length': String(Buffer.byteLength(text)),
    'x-amzn-requestid': requestId,
  });
  response.end(text);
}

/** Lower-case names; a header that came several times is joined by commas. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}
