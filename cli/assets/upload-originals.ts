import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { hasCode } from '../cli-error';
import { type AssetClients } from './asset-clients';
import { findOriginalsPlace } from './asset-place';
import { contentTypeOf } from './content-type';
import { inParallel } from './in-parallel';

export interface OriginalsRequest {
  readonly stage: string;
  readonly service: string;
  /** Public directory of the app's build; the originals are in its folder `gallery`. */
  readonly directory: string;
}

/** An original keeps its name when it changes: what is made of it is looked at again after a day. */
const cacheControl = 'public, max-age=86400';
const concurrency = 8;

/** Puts the images of a build where the edge resizes them from; how many there are, none where images are not resized. */
export async function uploadOriginals(
  { stage, service, directory }: OriginalsRequest,
  { ssm, s3 }: AssetClients,
): Promise<number> {
  const place = await findOriginalsPlace(ssm, stage, service);
  if (place === undefined) return 0;
  const folder = join(directory, 'gallery');
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  await inParallel(names.sort(), concurrency, async (name) => {
    const object = { Bucket: place.bucket, Key: `${place.prefix}${name}`, Body: await readFile(join(folder, name)) };
    await s3.send(new PutObjectCommand({ ...object, ContentType: contentTypeOf(name), CacheControl: cacheControl }));
  });
  return names.length;
}
