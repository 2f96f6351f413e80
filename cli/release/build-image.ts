import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { imageDigest, sha256 } from '../../local/runtime/ecs/image-digest';
import { ImageError, imageDirectory, manifestFile, readImage } from '../../local/runtime/ecs/image-store';
import { badInput, CliError, hasCode } from '../cli-error';
import { imageListFile, readImageList } from './image-list';

export interface BuildImageOptions {
  readonly projectDirectory: string;
  /** Where images are kept, each in a folder named by its digest. */
  readonly imagesDirectory: string;
}

/** What a container of each image runs. */
const command = ['node', 'server.cjs'] as const;

/**
 * Bundles the program of an image of `services/images.json` as `server.cjs`, and the health check beside its folder as
 * `health-check.cjs`, each with all that it imports. The same sources give the same digest; an image that is there
 * already is not written again.
 * @returns the digest, `sha256:` and 64 hexadecimal digits
 * @throws CliError `unknown-image` or `image-not-built`; ImageError when the image that is there is damaged
 */
export async function buildImage(name: string, options: BuildImageOptions): Promise<string> {
  const { projectDirectory, imagesDirectory } = options;
  const images = readImageList(projectDirectory);
  const source = images.get(name);
  if (source === undefined) {
    const known = [...images.keys()].join(', ');
    throw badInput('unknown-image', `${imageListFile}: has no image ${name}; images: ${known}`, 'name one of these');
  }
  const healthCheck = join(dirname(dirname(source.entry)), 'health-check.ts');
  const files = await bundle(name, projectDirectory, { server: source.entry, 'health-check': healthCheck });
  const hashes = Object.fromEntries([...files].map(([file, content]) => [file, sha256(content)]));
  const digest = imageDigest({ repository: name, command, files: hashes });
  if (!(await exists(imagesDirectory, digest))) {
    const manifest = JSON.stringify({ digest, repository: name, command });
    const written = new Map<string, string | Uint8Array>([...files, [manifestFile, manifest]]);
    await write(imageDirectory(imagesDirectory, digest), written);
  }
  return digest;
}

async function bundle(
  name: string,
  projectDirectory: string,
  entryPoints: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    const { outputFiles } = await build({
      // Files are named from here in the bundle, so that its bytes do not depend on where the project is.
      absWorkingDir: projectDirectory,
      entryPoints: { ...entryPoints },
      outdir: 'out',
      outExtension: { '.js': '.cjs' },
      bundle: true,
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
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('image-not-built', `${name}: the program cannot be bundled: ${reason}`, { cause });
  }
}

async function exists(imagesDirectory: string, digest: string): Promise<boolean> {
  try {
    await readImage(imagesDirectory, digest);
    return true;
  } catch (error) {
    if (error instanceof ImageError && error.code === 'not-found') return false;
    throw error;
  }
}

async function write(directory: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const parent = dirname(directory);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const temporary = join(parent, `.building-${randomUUID()}`);
  try {
    await mkdir(temporary);
    for (const [name, content] of files) await writeFile(join(temporary, name), content, { mode: 0o444 });
    await rename(temporary, directory);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process was faster; the name stands for the content, so its folder is as good.
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
  }
}
