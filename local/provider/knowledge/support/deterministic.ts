import { createHash } from 'node:crypto';

/**
 * Characters that follow from `seed` alone: for what AWS derives from names rather than from the object, and for what
 * exists without having been created.
 */
export function derived(seed: string, length: number, alphabet = '0123456789abcdef'): string {
  let bytes = createHash('sha256').update(seed).digest();
  while (bytes.length < length) bytes = Buffer.concat([bytes, createHash('sha256').update(bytes).digest()]);
  return Array.from(bytes.subarray(0, length), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
