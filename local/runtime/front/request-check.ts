import { type IncomingMessage } from 'node:http';
import { type AllowedHosts, hostName } from './host-names';

/** Where a request goes, or why it is refused. */
export type CheckedRequest =
  | { readonly host: string; readonly path: string }
  | { readonly refusal: { readonly status: number; readonly text: string } };

function refuse(status: number, text: string): CheckedRequest {
  return { refusal: { status, text } };
}

/** Checks the parts of a request that hold for every route: its target, its `Host` and its declared length. */
export function checkRequest(
  request: Pick<IncomingMessage, 'url' | 'headers' | 'rawHeaders'>,
  allowed: AllowedHosts,
  bodyLimitBytes: number,
): CheckedRequest {
  const { url = '', headers, rawHeaders } = request;
  // A proxy's absolute form names a host of its own, which would have to be checked against the header's.
  if (!url.startsWith('/')) return refuse(400, 'request target must be a path that begins with /');
  const hostHeaders = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  if (hostHeaders.length !== 1) return refuse(400, `request must have one Host header, got ${hostHeaders.length}`);
  const host = hostName(headers.host ?? '');
  if (host === undefined) return refuse(400, 'Host must be a name or an address, with or without port');
  if (!allowed.has(host)) {
    return refuse(
      421,
      `Host must be localhost, 127.0.0.1, [::1], a name below localhost or a host of a deployed API, got ${host}; ` +
        `to accept it start with --allow-host ${host}`,
    );
  }
  const length = Number(headers['content-length'] ?? 0);
  if (length > bodyLimitBytes) {
    return refuse(413, `request body must be at most ${bodyLimitBytes} bytes, got ${length}`);
  }
  return { host, path: url.split('?', 1)[0] ?? '/' };
}
