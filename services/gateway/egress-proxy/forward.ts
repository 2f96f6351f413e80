import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import { type Socket } from 'node:net';
import { type AuditLog } from './audit-log';
import { parseAbsolute } from './destination';
import { type Gate } from './gate';
import { type ProxiedClient } from './proxy-protocol';
import { refusal, type RefusalReason } from './refusal';
import { type RelayEnd, type RelayTimeouts } from './relay';

export interface ForwardOptions extends RelayTimeouts {
  readonly gate: Gate;
  readonly audit: AuditLog;
}

export interface PlainRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly client: ProxiedClient;
  readonly requestId: string;
}

/** Headers that are between two neighbours only, in both directions. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const via = '1.1 egress-proxy';
const printable = /^[\x21-\x7e]+$/;

/** Answers a plain request in absolute form, `GET http://host/path`, by the answer of the destination. */
export async function forward(options: ForwardOptions, plain: PlainRequest): Promise<void> {
  const { gate, audit } = options;
  const { request, response, client, requestId } = plain;
  const target = parseAbsolute(request.url ?? '');
  const end = audit.begin(client, requestId, 'destination' in target ? target.destination : target);
  const refuse = (reason: RefusalReason): void => {
    const { statusCode, headers, body, event } = refusal(reason, requestId);
    response.writeHead(statusCode, headers).end(body);
    request.resume();
    end({ event, reason });
  };
  const isSound = request.headers.host !== undefined && hasPlainFraming(request.headers);
  if (!isSound || !printable.test(request.url ?? '')) return refuse('malformed-request');
  const passage = await gate.pass('plain', target);
  if ('refused' in passage) return refuse(passage.refused);
  if (!('destination' in target)) return refuse('malformed-target');
  const { upstream, leave } = passage;
  const { host, port } = target.destination;
  const headers = {
    ...endToEnd(request.headers),
    host: port === 80 ? host : `${host}:${port}`,
    via: request.headers.via === undefined ? via : `${request.headers.via}, ${via}`,
    // Without it a body would follow whose end the destination cannot see.
    ...(request.headers['transfer-encoding'] !== undefined && { 'transfer-encoding': 'chunked' }),
  };
  const outgoing = httpRequest({
    createConnection: () => upstream,
    method: request.method,
    path: target.path,
    headers,
    setHost: false,
  });
  const reason = await exchange(options, plain, outgoing, upstream);
  const failure = reason === 'idle-timeout' || reason === 'total-timeout' ? 'response-timeout' : 'response-failed';
  if (reason !== 'completed' && !response.headersSent) {
    const { statusCode, headers: replyHeaders, body } = refusal(failure, requestId);
    response.writeHead(statusCode, replyHeaders).end(body);
  } else if (reason !== 'completed') {
    // An answer that is cut must not look like a whole one.
    response.destroy();
  }
  request.resume();
  end({ event: 'egress.allowed', reason, bytesIn: upstream.bytesRead, bytesOut: upstream.bytesWritten });
  upstream.destroy();
  leave();
}

/** Carries the request there and the answer back; says how it ended. */
function exchange(
  { idleMs, totalMs }: RelayTimeouts,
  { request, response }: PlainRequest,
  outgoing: ClientRequest,
  upstream: Socket,
): Promise<RelayEnd> {
  return new Promise((resolve) => {
    const finish = (reason: RelayEnd): void => {
      clearTimeout(total);
      request.unpipe(outgoing);
      outgoing.destroy();
      resolve(reason);
    };
    const total = setTimeout(() => finish('total-timeout'), totalMs);
    upstream.setTimeout(idleMs, () => finish('idle-timeout'));
    outgoing.on('error', () => finish('aborted'));
    let isAnswered = false;
    // So it ends when the destination switches protocols, which was not asked for.
    outgoing.once('close', () => {
      if (!isAnswered) finish('aborted');
    });
    outgoing.once('response', (incoming) => {
      isAnswered = true;
      response.writeHead(incoming.statusCode ?? 502, endToEnd(incoming.headers));
      incoming.on('error', () => finish('aborted'));
      incoming.pipe(response);
      response.once('finish', () => finish(incoming.complete ? 'completed' : 'aborted'));
    });
    response.once('close', () => finish('aborted'));
    request.pipe(outgoing);
  });
}

/** The headers that are for the other end, without those that `Connection` names. */
function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = new Set((headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !named.has(name)));
}

/** Whether the body is framed in one of the two ways that every destination reads alike. */
function hasPlainFraming({ 'transfer-encoding': encoding, 'content-length': length }: IncomingHttpHeaders): boolean {
  return encoding === undefined ? true : encoding.toLowerCase() === 'chunked' && length === undefined;
}
