import { basename } from 'node:path';
import { type BuildOptions, buildSync, type OutputFile } from 'esbuild';

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

interface BundlerFault {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number } | null;
}

function faultsOf(error: unknown): readonly BundlerFault[] {
  // The bundler's own documented shape of a failed build.
  return typeof error === 'object' && error !== null && 'errors' in error ? (error.errors as BundlerFault[]) : [];
}

/** Says by file and line what is wrong with the sources below `directory`; other failures stay as they are. */
function inWords(directory: string, cause: unknown): unknown {
  const faults = faultsOf(cause);
  if (faults.length === 0) return cause;
  const lines = faults.map(({ text, location }) => (location ? `${location.file}:${location.line}: ${text}` : text));
  return new RangeError(`${directory}: the code cannot be bundled\n  ${lines.join('\n  ')}`, { cause });
}

/** Bundles without a file: the outputs in memory. */
function bundle(directory: string, options: BuildOptions): readonly OutputFile[] {
  try {
    return buildSync({ ...options, absWorkingDir: directory, bundle: true, write: false, logLevel: 'silent' })
      .outputFiles;
  } catch (cause) {
    throw inWords(directory, cause);
  }
}

/**
 * Bundles resolvers and functions for the `APPSYNC_JS` runtime: one ES module each, by file name without ending.
 * @throws RangeError when a source is missing or cannot be bundled, or a bundle is longer than AppSync takes.
 */
export function bundleAppsyncCode({
  directory,
  entryPoints,
  define = {},
}: AppsyncCodeOptions): ReadonlyMap<string, string> {
  const outputFiles = bundle(directory, {
    entryPoints: entryPoints.map((path) => `./${path}`),
    platform: 'neutral',
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    external: ['@aws-appsync/utils', '@aws-appsync/utils/*'],
    define: Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
    outdir: 'out',
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
