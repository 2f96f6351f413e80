import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { imageDigest, sha256 } from '../../local/runtime/ecs/image-digest';
import { ImageError, imageDirectory, manifestFile, readImage } from '../../local/runtime/ecs/image-store';
import { hasCode } from '../cli-error';
import { type ImageFiles } from './builders/image-files';
import { buildNginxConfiguration } from './builders/nginx-configuration';
import { buildNodeProgram } from './builders/node-program';
import { buildNuxtApplication } from './builders/nuxt-application';
import { findImage, type ImageSource } from './image-list';

export interface BuildImageOptions {
  readonly projectDirectory: string;
  /** Where images are kept, each in a folder named by its digest. */
  readonly imagesDirectory: string;
  /** Release that an application belongs to. @default one made of its sources */
  readonly release?: string | undefined;
}

/**
 * Builds the files of an image of `services/images.json`. The same sources give the same digest; an image that is there
 * already is not written again.
 * @returns the digest, `sha256:` and 64 hexadecimal digits
 * @throws CliError `unknown-image` or `image-not-built`; ImageError when the image that is there is damaged
 */
export async function buildImage(name: string, options: BuildImageOptions): Promise<string> {
  const { projectDirectory, imagesDirectory } = options;
  const built = await build(name, findImage(projectDirectory, name), options);
  const { command, stopSignal, files } = built;
  const hashes = Object.fromEntries([...files].map(([file, content]) => [file, sha256(content)]));
  const digest = imageDigest({ repository: name, command, stopSignal, files: hashes });
  if (!(await exists(imagesDirectory, digest))) {
    const manifest = JSON.stringify({ digest, repository: name, command, stopSignal });
    await write(imageDirectory(imagesDirectory, digest), built, manifest);
  }
  return digest;
}

function build(name: string, source: ImageSource, options: BuildImageOptions): Promise<ImageFiles> {
  switch (source.kind) {
    case 'node':
      return buildNodeProgram(name, source, options.projectDirectory);
    case 'nuxt':
      return buildNuxtApplication(name, source, options);
    case 'nginx':
      return buildNginxConfiguration(name, source, options);
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

async function write(directory: string, { files, timesFromContent }: ImageFiles, manifest: string): Promise<void> {
  const parent = dirname(directory);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const temporary = join(parent, `.building-${randomUUID()}`);
  try {
    // Whoever a container runs as may read them.
    await mkdir(temporary, { mode: 0o755 });
    for (const [name, content] of files) {
      const file = join(temporary, name);
      await mkdir(dirname(file), { recursive: true, mode: 0o755 });
      await writeFile(file, content, { mode: 0o444 });
      const time = timesFromContent === true ? timeOf(content) : undefined;
      if (time !== undefined) await utimes(file, time, time);
    }
    await writeFile(join(temporary, manifestFile), manifest, { mode: 0o444 });
    await rename(temporary, directory);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process was faster; the name stands for the content, so its folder is as good.
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
  }
}

/** Seconds since 1970, in the years 1980 to 2014. */
function timeOf(content: Uint8Array): number {
  return 315_532_800 + (Number.parseInt(sha256(content).slice(0, 8), 16) >>> 2);
}
