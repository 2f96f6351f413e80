import { type IncomingMessage } from 'node:http';
import { type AllowedHosts, hostName } from './host-names';

/** Why a request is not served. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** Where a request goes, or why it is refused. */
export type CheckedRequest = { readonly host: string; readonly path: string } | { readonly refusal: Refusal };

function refuse(status: number, text: string): CheckedRequest {
  return { refusal: { status, text } };
}

/** Checks the parts of a request that hold for every route: its target and its `Host`. */
export function checkRequest(
  request: Pick<IncomingMessage, 'url' | 'headers' | 'rawHeaders'>,
  allowed: AllowedHosts,
): CheckedRequest {
  const { url = '', headers, rawHeaders } = request;
  // A proxy's absolute form names a host of its own, which would have to be checked against the header's.
  if (!url.startsWith('/')) return refuse(400, 'request target must be a path that begins with /');
  const hostHeaders = countHosts(rawHeaders);
  if (hostHeaders !== 1) return refuse(400, `request must have one Host header, got ${hostHeaders}`);
  const host = hostName(headers.host ?? '');
  if (host === undefined) return refuse(400, 'Host must be a name or an address, with or without port');
  if (!allowed.has(host)) {
    return refuse(
      421,
      `Host must be localhost, 127.0.0.1, [::1], a name below localhost or a host of a deployed API, got ${host}; ` +
        `to accept it start with --allow-host ${host}`,
    );
  }
  const queryStart = url.indexOf('?');
  return { host, path: queryStart < 0 ? url : url.slice(0, queryStart) };
}

/** Refuses a body that declares more than `bodyLimitBytes`. */
export function checkLength(
  { headers }: Pick<IncomingMessage, 'headers'>,
  bodyLimitBytes: number,
): Refusal | undefined {
  const length = Number(headers['content-length'] ?? 0);
  if (!(length > bodyLimitBytes)) return undefined;
  return { status: 413, text: `request body must be at most ${bodyLimitBytes} bytes, got ${length}` };
}

function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') count++;
  }
  return count;
}
