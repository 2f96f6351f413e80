import {
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { z } from 'zod';
import { CliError } from '../cli-error';

/** Which static files a release needs. */
export interface ReleaseManifest {
  readonly release: string;
  /** ISO 8601, when it was uploaded last. */
  readonly createdAt: string;
  /** Keys in the bucket. */
  readonly files: readonly string[];
}

const schema = z.object({ release: z.string().min(1), createdAt: z.iso.datetime(), files: z.array(z.string()) });
const folder = 'releases/';

export const manifestKey = (release: string): string => `${folder}${release}.json`;

/** @throws CliError `unreadable-manifest` when it is there and is none */
export async function readManifest(s3: S3Client, bucket: string, key: string): Promise<ReleaseManifest | undefined> {
  let text: string;
  try {
    text = (await (await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToString()) ?? '';
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError(
      'unreadable-manifest',
      `s3://${bucket}/${key}: not the manifest of a release: ${String(cause)}`,
      {
        cause,
        remedy: 'restore its former version, or remove it when no viewer has pages of that release any more',
      },
    );
  }
}

export async function writeManifest(s3: S3Client, bucket: string, manifest: ReleaseManifest): Promise<void> {
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: manifestKey(manifest.release),
      Body: JSON.stringify(manifest),
      ContentType: 'application/json',
    }),
  );
}

export async function manifestKeys(s3: S3Client, bucket: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: folder })) {
    keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
  }
  return keys;
}
