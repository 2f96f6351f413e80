import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../error-code';
import { imageDigest, sha256, type StopSignal, stopSignals } from './image-digest';

/** Name of the file that describes an image. */
export const manifestFile = 'image.json';

const manifest = z.object({
  digest: z.string(),
  repository: z.string().min(1),
  command: z.array(z.string()).min(1),
  stopSignal: z.enum(stopSignals).optional(),
});

/** An image on this machine. */
export interface LocalImage {
  readonly digest: string;
  readonly repository: string;
  readonly command: readonly string[];
  /** Signal that asks its program to end. @default SIGTERM */
  readonly stopSignal?: StopSignal | undefined;
  /** Folder with its files, where its program runs. */
  readonly directory: string;
}

/** There is no such image here, or it is not what its digest says. */
export class ImageError extends Error {
  override readonly name = 'ImageError';

  constructor(
    readonly code: 'not-found' | 'damaged',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const digestPattern = /^sha256:([0-9a-f]{64})$/;

/** Folder of an image. @throws ImageError when `digest` is none */
export function imageDirectory(imagesDirectory: string, digest: string): string {
  const [, hex] = digestPattern.exec(digest) ?? [];
  if (hex === undefined) {
    throw new ImageError('not-found', `image: digest must be sha256: and 64 hexadecimal digits, got ${digest}`);
  }
  return join(imagesDirectory, hex);
}

/**
 * The image with this digest, once its files are found to be those that the digest was made of.
 * @throws ImageError `not-found` or `damaged`
 */
export async function readImage(imagesDirectory: string, digest: string): Promise<LocalImage> {
  const directory = imageDirectory(imagesDirectory, digest);
  let text: string;
  try {
    text = await readFile(join(directory, manifestFile), 'utf8');
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cause;
    throw new ImageError('not-found', `${digest}: there is no such image in ${imagesDirectory}`, { cause });
  }
  const parsed = manifest.safeParse(parseJson(text));
  if (!parsed.success) throw damaged(directory, `${manifestFile} is not that of an image`);
  const { repository, command, stopSignal } = parsed.data;
  const found = imageDigest({ repository, command, stopSignal, files: await hashFiles(directory) });
  if (found !== digest) throw damaged(directory, `its files give the digest ${found}, not ${digest}`);
  return { digest, repository, command, ...(stopSignal === undefined ? {} : { stopSignal }), directory };
}

function damaged(directory: string, what: string): ImageError {
  return new ImageError('damaged', `${directory}: ${what}; remove the folder and build the image again`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function hashFiles(directory: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const hashes: Record<string, string> = {};
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(directory.length + 1).replaceAll('\\', '/');
    if (name !== manifestFile) hashes[name] = sha256(await readFile(path));
  }
  return hashes;
}
