const generatedHost = /^([a-z0-9]+)\.appsync-api\.(.+)$/;

/**
 * The realtime address that belongs to a GraphQL address: another host for those that AWS generates, else the path
 * `/realtime` below it.
 * @throws Error when `endpoint` is no http or https address.
 */
export function realtimeUrlOf(endpoint: string): string {
  const url = parsed(endpoint);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const [, id, rest] = generatedHost.exec(url.hostname) ?? [];
  if (id !== undefined && rest !== undefined) url.hostname = `${id}.appsync-realtime-api.${rest}`;
  else url.pathname = `${url.pathname.replace(/\/$/, '')}/realtime`;
  return url.href;
}

/** Origins that a page must be allowed to connect to for Mesh: GraphQL, then realtime. @throws as `realtimeUrlOf` */
export function meshOrigins(endpoint: string): readonly string[] {
  const realtime = new URL(realtimeUrlOf(endpoint));
  return [parsed(endpoint).origin, `${realtime.protocol}//${realtime.host}`];
}

function parsed(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new Error(`mesh endpoint: an http or https address is expected, got ${endpoint}`);
}
