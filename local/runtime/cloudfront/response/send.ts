import { type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type CacheEntry } from '../cache/cache-entry';
import { type EdgeResponse } from '../edge-message';
import { type HeaderList } from '../header-list';
import { byteRange } from './byte-range';
import { isNotModified } from './conditions';
import { discardBody } from './discard-body';

/**
 * Sends a fresh entry to a viewer: the short way, for what neither functions nor the viewer's headers change.
 * @returns the status that was sent; undefined when this way does not serve the request
 */
export function sendEntry(
  request: IncomingMessage,
  response: ServerResponse,
  entry: CacheEntry,
  requestId: string,
  nowMs: number,
): number | undefined {
  const { headers, method } = request;
  if (
    headers.range !== undefined ||
    headers['if-none-match'] !== undefined ||
    headers['if-modified-since'] !== undefined
  ) {
    return undefined;
  }
  const head = entry.head.slice();
  head.push('Age', String(Math.floor((nowMs - entry.bornMs) / 1000)), 'X-Amz-Cf-Id', requestId);
  response.sendDate = false;
  response.writeHead(entry.status, head);
  response.end(method === 'HEAD' ? undefined : entry.body);
  return entry.status;
}

/**
 * Sends a response to a viewer: 304 when the viewer has it already, the part that the viewer asks for, or the whole.
 * @returns the status that was sent, when all of it is sent or the viewer is gone
 */
export async function sendResponse(
  asked: { readonly method: string; readonly headers: HeaderList },
  response: ServerResponse,
  answer: EdgeResponse,
): Promise<number> {
  const { method, headers: request } = asked;
  const { headers, status } = answer;
  const isRead = method === 'GET' || method === 'HEAD';
  response.sendDate = !headers.has('date');
  if (isRead && status === 200 && isNotModified(request, headers)) {
    discardBody(answer);
    headers.removeWhere((name) => name === 'content-length' || name === 'content-type' || name === 'content-encoding');
    response.writeHead(304, headers.toRaw()).end();
    return 304;
  }
  if (isRead && status === 200 && Buffer.isBuffer(answer.body) && isRangeCurrent(request, headers)) {
    const { length } = answer.body;
    const range = byteRange(request.get('range'), length);
    if (range === 'unsatisfiable') {
      headers.removeWhere(
        (name) => name === 'content-length' || name === 'content-type' || name === 'content-encoding',
      );
      headers.set('Content-Range', `bytes */${length}`);
      headers.set('Content-Length', '0');
      response.writeHead(416, headers.toRaw()).end();
      return 416;
    }
    if (range !== undefined) {
      headers.set('Content-Range', `bytes ${range.start}-${range.end}/${length}`);
      headers.set('Content-Length', String(range.end - range.start + 1));
      response.writeHead(206, headers.toRaw());
      response.end(method === 'HEAD' ? undefined : answer.body.subarray(range.start, range.end + 1));
      return 206;
    }
  }
  await sendWhole(method, response, answer);
  return status;
}

async function sendWhole(method: string, response: ServerResponse, answer: EdgeResponse): Promise<void> {
  const { status, statusText, headers, body } = answer;
  try {
    if (statusText === undefined) response.writeHead(status, headers.toRaw());
    else response.writeHead(status, statusText, headers.toRaw());
  } catch (error) {
    discardBody(answer);
    throw error;
  }
  if (method === 'HEAD' || body === undefined || Buffer.isBuffer(body)) {
    if (method === 'HEAD') discardBody(answer);
    response.end(method === 'HEAD' || body === undefined ? undefined : body);
    return;
  }
  response.flushHeaders();
  // Either side may go away in the middle; the other is ended then, and there is nobody left to tell.
  await pipeline(body, response).catch(() => response.destroy());
}

/** `If-Range` lets a range hold only for the response that the viewer has a part of. */
function isRangeCurrent(request: HeaderList, headers: HeaderList): boolean {
  const ifRange = request.get('if-range');
  if (ifRange === undefined) return true;
  return ifRange === headers.get('etag') || ifRange === headers.get('last-modified');
}
