import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const generated = new Set(['.nuxt', '.output', '.data', 'node_modules']);
const allowed = /^[a-z0-9][a-z0-9.-]{0,63}$/;

/** Paths below `directory`, sorted, without what builds leave there. */
function sourcesOf(directory: string, below = ''): readonly string[] {
  return readdirSync(join(directory, below), { withFileTypes: true })
    .filter(({ name }) => !generated.has(name))
    .flatMap((entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory() ? sourcesOf(directory, path) : [path];
    })
    .sort();
}

/**
 * The release that a build belongs to: RELEASE_ID, else `source-` and twelve hexadecimal digits of a hash over the
 * files in `directory`.
 * @throws Error when RELEASE_ID cannot be part of a file name.
 */
export function releaseId(directory: string, environment: Readonly<Record<string, string | undefined>>): string {
  const { RELEASE_ID: given } = environment;
  if (given !== undefined && given !== '') {
    if (allowed.test(given)) return given;
    throw new Error(`web app: RELEASE_ID must be at most 64 of a-z, 0-9, dot and hyphen, got ${given}`);
  }
  const hash = createHash('sha256');
  for (const path of sourcesOf(directory)) hash.update(`\0${path}\0`).update(readFileSync(join(directory, path)));
  return `source-${hash.digest('hex').slice(0, 12)}`;
}
