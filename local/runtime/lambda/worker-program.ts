import { join } from 'node:path';
import { buildSync } from 'esbuild';

let program: string | undefined;

/**
 * The worker's program as one CommonJS script that needs Node alone: a worker must not load what runs this process
 * (a TypeScript loader), since it would show in the function and cost time at each cold start.
 */
export function workerProgram(): string {
  program ??= build();
  return program;
}

function build(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'worker', 'bootstrap.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (!file) throw new Error('lambda worker: the bundler gave no output');
  return file.text;
}
