import { type IncomingMessage, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { type Target } from '../targets/target';
import { type Balanced, hasBody, type ListenerContext } from './exchange';
import { clientClosed, requestHeaders } from './forward';
import { errorResponse, sendAndEnd } from './own-response';
import { failureResponse } from './upstream-failure';

/** Whether a request that asks to upgrade its connection asks for a WebSocket, and has no body. */
export function isWebSocket(request: IncomingMessage): boolean {
  const { method, headers } = request;
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && !hasBody(request);
}

/** Sends a WebSocket request to a target and joins both connections when it agrees. */
export function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  target: Target,
  balanced: Balanced,
  context: ListenerContext,
): void {
  const { idleTimeoutMs } = context.loadBalancer.attributes;
  const { host, port } = target.address;
  const headers = [...requestHeaders(request, context), 'Connection', 'Upgrade', 'Upgrade', 'websocket'];
  const options: RequestOptions = { host, port, path: request.url, headers, agent: false };
  const outgoing =
    target.scheme === 'https' ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options);
  const release = target.open(() => {
    outgoing.destroy();
    socket.destroy();
  });
  let isAnswered = false;
  socket.once('close', () => {
    release();
    outgoing.destroy();
    balanced.end(clientClosed);
  });
  outgoing.setTimeout(idleTimeoutMs, () => {
    if (isAnswered) return;
    isAnswered = true;
    balanced.end(504);
    sendAndEnd(socket, errorResponse(504, 'target: no answer'));
    outgoing.destroy();
  });
  outgoing.on('error', (error) => {
    if (isAnswered) {
      socket.destroy();
      return;
    }
    isAnswered = true;
    const own = failureResponse(error);
    balanced.end(own.status);
    sendAndEnd(socket, own);
  });
  outgoing.on('upgrade', (answer, upstream, upstreamHead) => {
    isAnswered = true;
    balanced.targetAnswered();
    balanced.end(answer.statusCode ?? 101);
    socket.write(rawHead(answer));
    join(socket, upstream, idleTimeoutMs);
    if (upstreamHead.length > 0) socket.write(upstreamHead);
    if (head.length > 0) upstream.write(head);
  });
  // One that does not agree to upgrade.
  outgoing.on('response', (answer) => {
    isAnswered = true;
    balanced.targetAnswered();
    balanced.end(answer.statusCode ?? 502);
    socket.write(rawHead(answer, 'close'));
    answer.on('error', () => socket.destroy());
    answer.pipe(socket);
  });
  outgoing.end();
}

/**
 * The status line and headers of an answer, as they came.
 * @param connection takes the place of `Connection`, and the body is then what comes until the end
 */
function rawHead({ statusCode = 0, statusMessage = '', rawHeaders }: IncomingMessage, connection?: string): string {
  let head = `HTTP/1.1 ${statusCode} ${statusMessage}\r\n`;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    // Node has taken the chunks apart already.
    const isFraming = ['connection', 'keep-alive', 'transfer-encoding'].includes(name.toLowerCase());
    if (connection === undefined || !isFraming) head += `${name}: ${value}\r\n`;
  }
  return `${head}${connection === undefined ? '' : `connection: ${connection}\r\n`}\r\n`;
}

function join(client: Duplex, upstream: Socket, idleTimeoutMs: number): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.on('error', () => to.destroy());
    from.once('close', () => to.destroy());
    from.pipe(to);
  }
  upstream.setTimeout(idleTimeoutMs, () => upstream.destroy());
}
