import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { imageDirectory, manifestFile } from '../../local/runtime/ecs/image-store';
import { type Figure } from '../support/measure';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

/** What goes into each image beside its base: number of files, bytes, and bytes of all of them in one gzip stream. */
export async function imageSizes(imagesDirectory: string, digests: ReadonlyMap<string, string>): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [image, digest] of digests) {
    const directory = imageDirectory(imagesDirectory, digest);
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    // How this machine starts the image is no part of what docker gets.
    const files = paths.filter((path) => path !== join(directory, manifestFile)).sort();
    const content = Buffer.concat(await Promise.all(files.map((path) => readFile(path))));
    const sizes = `${megabytes(content.length)}, ${megabytes(gzipSync(content).length)} gzip`;
    figures.push({ name: `container context of ${image}`, measured: `${files.length} files, ${sizes}` });
  }
  return figures;
}
