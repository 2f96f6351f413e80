import type { RuntimeHost } from '../host';

/** Two digits for each byte. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `util.autoId`: a random UUID, version 4 (RFC 9562), lower case. */
export function autoId(host: Pick<RuntimeHost, 'randomBytes'>): string {
  let id = '';
  let at = 0;
  for (const byte of host.randomBytes(16)) {
    if (at === 4 || at === 6 || at === 8 || at === 10) id += '-';
    id += HEX[at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte];
    at += 1;
  }
  return id;
}
