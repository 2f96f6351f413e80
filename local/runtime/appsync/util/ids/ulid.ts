import type { RuntimeHost } from '../host';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;

/** `util.autoUlid`: 48 bits of milliseconds and 80 random bits as 26 characters of Crockford's base 32. */
export function autoUlid(host: RuntimeHost): string {
  let time = '';
  let rest = Math.floor(host.nowMs());
  for (let index = 0; index < TIME_CHARACTERS; index += 1) {
    time = CROCKFORD.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let random = '';
  let bits = 0;
  let held = 0;
  for (const byte of host.randomBytes(10)) {
    bits = ((bits << 8) | byte) & 0x1fff;
    held += 8;
    while (held >= 5) {
      held -= 5;
      random += CROCKFORD.charAt((bits >> held) & 31);
    }
  }
  return time + random;
}
