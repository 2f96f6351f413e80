import { createHash } from 'node:crypto';

const HEXADECIMAL = '0123456789abcdef';

/** A source of characters that is the same for the same seed, in the same order of calls. */
export function uniqueIdSource(seed: string): (length: number, alphabet?: string) => string {
  let call = 0;
  return (length, alphabet = HEXADECIMAL) => {
    if (alphabet.length === 0) throw new RangeError('uniqueId: alphabet must have at least one character, got none');
    call += 1;
    let characters = '';
    for (let block = 0; characters.length < length; block += 1) {
      const digest = createHash('sha256').update(`${seed}/${call}/${block}`).digest();
      // Pairs of bytes, so that an alphabet of 26 or 36 characters is drawn from almost evenly.
      for (let index = 0; index < digest.length && characters.length < length; index += 2) {
        characters += alphabet.charAt(digest.readUInt16BE(index) % alphabet.length);
      }
    }
    return characters;
  };
}

/** The seed of an object: equal parts give equal seeds. */
export function seedOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
