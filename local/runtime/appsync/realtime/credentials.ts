import type { IncomingMessage } from 'node:http';
import type { AppsyncApi, Caller } from '../api';
import { AuthError } from '../auth-error';
import { isJsonRecord, parseJsonRecord, type JsonRecord } from './json-record';
import { realtimeErrors } from './realtime-errors';
import type { RealtimeError } from './server-messages';

/** What an upgrade request or a message says about who calls, before it is checked. */
export type Credentials =
  | { readonly kind: 'given'; readonly headers: JsonRecord }
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed'; readonly error: RealtimeError };

const SUBPROTOCOL_PREFIX = 'header-';
/** Headers that prove who calls: those of the upgrade request hold for the connection, never for a later message. */
const CREDENTIAL_HEADERS = new Set([
  'authorization',
  'sec-websocket-protocol',
  'x-amz-date',
  'x-amz-security-token',
  'x-api-key',
]);

/**
 * The credentials of an upgrade request: the `header-<base64url>` subprotocol, else the query's `header` and `payload`
 * (base64), else plain HTTP headers.
 */
export function handshakeCredentials(request: IncomingMessage): Credentials {
  const subprotocol = subprotocols(request).find((name) => name.startsWith(SUBPROTOCOL_PREFIX));
  if (subprotocol !== undefined) return decoded('subprotocol', subprotocol.slice(SUBPROTOCOL_PREFIX.length));
  const query = new URLSearchParams(queryText(request));
  const header = query.get('header');
  if (header !== null) {
    const payload = query.get('payload');
    if (payload !== null && decodedRecord(payload) === undefined) return malformed('payload query parameter');
    return decoded('header query parameter', header);
  }
  const names = Object.keys(request.headers);
  if (!names.some((name) => name === 'x-api-key' || name === 'authorization')) return { kind: 'absent' };
  return { kind: 'given', headers: request.headers };
}

/** The credentials in the payload of `connection_init`: its own entries, or those of `headers` or `extensions.authorization`. */
export function initCredentials(payload: JsonRecord): Credentials {
  const extensions = isJsonRecord(payload.extensions) ? payload.extensions : {};
  const headers = [extensions.authorization, payload.headers, payload].filter(isJsonRecord).find(hasText);
  return headers === undefined ? { kind: 'absent' } : { kind: 'given', headers };
}

/** Subprotocols that the client offers, in its order. */
export function subprotocols(request: IncomingMessage): readonly string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

/**
 * Proves who calls.
 * @param headers as the client gave them; they win over those of the upgrade request.
 * @returns the caller, or the error to answer.
 */
export function authorizeCaller(
  api: AppsyncApi,
  request: IncomingMessage,
  headers: JsonRecord,
): Caller | RealtimeError {
  const given = lowerCaseTexts(headers);
  const upgrade = lowerCaseTexts(request.headers);
  const merged = Object.fromEntries(Object.entries(upgrade).filter(([name]) => !CREDENTIAL_HEADERS.has(name)));
  Object.assign(merged, given);
  const sourceIp = request.socket.remoteAddress?.replace(/^::ffff:/, '');
  try {
    return api.authorize(merged, merged.host ?? '', sourceIp);
  } catch (error) {
    if (error instanceof AuthError) return realtimeErrors.unauthorized(error);
    throw error;
  }
}

export function isCaller(result: Caller | RealtimeError): result is Caller {
  return 'mode' in result;
}

function decoded(where: string, base64: string): Credentials {
  const headers = decodedRecord(base64);
  return headers === undefined ? malformed(where) : { kind: 'given', headers };
}

function malformed(where: string): Credentials {
  return { kind: 'malformed', error: realtimeErrors.badRequest(`the ${where} must be base64 of a JSON object`) };
}

/** Node reads both base64 alphabets, with or without padding; a query turns an unescaped plus into a blank. */
function decodedRecord(base64: string): JsonRecord | undefined {
  return parseJsonRecord(Buffer.from(base64.replaceAll(' ', '+'), 'base64').toString('utf8'));
}

function queryText(request: IncomingMessage): string {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

function hasText(record: JsonRecord): boolean {
  return Object.values(record).some((value) => typeof value === 'string');
}

function lowerCaseTexts(headers: JsonRecord): Record<string, string> {
  const entries = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}
