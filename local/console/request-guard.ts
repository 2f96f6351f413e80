import { type IncomingMessage } from 'node:http';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Names of this machine, under which no page of another site can be served. */
export function isLoopbackHost(hostname: string): boolean {
  return loopbackNames.has(hostname) || hostname.endsWith('.localhost');
}

function hostnameOf(host: string): string | undefined {
  const url = `http://${host}`;
  return URL.canParse(url) && !/[/@?#\\]/.test(host) ? new URL(url).hostname : undefined;
}

/**
 * Why a request may not be served, or undefined when it may. A foreign `Host` is how DNS rebinding reaches this machine; a
 * foreign `Origin` or `Sec-Fetch-Site` is a page of another site. `changes`: the request must name its origin.
 */
export function refusal(
  { headers }: IncomingMessage,
  isAllowedHost: (hostname: string) => boolean,
  changes: boolean,
): string | undefined {
  const { host, origin } = headers;
  const hostname = host === undefined ? undefined : hostnameOf(host);
  if (host === undefined || hostname === undefined || !isAllowedHost(hostname)) {
    return `host ${JSON.stringify(host ?? '')} is not allowed`;
  }
  if (origin === undefined) {
    if (changes) return 'an origin header is required';
  } else if (origin !== `http://${host}` && origin !== `https://${host}`) {
    return `origin ${JSON.stringify(origin)} is not allowed`;
  }
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !(isNavigation && !changes)) {
    return `requests of another site (${String(site)}) are not allowed`;
  }
  return undefined;
}
