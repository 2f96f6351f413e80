import { buildSync } from 'esbuild';

/** CloudFront's limit on the code of a function, in bytes. */
export const maxViewerCodeBytes = 10_240;

/**
 * Language that `cloudfront-js-2.0` does not have: ECMAScript 5.1 and a part of what came later ("JavaScript runtime 2.0" of the
 * CloudFront guide). The bundler writes some of it in older words and refuses the rest.
 */
const missing = [
  'array-spread',
  'bigint',
  'class',
  'default-argument',
  'destructuring',
  'for-await',
  'for-of',
  'generator',
  'logical-assignment',
  'new-target',
  'nullish-coalescing',
  'object-extensions',
  'object-rest-spread',
  'optional-chain',
];

/**
 * Bundles a CloudFront Function: one script that declares `handler`, which the entry point exports.
 * @param define constants that replace names in the code, such as `{ SIZES: [320, 640] }`
 * @throws Error of the bundler, by file and line, for a source that cannot be bundled or uses what the runtime does not have.
 * @throws RangeError when the code is longer than CloudFront takes.
 */
export function bundleViewerCode(entryPoint: string, define: Readonly<Record<string, unknown>> = {}): string {
  const { outputFiles } = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    platform: 'neutral',
    format: 'iife',
    globalName: 'viewerFunction',
    target: 'es2015',
    supported: Object.fromEntries(missing.map((feature) => [feature, false])),
    // CloudFront calls a function of the script itself.
    footer: { js: 'function handler(event){return viewerFunction.handler(event)}' },
    define: Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
    charset: 'ascii',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`${entryPoint}: the bundler gave no output`);
  if (output.contents.byteLength > maxViewerCodeBytes) {
    throw new RangeError(
      `${entryPoint}: the bundle must be at most ${maxViewerCodeBytes} bytes long, got ${output.contents.byteLength}`,
    );
  }
  return output.text;
}
