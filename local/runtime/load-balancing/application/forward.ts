import { type IncomingMessage, type ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Dispatcher } from 'undici';
import { type Target } from '../targets/target';
import { type Balanced, clientConnection, hasBody, type ListenerContext } from './exchange';
import { forwardedHeaders, isHopByHop, newTraceId } from './headers';
import { type OwnResponse, send } from './own-response';
import { failureResponse, StalledBody } from './upstream-failure';

/** Logged status of a request whose client went away before it had an answer. */
export const clientClosed = 460;

/** Sends a request to a target and its answer back, both as streams. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
  balanced: Balanced,
  context: ListenerContext,
): void {
  const abort = new AbortController();
  const release = target.open(() => abort.abort());
  const answer = (own: OwnResponse): void => {
    balanced.end(own.status);
    send(response, own);
  };
  response.once('close', () => {
    if (response.writableFinished) {
      balanced.end(response.statusCode);
    } else {
      abort.abort();
      balanced.end(response.headersSent ? response.statusCode : clientClosed);
    }
  });
  const { idleTimeoutMs } = context.loadBalancer.attributes;
  const body = hasBody(request)
    ? detached(request, response, idleTimeoutMs, (status) => abort.abort(new StalledBody(status)))
    : null;
  const options: Dispatcher.RequestOptions = {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: requestHeaders(request, context),
    body,
    signal: abort.signal,
    headersTimeout: idleTimeoutMs,
    bodyTimeout: idleTimeoutMs,
  };
  target.pool
    .request(options)
    .then((answered) => {
      balanced.targetAnswered();
      return relay(answered, response, idleTimeoutMs);
    })
    .catch((error: unknown) => {
      if (response.destroyed) return;
      if (response.headersSent) response.destroy();
      else answer(failureResponse(error));
    })
    .finally(release);
}

/** The headers of the request to a target: those of the client, and what a load balancer adds. */
export function requestHeaders(request: IncomingMessage, context: ListenerContext): string[] {
  const { clock, randomBytes, loadBalancer } = context;
  return forwardedHeaders(request.rawHeaders, clientConnection(request, context), loadBalancer.attributes, () =>
    newTraceId(clock.nowMs(), randomBytes),
  );
}

async function relay(
  { statusCode, statusText, headers, body }: Dispatcher.ResponseData,
  response: ServerResponse,
  idleTimeoutMs: number,
): Promise<void> {
  const endToEnd = Object.entries(headers).filter(([name]) => !isHopByHop(name, headers.connection));
  try {
    response.writeHead(statusCode, statusText, Object.fromEntries(endToEnd));
  } catch (error) {
    body.on('error', () => undefined).destroy();
    throw error;
  }
  // Either side may be the one that does not go on.
  response.setTimeout(idleTimeoutMs, () => response.destroy());
  await pipeline(body, response);
}

/**
 * The body as a stream of its own: undici destroys the one it has, and the client's connection must outlive that.
 * @param onStalled called when nothing of it has moved for `idleTimeoutMs`: 408 when the client sends no more
 */
function detached(
  request: IncomingMessage,
  response: ServerResponse,
  idleTimeoutMs: number,
  onStalled: (status: 408 | 504) => void,
): PassThrough {
  const body = new PassThrough();
  request.pipe(body);
  const timer = setTimeout(() => onStalled(body.writableNeedDrain ? 504 : 408), idleTimeoutMs);
  request.on('data', () => timer.refresh());
  request.once('end', () => clearTimeout(timer));
  // The rest of a request that is answered early is read and dropped: a connection that closes on unread bytes is
  // reset, and the reset may overtake the answer.
  response.once('finish', () => {
    request.unpipe(body);
    request.resume();
  });
  // A request that is answered early never ends and never closes.
  response.once('close', () => {
    clearTimeout(timer);
    body.destroy();
  });
  return body;
}
