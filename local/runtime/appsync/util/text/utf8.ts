const REPLACEMENT = 0xfffd;

/** UTF-8 bytes of `text`; an unpaired surrogate becomes `?`, as Java's encoder does. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point >= 0xd800 && point <= 0xdfff) bytes.push(0x3f);
    else if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), continuation(point));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), continuation(point >> 6), continuation(point));
    else bytes.push(0xf0 | (point >> 18), continuation(point >> 12), continuation(point >> 6), continuation(point));
  }
  return Uint8Array.from(bytes);
}

/** Text of UTF-8 `bytes`; what is not valid UTF-8 becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const [point, length] = codePointAt(bytes, at);
    text += String.fromCodePoint(point);
    at += length;
  }
  return text;
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

/** The code point that starts at `at` and how many bytes it takes. */
function codePointAt(bytes: Uint8Array, at: number): readonly [number, number] {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return [lead, 1];
  const length = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || lead > 0xf4) return [REPLACEMENT, 1];
  let point = lead & (0x7f >> length);
  for (let offset = 1; offset < length; offset += 1) {
    const byte = bytes[at + offset];
    if (byte === undefined || (byte & 0xc0) !== 0x80) return [REPLACEMENT, offset];
    point = (point << 6) | (byte & 0x3f);
  }
  const overlong = (length === 3 && point < 0x800) || (length === 4 && point < 0x10000);
  const outside = point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff);
  return overlong || outside ? [REPLACEMENT, length] : [point, length];
}
