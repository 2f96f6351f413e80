import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { type AuditLog } from './audit-log';
import { type ClientHello, maxClientHelloBytes, readClientHello } from './client-hello';
import { parseAuthority } from './destination';
import { type Gate } from './gate';
import { type ProxiedClient } from './proxy-protocol';
import { type Refusal, refusal } from './refusal';
import { relay, type RelayTimeouts } from './relay';

export interface TunnelOptions extends RelayTimeouts {
  readonly gate: Gate;
  readonly audit: AuditLog;
  /** Milliseconds in which the client must have said what it wants of the destination. */
  readonly helloTimeoutMs: number;
}

export interface TunnelRequest {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** What the client sent behind the request. */
  readonly head: Buffer;
  readonly client: ProxiedClient;
  readonly requestId: string;
}

/** TLS record of the fatal alert access_denied. */
const accessDenied = Buffer.from([21, 3, 3, 0, 2, 2, 49]);
const goodbyeMs = 5000;

/**
 * Answers a CONNECT request. The tunnel carries TLS alone: the server name in the first message must be the host that
 * was asked for, so that one allowed host is not a door to all that share its address. Nothing reaches the
 * destination before that is known. What is said inside TLS, such as another Host header, cannot be seen.
 */
export async function openTunnel(options: TunnelOptions, tunnel: TunnelRequest): Promise<void> {
  const { gate, audit, helloTimeoutMs } = options;
  const { request, socket, head, client, requestId } = tunnel;
  const target = parseAuthority(request.url ?? '');
  const end = audit.begin(client, requestId, 'destination' in target ? target.destination : target);
  // A fault closes the socket, which is what is listened for below.
  socket.on('error', () => undefined);
  const passage = await gate.pass('tunnel', target);
  if ('refused' in passage || !('destination' in target)) {
    const reply = refusal('refused' in passage ? passage.refused : 'malformed-target', requestId);
    sayGoodbye(socket, rawReply(reply));
    return end(reply);
  }
  const { upstream, leave } = passage;
  try {
    if (socket.destroyed) return end({ event: 'egress.allowed', reason: 'client-closed' });
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    const { data, hello } = await firstMessage(socket, head, helloTimeoutMs);
    const fault = typeof hello === 'string' ? hello : helloFault(hello, target.destination.host);
    if (fault !== undefined) {
      const isTls = typeof hello === 'object' && hello.kind === 'client-hello';
      sayGoodbye(socket, isTls ? accessDenied : undefined);
      return end({ event: fault === 'client-closed' ? 'egress.allowed' : 'egress.denied', reason: fault });
    }
    upstream.write(data);
    const reason = await relay(socket, upstream, options);
    end({ event: 'egress.allowed', reason, bytesIn: upstream.bytesRead, bytesOut: upstream.bytesWritten });
  } finally {
    upstream.destroy();
    leave();
  }
}

function helloFault(hello: ClientHello, host: string): string | undefined {
  if (hello.kind !== 'client-hello') return 'not-tls';
  // The name outside is then only a cover; the one inside is for the server alone.
  if (hello.isEncrypted) return 'encrypted-client-hello';
  if (hello.serverName === undefined) return 'sni-missing';
  return hello.serverName.toLowerCase() === host ? undefined : 'sni-mismatch';
}

interface FirstMessage {
  readonly data: Buffer;
  readonly hello: ClientHello | 'client-closed' | 'hello-timeout';
}

/** Reads until the first message is whole or cannot become one; the socket is paused then. */
function firstMessage(socket: Socket, head: Buffer, timeoutMs: number): Promise<FirstMessage> {
  return new Promise((resolve) => {
    let data = Buffer.alloc(0);
    const finish = (hello: FirstMessage['hello']): void => {
      clearTimeout(timer);
      socket.pause();
      socket.off('data', take).off('end', closed).off('close', closed);
      resolve({ data, hello });
    };
    const closed = (): void => finish('client-closed');
    const take = (chunk: Buffer): void => {
      data = Buffer.concat([data, chunk]);
      const hello = readClientHello(data);
      if (hello.kind !== 'incomplete') finish(hello);
      else if (data.length > maxClientHelloBytes) finish({ kind: 'not-tls' });
    };
    const timer = setTimeout(() => finish('hello-timeout'), timeoutMs);
    socket.on('data', take).on('end', closed).on('close', closed);
    if (head.length > 0) take(head);
  });
}

function rawReply({ statusCode, headers, body }: Refusal): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}\r\n${lines.join('')}\r\n${body}`;
}

/** Sends the last words and closes, also when the client does not. */
function sayGoodbye(socket: Socket, data: string | Buffer | undefined): void {
  if (data === undefined) {
    socket.destroy();
    return;
  }
  socket.setTimeout(goodbyeMs, () => socket.destroy());
  socket.once('end', () => socket.destroy());
  socket.end(data);
  socket.resume();
}
