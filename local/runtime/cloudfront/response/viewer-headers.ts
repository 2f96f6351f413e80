import { type Behavior, type CorsPolicy, type ResponseHeadersPolicy } from '../definition/definitions';
import { type EdgeRequest } from '../edge-message';
import { type HeaderList } from '../header-list';

/** Names of `Vary` that viewers see though no policy forwards them. */
const alwaysVary = new Set(['accept-encoding', 'cookie']);

/**
 * Takes out of an origin's response what CloudFront does not pass on: `Set-Cookie` when the behaviour forwards no
 * cookies ("Cache content based on cookies" of the CloudFront developer guide), and names in `Vary` that it does not
 * forward.
 */
export function cleanOriginHeaders(headers: HeaderList, { cachePolicy, originRequestPolicy: more }: Behavior): void {
  headers.delete('x-cache');
  const cookieKind = more?.cookies.kind ?? 'none';
  if (cachePolicy.cookies.kind === 'none' && cookieKind === 'none') headers.delete('set-cookie');
  const vary = headers.get('vary');
  if (vary === undefined || vary.trim() === '*') return;
  const names = vary.split(',').map((name) => name.trim());
  const kept = names.filter((name) => {
    const lowerCaseName = name.toLowerCase();
    const isForwarded = cachePolicy.headers.has(lowerCaseName) || more?.headers.has(lowerCaseName) === true;
    return alwaysVary.has(lowerCaseName) || isForwarded;
  });
  if (kept.length === 0) headers.delete('vary');
  else if (kept.length < names.length) headers.set('Vary', kept.join(', '));
}

/** Applies what is the same for every viewer. */
export function applyPolicy(headers: HeaderList, policy: ResponseHeadersPolicy | undefined): void {
  if (policy === undefined) return;
  if (policy.remove.size > 0) headers.removeWhere((name) => policy.remove.has(name));
  for (const { name, value, override } of policy.headers) {
    if (override || !headers.has(name.toLowerCase())) headers.set(name, value);
  }
}

/** Applies CORS, which depends on the viewer's `Origin`; without one nothing is added. */
export function applyCors(
  headers: HeaderList,
  policy: CorsPolicy | undefined,
  request: Pick<EdgeRequest, 'method' | 'headers'>,
): void {
  const origin = request.headers.get('origin');
  if (policy === undefined || origin === undefined) return;
  const isAny = policy.allowOrigins.includes('*');
  const isAllowed = isAny || policy.allowOrigins.some((allowed) => allowsOrigin(allowed, origin));
  if (policy.override) headers.removeWhere((name) => name.startsWith('access-control-'));
  // The origin's own answer stands as a whole.
  else if (headers.has('access-control-allow-origin')) return;
  if (!isAllowed) return;
  const isEchoed = !isAny || policy.allowCredentials;
  headers.set('Access-Control-Allow-Origin', isEchoed ? origin : '*');
  if (isEchoed) addVaryOrigin(headers);
  if (policy.allowCredentials) headers.set('Access-Control-Allow-Credentials', 'true');
  const set = (name: string, values: readonly string[]): void => {
    if (values.length > 0) headers.set(name, values.join(', '));
  };
  if (request.method === 'OPTIONS' && request.headers.has('access-control-request-method')) {
    set('Access-Control-Allow-Methods', policy.allowMethods);
    set('Access-Control-Allow-Headers', policy.allowHeaders);
    if (policy.maxAgeSeconds !== undefined) headers.set('Access-Control-Max-Age', String(policy.maxAgeSeconds));
  } else {
    set('Access-Control-Expose-Headers', policy.exposeHeaders);
  }
}

function addVaryOrigin(headers: HeaderList): void {
  const vary = headers.get('vary');
  if (vary === undefined) headers.append('Vary', 'Origin');
  else if (!/(^|,)\s*(origin|\*)\s*(,|$)/i.test(vary)) headers.set('Vary', `${vary}, Origin`);
}

/** `https://*.example.com` allows every name below it. */
function allowsOrigin(allowed: string, origin: string): boolean {
  const [before, after] = allowed.split('*');
  if (before === undefined || after === undefined) return allowed === origin;
  const isLonger = origin.length > before.length + after.length;
  return isLonger && origin.startsWith(before) && origin.endsWith(after);
}
