import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';

/** A deployment package on disk. */
export interface LambdaZip {
  readonly path: string;
  /** SHA-256 in base64, as Lambda's `CodeSha256`. */
  readonly sha256: string;
}

/** ZIP cannot hold an earlier moment; a fixed one makes the same files the same bytes. */
const mtime = new Date(1980, 0, 1);

export interface ZipFile {
  readonly content: Uint8Array;
  /** 0 to 9: how hard to compress. */
  readonly level: 6 | 9;
}

/**
 * Writes `<outputDirectory>/<name>.zip`. The same files give the same bytes.
 * @throws RangeError when the package has more than `maxBytes`.
 */
export function writeZip(
  files: Readonly<Record<string, ZipFile>>,
  name: string,
  outputDirectory: string,
  maxBytes = Infinity,
): LambdaZip {
  const zip = zipSync(
    Object.fromEntries(Object.entries(files).map(([path, { content, level }]) => [path, [content, { mtime, level }]])),
  );
  if (zip.byteLength > maxBytes) {
    throw new RangeError(`${name}: the package must be at most ${maxBytes} bytes, got ${zip.byteLength}`);
  }
  const path = join(outputDirectory, `${name}.zip`);
  mkdirSync(outputDirectory, { recursive: true });
  // Two synths at once write the same bytes; whoever reads must never find half of them.
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, zip);
  renameSync(temporary, path);
  return { path, sha256: createHash('sha256').update(zip).digest('base64') };
}
