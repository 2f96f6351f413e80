import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A checksum of the TypeScript files directly in `directory`, names included: 16 hexadecimal digits. */
export function sourceChecksum(directory: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(directory).filter((name) => name.endsWith('.ts'));
  for (const name of names.sort()) {
    const content = readFileSync(join(directory, name));
    // The length keeps the end of one file apart from the beginning of the next.
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}
