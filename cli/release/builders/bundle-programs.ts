import { basename } from 'node:path';
import { build } from 'esbuild';
import { notBuilt } from './image-files';

export interface BundleOptions {
  readonly projectDirectory: string;
  /** Expressions that are replaced by values, given as JavaScript. */
  readonly define?: Readonly<Record<string, string>>;
}

/**
 * Bundles programs with all that they import, each as one CommonJS file.
 * @param entryPoints source of each program by the name of its bundle, without `.cjs`
 * @throws CliError `image-not-built`
 */
export async function bundlePrograms(
  image: string,
  entryPoints: Readonly<Record<string, string>>,
  { projectDirectory, define = {} }: BundleOptions,
): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    const { outputFiles } = await build({
      // Files are named from here in the bundle, so that its bytes do not depend on where the project is.
      absWorkingDir: projectDirectory,
      entryPoints: { ...entryPoints },
      outdir: 'out',
      outExtension: { '.js': '.cjs' },
      bundle: true,
      define: { ...define },
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      charset: 'utf8',
      legalComments: 'none',
      sourcemap: false,
      write: false,
      logLevel: 'silent',
    });
    return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  } catch (cause) {
    throw notBuilt(image, 'the program cannot be bundled', cause);
  }
}
