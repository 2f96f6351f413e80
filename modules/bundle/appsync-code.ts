import { basename } from 'node:path';
import { buildSync } from 'esbuild';

/** AppSync's limit on the code of one resolver or function, in characters. */
export const maxCodeCharacters = 32_768;

export interface AppsyncCodeOptions {
  /** Folder from which the files are named; the code holds their names, so it must not depend on where it is built. */
  readonly directory: string;
  /** TypeScript files below the folder that each export `request` and `response`. */
  readonly entryPoints: readonly string[];
  /** Constants that replace names in the code, such as `{ 'SETTINGS.ttlSeconds': 60 }`. @default none */
  readonly define?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Bundles resolvers and functions for the `APPSYNC_JS` runtime: one ES module each, by file name without ending.
 * @throws RangeError when a bundle is longer than AppSync takes; the bundler's error when a source cannot be bundled.
 */
export function bundleAppsyncCode({
  directory,
  entryPoints,
  define = {},
}: AppsyncCodeOptions): ReadonlyMap<string, string> {
  const { outputFiles } = buildSync({
    absWorkingDir: directory,
    entryPoints: entryPoints.map((path) => `./${path}`),
    bundle: true,
    platform: 'neutral',
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    external: ['@aws-appsync/utils', '@aws-appsync/utils/*'],
    define: Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
    outdir: 'out',
    write: false,
    logLevel: 'silent',
  });
  return new Map(
    outputFiles.map(({ path, text }) => {
      const name = basename(path, '.js');
      if (text.length > maxCodeCharacters) {
        throw new RangeError(
          `${name}: the bundle must be at most ${maxCodeCharacters} characters long, got ${text.length}`,
        );
      }
      return [name, text];
    }),
  );
}

/** Keeps Terraform from reading the code's own `${…}` and `%{…}` as templates. */
export function asTerraformLiteral(text: string): string {
  return text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}
