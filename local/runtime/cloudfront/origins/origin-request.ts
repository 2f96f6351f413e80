import { normalizedAcceptEncoding } from '../cache/accept-encoding';
import { selectedCookies, selectedQuery } from '../cache/named-values';
import { type Behavior, type OriginDefinition } from '../definition/definitions';
import { eitherOf, noNames } from '../definition/name-selection';
import { type EdgeRequest } from '../edge-message';
import { HeaderList } from '../header-list';

export interface EdgeIdentity {
  /** Domain name of the distribution. */
  readonly domainName: string;
  readonly requestId: string;
}

/** Forwarded whatever the policies say: what describes the body, and what makes a WebSocket. */
const always = new Set([
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-range',
  'content-type',
  'date',
]);
/** Of these the edge makes its own or none at all. */
const never = new Set(['accept-encoding', 'cookie', 'expect', 'host', 'via', 'x-amz-cf-id', 'x-forwarded-for']);
const conditional = new Set([
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
]);
const authorizedMethods = new Set(['DELETE', 'PATCH', 'POST', 'PUT']);

/** Makes the requests of one behaviour to an origin. */
export function originRequests(
  behavior: Behavior,
): (request: EdgeRequest, origin: OriginDefinition, edge: EdgeIdentity, isPassedThrough: boolean) => EdgeRequest {
  const { cachePolicy, originRequestPolicy } = behavior;
  const headerNames = eitherOf(cachePolicy.headers, originRequestPolicy?.headers ?? noNames);
  const cookieNames = eitherOf(cachePolicy.cookies, originRequestPolicy?.cookies ?? noNames);
  const queryNames = eitherOf(cachePolicy.queryStrings, originRequestPolicy?.queryStrings ?? noNames);
  const forwards = (name: string, method: string, isPassedThrough: boolean): boolean => {
    if (never.has(name)) return false;
    if (conditional.has(name)) return isPassedThrough;
    if (always.has(name) || name.startsWith('sec-websocket-')) return true;
    if (name === 'authorization' && authorizedMethods.has(method)) return true;
    return headerNames.has(name);
  };
  return (request, origin, { domainName, requestId }, isPassedThrough) => {
    const { method, headers: given, clientIp } = request;
    const isBucket = origin.kind.type === 's3';
    const host = !isBucket && headerNames.has('host') ? given.get('host') : undefined;
    const headers = new HeaderList(['Host', host ?? origin.domainName]);
    let hasAgent = false;
    for (const [name, value] of given.entries()) {
      const lowerCaseName = name.toLowerCase();
      if (!forwards(lowerCaseName, method, isPassedThrough)) continue;
      if (lowerCaseName === 'user-agent') hasAgent = true;
      headers.append(name, value);
    }
    if (!hasAgent) headers.append('User-Agent', 'Amazon CloudFront');
    const cookies = selectedCookies(given.get('cookie'), cookieNames);
    if (cookies !== '') headers.append('Cookie', cookies);
    const encodings = acceptEncoding(given, behavior, headerNames.has('accept-encoding'));
    if (encodings !== '') headers.append('Accept-Encoding', encodings);
    const before = given.get('x-forwarded-for');
    headers.append('X-Forwarded-For', before === undefined ? clientIp : `${before}, ${clientIp}`);
    headers.append('Via', `1.1 ${domainName} (CloudFront)`);
    headers.append('X-Amz-Cf-Id', requestId);
    for (const [name, value] of viewerHeaders(request)) {
      if (headerNames.names.includes(name.toLowerCase())) headers.set(name, value);
    }
    for (const [name, value] of origin.customHeaders) headers.set(name, value);
    return { ...request, query: selectedQuery(request.query, queryNames), headers };
  };
}

function acceptEncoding(given: HeaderList, { cachePolicy }: Behavior, isForwarded: boolean): string {
  const header = given.get('accept-encoding');
  if (cachePolicy.gzip || cachePolicy.brotli) return normalizedAcceptEncoding(header, cachePolicy);
  return isForwarded ? (header ?? '') : '';
}

/** What the edge tells of the viewer, when a policy names it. The country is the one that the viewer itself names. */
export function viewerHeaders({ headers, clientIp, clientPort }: EdgeRequest): readonly (readonly [string, string])[] {
  const country = headers.get('cloudfront-viewer-country');
  return [
    ['CloudFront-Forwarded-Proto', 'https'],
    ['CloudFront-Viewer-Address', `${clientIp}:${clientPort}`],
    ['CloudFront-Viewer-Http-Version', '1.1'],
    ...(country === undefined ? [] : [['CloudFront-Viewer-Country', country] as const]),
  ];
}
