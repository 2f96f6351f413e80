import { type Redirect, type RoutedRequest } from './rule';

/** What the keywords of a redirect stand for. */
export interface RedirectedRequest extends Pick<RoutedRequest, 'host' | 'path' | 'query'> {
  readonly protocol: 'http' | 'https';
  /** Deployed port of the listener. */
  readonly port: number;
  /** Where a deployed port of this load balancer is on this machine, when clients reach it at another. */
  localPort(port: number): number | undefined;
}

/**
 * The `Location` of a redirect. `#{protocol}`, `#{host}`, `#{port}`, `#{path}` (without its first slash) and `#{query}`
 * stand for those of the request. A redirect to the host of the request goes to the port of this machine that stands
 * for the deployed one.
 */
export function redirectLocation(redirect: Redirect, request: RedirectedRequest): string {
  const fill = (text: string): string =>
    text.replace(/#\{(protocol|host|port|path|query)\}/g, (_, keyword: keyof typeof values) => values[keyword]);
  const values = {
    protocol: request.protocol,
    host: request.host,
    port: String(request.port),
    path: request.path.slice(1),
    query: request.query,
  };
  const protocol = fill(redirect.protocol).toLowerCase();
  const host = fill(redirect.host);
  const deployedPort = Number(fill(redirect.port));
  const port = host === request.host ? (request.localPort(deployedPort) ?? deployedPort) : deployedPort;
  const shownPort = port === (protocol === 'https' ? 443 : 80) ? '' : `:${port}`;
  const query = fill(redirect.query);
  return `${protocol}://${host}${shownPort}${fill(redirect.path)}${query === '' ? '' : `?${query}`}`;
}
