import { type LoadBalancerAttributes } from '../definition/definitions';

/** What a target is told about the client's connection. */
export interface ClientConnection {
  readonly address: string;
  /** Port that it came from. */
  readonly remotePort: number;
  readonly protocol: 'http' | 'https';
  /** Port that it came to, as the client sees it. */
  readonly port: number;
  readonly tls?: { readonly version: string; readonly cipher: string };
}

/** Headers that hold for one connection only. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const validName = /^[-A-Za-z0-9]+$/;
const ownNames = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port', 'x-amzn-trace-id', 'expect']);
const tlsNames = new Set(['x-amzn-tls-version', 'x-amzn-tls-cipher-suite']);

/** Whether a header holds for one connection only: always, or because `Connection` names it. */
export function isHopByHop(lowerCaseName: string, connection: string | readonly string[] = []): boolean {
  return hopByHop.has(lowerCaseName) || [connection].flat().some((value) => tokens(value).includes(lowerCaseName));
}

/** Name, value, name, value without those that hold for the connection only, and those that `drop` names. */
function endToEndHeaders(
  rawHeaders: readonly string[],
  drop: (lowerCaseName: string, name: string) => boolean,
): string[] {
  const connection = valuesOf(rawHeaders, 'connection');
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const lowerCaseName = name.toLowerCase();
    if (!isHopByHop(lowerCaseName, connection) && !drop(lowerCaseName, name)) kept.push(name, value);
  }
  return kept;
}

/** The headers of the request to a target. */
export function forwardedHeaders(
  rawHeaders: readonly string[],
  client: ClientConnection,
  attributes: LoadBalancerAttributes,
  newTraceId: () => string,
): string[] {
  const { xffHeaderProcessing, dropInvalidHeaderFields, tlsHeaders } = attributes;
  const headers = endToEndHeaders(
    rawHeaders,
    (lowerCaseName, name) =>
      ownNames.has(lowerCaseName) ||
      (tlsHeaders && tlsNames.has(lowerCaseName)) ||
      (dropInvalidHeaderFields && !validName.test(name)),
  );
  const before = valuesOf(rawHeaders, 'x-forwarded-for');
  if (xffHeaderProcessing === 'append')
    headers.push('X-Forwarded-For', [...before, clientText(client, attributes)].join(', '));
  if (xffHeaderProcessing === 'preserve' && before.length > 0) headers.push('X-Forwarded-For', before.join(', '));
  headers.push('X-Forwarded-Proto', client.protocol, 'X-Forwarded-Port', String(client.port));
  headers.push('X-Amzn-Trace-Id', traceHeader(valuesOf(rawHeaders, 'x-amzn-trace-id')[0], newTraceId));
  if (tlsHeaders && client.tls !== undefined) {
    headers.push('X-Amzn-Tls-Version', client.tls.version, 'X-Amzn-Tls-Cipher-Suite', client.tls.cipher);
  }
  return headers;
}

/** A new id of a trace: the time in seconds and 96 random bits. */
export function newTraceId(nowMs: number, randomBytes: (length: number) => Uint8Array): string {
  const time = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return `1-${time}-${Buffer.from(randomBytes(12)).toString('hex')}`;
}

/** A request that has a root keeps it, and gets the load balancer's own id before it. */
function traceHeader(present: string | undefined, newTraceId: () => string): string {
  const fields = (present ?? '').split(';').filter((field) => field !== '' && !field.startsWith('Self='));
  const name = fields.some((field) => field.startsWith('Root=')) ? 'Self' : 'Root';
  return [`${name}=${newTraceId()}`, ...fields].join(';');
}

function tokens(value: string): readonly string[] {
  return value.split(',').map((name) => name.trim().toLowerCase());
}

function clientText({ address, remotePort }: ClientConnection, { xffClientPort }: LoadBalancerAttributes): string {
  if (!xffClientPort) return address;
  return address.includes(':') ? `[${address}]:${remotePort}` : `${address}:${remotePort}`;
}

function valuesOf(rawHeaders: readonly string[], lowerCaseName: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === lowerCaseName);
}
