import { ProtocolError } from './protocol-error';

const TOKEN = 1;
const FIELD_VALUE = 2;
const TARGET = 4;

/** What each octet may be part of: a token (RFC 9110, 5.6.2), a field value (5.5), an origin-form target (RFC 3986). */
const classes = new Uint8Array(256);
for (let code = 0x21; code <= 0x7e; code += 1) classes[code] = FIELD_VALUE | TARGET;
for (let code = 0x80; code <= 0xff; code += 1) classes[code] = FIELD_VALUE;
for (const code of [0x09, 0x20]) classes[code] = FIELD_VALUE;
for (const character of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  classes[character.charCodeAt(0)] = FIELD_VALUE | TARGET | TOKEN;
}
// Not allowed in a URI, and taken for something else by many parsers. Browsers do send `^`, `{`, `|` and `}` in a query.
for (const character of '"#<>\\') classes[character.charCodeAt(0)]! &= ~TARGET;

function endOf(kind: number, text: string, from: number): number {
  let at = from;
  while (at < text.length && (classes[text.charCodeAt(at)]! & kind) !== 0) at += 1;
  return at;
}

/** Index after the token that starts at `from`; `from` itself when there is none. */
export function endOfToken(text: string, from: number): number {
  return endOf(TOKEN, text, from);
}

/** Index after the request target that starts at `from`. */
export function endOfTarget(text: string, from: number): number {
  return endOf(TARGET, text, from);
}

/** Receives one header line: its name as sent, its value without the white space around it. */
export interface HeaderLines {
  onHeader(name: string, value: string): void;
}

/**
 * Reads the header lines of `text` from `from` to its end and hands each to `lines`. `text` is a head decoded as latin1 and
 * ends in CRLF after its last line, without the empty line.
 * @throws ProtocolError 400 for a bare CR or LF, a folded line, white space before the colon or a control character.
 */
export function readHeaderLines(text: string, from: number, lines: HeaderLines): void {
  let at = from;
  while (at < text.length) {
    const nameEnd = endOf(TOKEN, text, at);
    if (nameEnd === at || text.charCodeAt(nameEnd) !== 0x3a) {
      const first = text.charCodeAt(at);
      const folded = nameEnd === at && (first === 0x20 || first === 0x09);
      throw new ProtocolError(400, folded ? 'folded header line' : 'invalid header name');
    }
    let valueStart = nameEnd + 1;
    let code = text.charCodeAt(valueStart);
    while (code === 0x20 || code === 0x09) code = text.charCodeAt((valueStart += 1));
    const lineEnd = endOf(FIELD_VALUE, text, valueStart);
    if (text.charCodeAt(lineEnd) !== 0x0d || text.charCodeAt(lineEnd + 1) !== 0x0a) {
      throw new ProtocolError(400, 'invalid character in a header value');
    }
    let valueEnd = lineEnd;
    while (valueEnd > valueStart) {
      code = text.charCodeAt(valueEnd - 1);
      if (code !== 0x20 && code !== 0x09) break;
      valueEnd -= 1;
    }
    lines.onHeader(text.slice(at, nameEnd), text.slice(valueStart, valueEnd));
    at = lineEnd + 2;
  }
}

/** The value of a `Content-Length`, in bytes. @throws ProtocolError 400 unless it is one number of at most 15 digits. */
export function contentLengthOf(value: string): number {
  let length = 0;
  for (let at = 0; at < value.length; at += 1) {
    const digit = value.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) throw new ProtocolError(400, 'invalid content-length');
    length = length * 10 + digit;
  }
  if (value.length === 0 || value.length > 15) throw new ProtocolError(400, 'invalid content-length');
  return length;
}

/** The names a `Connection` header lists, lower-case; `keep-alive` and `close` are left to the caller. */
export function connectionOptions(value: string): readonly string[] {
  return value
    .toLowerCase()
    .split(',')
    .map((option) => option.trim())
    .filter((option) => option !== '');
}
