import { buildSync } from 'esbuild';

export interface HandlerCodeOptions {
  /** Packages that are not bundled but loaded as they are. @default none */
  readonly external?: readonly string[];
  /** Constants that replace names in the code. @default none */
  readonly define?: Readonly<Record<string, unknown>>;
}

/**
 * Bundles the module of a handler with what it imports for Node 22 on Lambda, as CommonJS. The same sources give the same bytes.
 * @throws the bundler's error when a source cannot be bundled.
 */
export function handlerCode(entryPoint: string, { external = [], define = {} }: HandlerCodeOptions = {}): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // ES modules first: only their unused exports can be left out, which halves the package and the time to load it.
    mainFields: ['module', 'main'],
    external: [...external],
    define: Object.fromEntries(Object.entries(define).map(([constant, value]) => [constant, JSON.stringify(value)])),
    outfile: 'index.js',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  const [code] = outputFiles;
  if (!code) throw new Error(`${entryPoint}: the bundler gave no output`);
  return code.contents;
}
