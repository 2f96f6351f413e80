import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { zipSync } from 'fflate';

/** A deployment package on disk. */
export interface LambdaZip {
  readonly path: string;
  /** SHA-256 in base64, as Lambda's `CodeSha256`. */
  readonly sha256: string;
}

/** ZIP cannot hold an earlier moment; a fixed one makes the same source the same bytes. */
const zipEpoch = new Date(1980, 0, 1);

const built = new Map<string, LambdaZip>();

/**
 * Bundles a handler with everything it imports into `<outputDirectory>/<name>.zip` (`index.js`, CommonJS, Node 22). The
 * same sources give the same bytes. Each entry point is built once a process.
 * @throws the bundler's error when a source cannot be bundled.
 */
export function buildLambdaZip(entryPoint: string, name: string, outputDirectory: string): LambdaZip {
  const path = join(outputDirectory, `${name}.zip`);
  const former = built.get(`${entryPoint}\n${path}`);
  if (former) return former;
  const { outputFiles } = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // ES modules first: only their unused exports can be left out, which halves the package and the time to load it.
    mainFields: ['module', 'main'],
    outfile: 'index.js',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  const [code] = outputFiles;
  if (!code) throw new Error(`${entryPoint}: the bundler gave no output`);
  const zip = zipSync({ 'index.js': [code.contents, { mtime: zipEpoch, level: 9 }] });
  mkdirSync(outputDirectory, { recursive: true });
  writeFileSync(path, zip);
  const result = { path, sha256: createHash('sha256').update(zip).digest('base64') };
  built.set(`${entryPoint}\n${path}`, result);
  return result;
}
