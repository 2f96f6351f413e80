import { type IncomingMessage, type ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { hasBody } from '../load-balancing/application/exchange';
import { type DistributionDefinition } from './definition/definitions';
import { type EdgeRequest } from './edge-message';
import { HeaderList, removeHopByHop } from './header-list';

/** Longest URL that CloudFront takes, with its query string. */
export const maxUrlBytes = 8192;

/** What a viewer means by `Host`: a name of the distribution, written with `.localhost` and a port on this machine. */
export function deployedHost(header: string | undefined): string {
  const name = (header ?? '').toLowerCase();
  const colon = name.indexOf(':');
  const host = colon < 0 ? name : name.slice(0, colon);
  return host.endsWith('.localhost') ? host.slice(0, -'.localhost'.length) : host;
}

/** The path that is asked for, with the root object in the place of `/`. */
export function pathOf(url: string, { defaultRootObject }: Pick<DistributionDefinition, 'defaultRootObject'>): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return path === '/' && defaultRootObject !== undefined ? `/${defaultRootObject}` : path;
}

/** The request of a viewer within the edge. */
export function viewerRequest(
  request: IncomingMessage,
  definition: DistributionDefinition,
  response?: ServerResponse,
): EdgeRequest {
  const { method = 'GET', url = '/', rawHeaders, socket } = request;
  const headers = new HeaderList(rawHeaders);
  const host = deployedHost(request.headers.host);
  removeHopByHop(headers);
  headers.set('Host', host);
  const queryStart = url.indexOf('?');
  return {
    method,
    uri: pathOf(url, definition),
    query: queryStart < 0 ? '' : url.slice(queryStart + 1),
    headers,
    clientIp: (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    clientPort: socket.remotePort ?? 0,
    ...(hasBody(request) && response !== undefined ? { body: detached(request, response) } : {}),
  };
}

/** The body as a stream of its own: whoever reads it may destroy it, and the viewer's connection outlives that. */
function detached(request: IncomingMessage, response: ServerResponse): PassThrough {
  const body = new PassThrough();
  body.on('error', () => undefined);
  request.pipe(body);
  request.once('aborted', () => body.destroy(new Error('the viewer went away')));
  // The rest of a request that is answered early is read and dropped.
  response.once('finish', () => {
    request.unpipe(body);
    request.resume();
  });
  return body;
}
