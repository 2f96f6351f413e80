import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';

/** Writes a deployment package of these files; `sha256` is in base64, as `source_code_hash`. */
export function writeLambdaZip(
  directory: string,
  files: Readonly<Record<string, string>>,
): { readonly path: string; readonly sha256: string } {
  const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  const sha256 = createHash('sha256').update(zip).digest('base64');
  const path = join(directory, `${sha256.replaceAll(/\W/g, '')}.zip`);
  writeFileSync(path, zip);
  return { path, sha256 };
}
