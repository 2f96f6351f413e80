import { decodeUtf8, encodeUtf8 } from './utf8';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** `util.base64Encode`: the UTF-8 bytes of `text` in base64 (RFC 4648 section 4) with padding. */
export function base64Encode(text: string): string {
  const bytes = encodeUtf8(text);
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.subarray(at, at + 3);
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    encoded += ALPHABET.charAt(bits >> 18) + ALPHABET.charAt((bits >> 12) & 63);
    encoded += second === undefined ? '=' : ALPHABET.charAt((bits >> 6) & 63);
    encoded += third === undefined ? '=' : ALPHABET.charAt(bits & 63);
  }
  return encoded;
}

/**
 * `util.base64Decode`: the text whose UTF-8 bytes `encoded` holds; padding may be missing.
 * @throws Error when a character is outside the base64 alphabet or the length is impossible.
 */
export function base64Decode(encoded: string): string {
  const digits = encoded.replace(/={1,2}$/, '');
  if (digits.length % 4 === 1) throw new Error(`util.base64Decode: impossible length ${encoded.length} of the input`);
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const [index, character] of Array.from(digits).entries()) {
    const value = ALPHABET.indexOf(character);
    if (value < 0)
      throw new Error(`util.base64Decode: character ${JSON.stringify(character)} at ${index} is not base64`);
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push((bits >> held) & 0xff);
    }
  }
  return decodeUtf8(Uint8Array.from(bytes));
}
