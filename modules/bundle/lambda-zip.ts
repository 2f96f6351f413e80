import { handlerCode } from './handler-code';
import { type LambdaZip, writeZip } from './write-zip';

const built = new Map<string, LambdaZip>();

/**
 * Bundles a handler with everything it imports into `<outputDirectory>/<name>.zip` (`index.js`, CommonJS, Node 22). The
 * same sources give the same bytes. Each entry point is built once a process.
 * @throws the bundler's error when a source cannot be bundled.
 */
export function buildLambdaZip(entryPoint: string, name: string, outputDirectory: string): LambdaZip {
  const key = JSON.stringify([entryPoint, name, outputDirectory]);
  const former = built.get(key);
  if (former) return former;
  const zip = writeZip({ 'index.js': { content: handlerCode(entryPoint), level: 9 } }, name, outputDirectory);
  built.set(key, zip);
  return zip;
}
