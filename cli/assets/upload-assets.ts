import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { badInput, hasCode } from '../cli-error';
import { type AssetClients } from './asset-clients';
import { findAssetPlace } from './asset-place';
import { inParallel } from './in-parallel';
import { manifestKey, readManifest, writeManifest } from './release-manifest';
import { uploadAsset } from './upload-asset';
import { uploadOriginals } from './upload-originals';

export interface UploadRequest {
  readonly stage: string;
  readonly service: string;
  readonly release: string;
  /** Public directory of the app's build; the files are in its folder named by the prefix, `_nuxt`. */
  readonly directory: string;
}

export interface UploadResult {
  readonly bucket: string;
  readonly files: number;
  readonly added: number;
  readonly bytes: number;
  /** Images put where the edge resizes them from. */
  readonly originals: number;
}

/** Its content changes from release to release under one name; the containers serve it. */
const neverUploaded = new Set(['builds/latest.json']);
const concurrency = 16;

/**
 * Adds the files of a release to the bucket of its service, then writes down which they are; where images are resized at the
 * edge, puts those of the build there as well.
 * @throws CliError `no-assets` when the directory has none, `asset-conflict` when a name has another content there; the
 * release is then not written down
 */
export async function uploadAssets(
  { stage, service, release, directory }: UploadRequest,
  clients: AssetClients,
  nowMs: () => number,
): Promise<UploadResult> {
  const { ssm, s3 } = clients;
  const { bucket, prefix } = await findAssetPlace(ssm, stage, service);
  const folder = join(directory, prefix);
  const names = await filesOf(folder);
  const uploaded = await inParallel(names, concurrency, async (name) => {
    const content = await readFile(join(folder, name));
    const key = `${prefix}${name}`;
    return { key, bytes: content.length, outcome: await uploadAsset({ key, content }, { s3, bucket, nowMs }) };
  });
  // The same id may have been built before, with files that viewers still ask for.
  const former = await readManifest(s3, bucket, manifestKey(release));
  const files = [...new Set([...(former?.files ?? []), ...uploaded.map(({ key }) => key)])].sort();
  await writeManifest(s3, bucket, { release, createdAt: new Date(nowMs()).toISOString(), files });
  return {
    bucket,
    files: uploaded.length,
    added: uploaded.filter(({ outcome }) => outcome === 'added').length,
    bytes: uploaded.reduce((sum, { bytes }) => sum + bytes, 0),
    originals: await uploadOriginals({ stage, service, directory }, clients),
  };
}

/** Names of all files below a folder, with `/`. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((name) => !neverUploaded.has(name))
    .sort();
  if (names.length > 0) return names;
  throw badInput(
    'no-assets',
    `${folder}: has no files to upload`,
    'build the app first, and name its public directory',
  );
}
