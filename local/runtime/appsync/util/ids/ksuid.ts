import type { RuntimeHost } from '../host';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 2014-05-13T16:53:20Z, from which a KSUID counts its seconds. */
const KSUID_EPOCH_SECONDS = 1_400_000_000;
const KSUID_CHARACTERS = 27;

/** `util.autoKsuid`: 32 bits of seconds and 128 random bits as 27 characters of base 62; sorts by creation. */
export function autoKsuid(host: RuntimeHost): string {
  const seconds = Math.floor(host.nowMs() / 1000) - KSUID_EPOCH_SECONDS;
  const time = [24, 16, 8, 0].map((shift) => Math.floor(seconds / 2 ** shift) & 0xff);
  let digits = [...time, ...host.randomBytes(16)];
  let text = '';
  // Long division of the 20-byte number by 62; the engine in the sandbox need not have BigInt.
  for (let index = 0; index < KSUID_CHARACTERS; index += 1) {
    let remainder = 0;
    digits = digits.map((digit) => {
      const value = remainder * 256 + digit;
      remainder = value % 62;
      return Math.floor(value / 62);
    });
    text = BASE62.charAt(remainder) + text;
  }
  return text;
}
