import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { badInput } from '../cli-error';

const imageSource = z.object({ entry: z.string().min(1), dockerfile: z.string().min(1) });

/** Where an image comes from; paths are relative to the project. */
export type ImageSource = z.infer<typeof imageSource>;

/** File of the project that lists its images. */
export const imageListFile = 'services/images.json';

/**
 * The images of a project by name.
 * @throws CliError `no-image-list` when the file is absent or not such a list
 */
export function readImageList(projectDirectory: string): ReadonlyMap<string, ImageSource> {
  const file = join(projectDirectory, imageListFile);
  try {
    const list = z.record(z.string(), imageSource).parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(Object.entries(list));
  } catch (cause) {
    throw badInput('no-image-list', `${file}: not a list of images: ${String(cause)}`, 'correct the file', { cause });
  }
}
