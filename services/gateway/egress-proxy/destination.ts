import { isValid } from 'ipaddr.js';

export interface Destination {
  /** Lower-case name. */
  readonly host: string;
  readonly port: number;
}

/** Why a target is refused before any list is asked. */
export type TargetFault = 'malformed-target' | 'userinfo' | 'ip-literal' | 'https-without-connect';

/** The destination of a request, or why it has none; then as much of it as is fit for a log. */
export type ParsedTarget =
  | { readonly destination: Destination }
  | { readonly fault: TargetFault; readonly host?: string; readonly port?: number };

const hostName = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/;
/** Resolvers read a last label like these as a number, so that the name is an address in disguise. */
const numericLabel = /^(\d+|0x[\da-f]*)$/;
const maxLoggedLength = 255;

/** Reads the target of a CONNECT request: `host:port` and nothing else. */
export function parseAuthority(target: string): ParsedTarget {
  const [, userinfo, host = '', portText = ''] = /^(?:(.*)@)?(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(target) ?? [];
  const port = parsePort(portText);
  if (userinfo !== undefined) return { fault: 'userinfo', ...logged(host, port) };
  return parseHost(host, port);
}

/** Reads the target of a plain request, `http://host[:port]/path`; `path` begins with a slash and has the query. */
export function parseAbsolute(target: string): ParsedTarget & { readonly path?: string } {
  const [, scheme = '', authority = '', path = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^#]*)$/i.exec(target) ?? [];
  const isHttps = scheme.toLowerCase() === 'https';
  if (scheme.toLowerCase() !== 'http' && !isHttps) return { fault: 'malformed-target' };
  const hasPort = /:\d*$/.test(authority) && !authority.endsWith(']');
  const parsed = parseAuthority(hasPort ? authority : `${authority}:${isHttps ? 443 : 80}`);
  if ('fault' in parsed) return parsed;
  if (isHttps) return { fault: 'https-without-connect', ...parsed.destination };
  return { ...parsed, path: path.startsWith('/') ? path : `/${path}` };
}

/** Whether a host is an address in any notation that some resolver reads as one, or a name that ends in a number. */
export function isIpLiteral(host: string): boolean {
  const bare = host.replace(/\.$/, '').replace(/^\[|\]$/g, '');
  const lastLabel = bare.slice(bare.lastIndexOf('.') + 1);
  return bare.includes(':') || isValid(bare) || numericLabel.test(lastLabel.toLowerCase());
}

function parseHost(text: string, port: number | undefined): ParsedTarget {
  const host = text.toLowerCase();
  if (host !== '' && isIpLiteral(host)) return { fault: 'ip-literal', ...logged(host, port) };
  if (port === undefined || !hostName.test(host)) return { fault: 'malformed-target', ...logged(host, port) };
  return { destination: { host, port } };
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

function logged(host: string, port: number | undefined) {
  return { host: host.slice(0, maxLoggedLength), ...(port !== undefined && { port }) };
}
