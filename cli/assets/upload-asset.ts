import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { CliError } from '../cli-error';
import { contentTypeOf } from './content-type';

export interface Asset {
  readonly key: string;
  readonly content: Uint8Array;
}

export interface UploadAssetOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly nowMs: () => number;
}

/** Its name changes with its content, so that nobody has to ask again. */
const cacheControl = 'public, max-age=31536000, immutable';
/** A file older than this is written again, with the same content: clean-up lets young files be. */
const refreshAfterMs = 60 * 60_000;
const attempts = 3;

/**
 * Adds a file, never changing one that is there.
 * @returns whether it was there already, with the same content
 * @throws CliError `asset-conflict` when another content has its name
 */
export async function uploadAsset(asset: Asset, options: UploadAssetOptions): Promise<'added' | 'present'> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (await put(asset, { IfNoneMatch: '*' }, options)) return 'added';
    const found = await read(asset.key, options);
    // Another upload's conflict may leave nothing; the next attempt then adds it.
    if (found === undefined) continue;
    if (!Buffer.from(found.content).equals(asset.content)) throw conflict(asset.key, options.bucket);
    const isOld = found.modifiedMs === undefined || options.nowMs() - found.modifiedMs > refreshAfterMs;
    if (!isOld || found.etag === undefined || (await put(asset, { IfMatch: found.etag }, options))) return 'present';
  }
  throw new CliError('asset-contended', `s3://${options.bucket}/${asset.key}: others write it at the same time`, {
    remedy: 'upload again',
  });
}

/** False when the condition does not hold. */
async function put(
  { key, content }: Asset,
  condition: { readonly IfNoneMatch?: string; readonly IfMatch?: string },
  { s3, bucket }: UploadAssetOptions,
): Promise<boolean> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: content,
        ContentType: contentTypeOf(key),
        CacheControl: cacheControl,
        ...condition,
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    // 409: another conditional write of the name is under way; 404: what If-Match names is gone.
    if ([404, 409, 412].includes(error.$metadata.httpStatusCode ?? 0) && error.name !== 'NoSuchBucket') return false;
    throw error;
  }
}

async function read(key: string, { s3, bucket }: UploadAssetOptions) {
  try {
    const {
      Body: body,
      ETag: etag,
      LastModified: modified,
    } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { content: (await body?.transformToByteArray()) ?? new Uint8Array(), etag, modifiedMs: modified?.getTime() };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

function conflict(key: string, bucket: string): CliError {
  return new CliError('asset-conflict', `s3://${bucket}/${key}: is there with another content; files are only added`, {
    remedy: 'let the name of a file depend on its content, as the build of the app does by default',
  });
}
