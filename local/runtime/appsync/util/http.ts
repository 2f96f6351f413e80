import type { Util } from '@aws-appsync/utils';
import type { OutcomeRecorder } from './outcome';
import { encodeUtf8 } from './text/utf8';

/** Headers that belong to one connection and are never forwarded. */
const HOP_HEADERS: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'connection',
  'host',
  'expect',
  'keep-alive',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'content-length',
]);

/** Response headers AppSync sets itself. */
const RESERVED_RESPONSE_HEADERS: ReadonlySet<string> = new Set([
  'access-control-allow-credentials',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'vary',
  'content-type',
]);
const RESERVED_PREFIXES = ['x-amzn-', 'x-amz-'];
const MAX_HEADER_BYTES = 4096;

/**
 * `util.http`. A response header with an empty or restricted name, a null value, or beyond 4 KB in total is left out and
 * adds an error of type `ResponseHeaderError` to the answer, as the AppSync guide describes.
 */
export function createHttp(outcome: OutcomeRecorder): Util['http'] {
  const refuse = (message: string) => {
    outcome.errors.push({ message, errorType: 'ResponseHeaderError', data: null, errorInfo: null });
  };
  const addResponseHeader = (name: string, value: unknown) => {
    const key = name.toLowerCase();
    if (key === '') return refuse('a response header needs a name');
    if (isRestricted(key)) return refuse(`response header ${name} is restricted`);
    if (value === null || value === undefined) return refuse(`response header ${name} needs a value, got ${value}`);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const headers = new Map(outcome.responseHeaders).set(key, text);
    const bytes = sizeOf(headers);
    if (bytes > MAX_HEADER_BYTES) {
      return refuse(`response headers must not exceed ${MAX_HEADER_BYTES} bytes in total, got ${bytes} with ${name}`);
    }
    outcome.responseHeaders.set(key, text);
  };
  return {
    copyHeaders: (headers) =>
      Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_HEADERS.has(name.toLowerCase()))),
    addResponseHeader,
    addResponseHeaders(headers) {
      for (const [name, value] of Object.entries(headers)) addResponseHeader(name, value);
    },
  };
}

function isRestricted(key: string): boolean {
  return (
    HOP_HEADERS.has(key) ||
    RESERVED_RESPONSE_HEADERS.has(key) ||
    RESERVED_PREFIXES.some((prefix) => key.startsWith(prefix))
  );
}

function sizeOf(headers: ReadonlyMap<string, string>): number {
  let bytes = 0;
  for (const [name, value] of headers) bytes += encodeUtf8(name).length + encodeUtf8(value).length;
  return bytes;
}
