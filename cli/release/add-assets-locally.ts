import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { imageDirectory } from '../../local/runtime/ecs/image-store';
import { connectAssets } from '../assets/asset-clients';
import { uploadAssets, type UploadResult } from '../assets/upload-assets';
import { CliError } from '../cli-error';

const build = z.object({ id: z.string().min(1) });

export interface AddAssetsOptions {
  readonly stage: string;
  readonly service: string;
  /** Digest of the image of the service's Nuxt application. */
  readonly digest: string;
  readonly imagesDirectory: string;
  readonly endpoint: { readonly endpointUrl: string; readonly region: string };
  readonly nowMs: () => number;
}

/**
 * Adds the static files in an image of this machine to the bucket of its service, as a build does before a release.
 * @throws CliError as `uploadAssets`, and `bad-image` for an image that does not say which build it is
 */
export async function addAssetsLocally(options: AddAssetsOptions): Promise<UploadResult> {
  const { stage, service, digest, imagesDirectory, endpoint, nowMs } = options;
  const directory = join(imageDirectory(imagesDirectory, digest), 'public');
  const clients = connectAssets(endpoint);
  try {
    const release = await buildOf(directory);
    return await uploadAssets({ stage, service, release, directory }, clients, nowMs);
  } finally {
    clients.close();
  }
}

async function buildOf(publicDirectory: string): Promise<string> {
  const file = join(publicDirectory, '_nuxt/builds/latest.json');
  try {
    return build.parse(JSON.parse(await readFile(file, 'utf8'))).id;
  } catch (cause) {
    throw new CliError('bad-image', `${file}: does not say which build the image is of: ${String(cause)}`, {
      cause,
      remedy: 'remove the images folder, so that the image is built again',
    });
  }
}
