import { decodeUtf8, encodeUtf8 } from './utf8';

/** `util.urlEncode`: application/x-www-form-urlencoded, as Java's URLEncoder with UTF-8 (space is `+`, `*` stays). */
export function urlEncode(text: string): string {
  let encoded = '';
  for (const byte of encodeUtf8(text)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9.*_-]/.test(character)) encoded += character;
    else if (character === ' ') encoded += '+';
    else encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/**
 * `util.urlDecode`: the inverse of `urlEncode`.
 * @throws Error when `%` is not followed by two hexadecimal digits.
 */
export function urlDecode(encoded: string): string {
  return encoded.replaceAll('+', ' ').replace(/%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*|%/g, (run, at: number) => {
    if (run === '%') {
      throw new Error(
        `util.urlDecode: % at ${at} must be followed by two hexadecimal digits, got ${encoded.slice(at, at + 3)}`,
      );
    }
    const bytes = run.split('%').slice(1);
    return decodeUtf8(Uint8Array.from(bytes, (hex) => Number.parseInt(hex, 16)));
  });
}
