import { DeleteObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { badInput, CliError } from '../cli-error';
import { type AssetClients } from './asset-clients';
import { findAssetPlace } from './asset-place';
import { inParallel } from './in-parallel';
import { manifestKey, manifestKeys, readManifest, type ReleaseManifest } from './release-manifest';

export interface CleanRequest {
  readonly stage: string;
  readonly service: string;
  /** How many releases keep their files, however old. @default 10 */
  readonly keep?: number;
  /** For how many days every release keeps its files. @default 30 */
  readonly days?: number;
  /** Only tells what would go. @default false */
  readonly dryRun?: boolean;
}

export interface CleanResult {
  readonly bucket: string;
  /** Ids of the releases that keep their files, the latest first. */
  readonly kept: readonly string[];
  readonly removedReleases: readonly string[];
  /** Keys. */
  readonly removedFiles: readonly string[];
}

const dayMs = 24 * 60 * 60_000;
/** A file this young may belong to an upload that has not written down its release yet. */
const graceMs = dayMs;
const concurrency = 16;

/**
 * Removes the files that no release needs: neither one of the last `keep` nor one younger than `days` lists them.
 * @throws CliError `bad-keep`; `unreadable-manifest`, or `no-manifests` when nothing tells what is needed: nothing is
 * removed then
 */
export async function cleanAssets(
  { stage, service, keep = 10, days = 30, dryRun = false }: CleanRequest,
  { ssm, s3 }: AssetClients,
  nowMs: () => number,
): Promise<CleanResult> {
  requireLimits(keep, days);
  const { bucket, prefix } = await findAssetPlace(ssm, stage, service);
  const manifests = await readAll(s3, bucket);
  const now = nowMs();
  const kept = manifests.filter(({ createdAt }, index) => index < keep || now - Date.parse(createdAt) < days * dayMs);
  const gone = manifests.filter((manifest) => !kept.includes(manifest));
  const needed = new Set(kept.flatMap(({ files }) => files));
  const removedFiles: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key, LastModified: modified } of Contents) {
      const isOld = modified !== undefined && now - modified.getTime() > graceMs;
      if (key !== undefined && isOld && !needed.has(key)) removedFiles.push(key);
    }
  }
  if (!dryRun) {
    await remove(s3, bucket, removedFiles);
    // Afterwards: a clean-up that fails half-way still finds what the rest belonged to.
    await remove(
      s3,
      bucket,
      gone.map(({ release }) => manifestKey(release)),
    );
  }
  const idsOf = (some: readonly ReleaseManifest[]): readonly string[] => some.map(({ release }) => release);
  return { bucket, kept: idsOf(kept), removedReleases: idsOf(gone), removedFiles };
}

function requireLimits(keep: number, days: number): void {
  if (!Number.isInteger(keep) || keep < 1) {
    throw badInput('bad-keep', `--keep must be an integer from 1, got ${keep}`, 'correct it');
  }
  if (!(days >= 0)) throw badInput('bad-keep', `--days must be a number from 0, got ${days}`, 'correct it');
}

/** All manifests, the latest first. */
async function readAll(s3: S3Client, bucket: string): Promise<readonly ReleaseManifest[]> {
  const keys = await manifestKeys(s3, bucket);
  const found = await inParallel(keys, concurrency, async (key) => {
    const manifest = await readManifest(s3, bucket, key);
    if (manifest !== undefined && manifestKey(manifest.release) === key) return manifest;
    throw new CliError('unreadable-manifest', `s3://${bucket}/${key}: is not the manifest of the release of its name`, {
      remedy: 'restore its former version, or remove it when no viewer has pages of that release any more',
    });
  });
  if (found.length === 0) {
    throw new CliError('no-manifests', `s3://${bucket}: no release is written down, so nothing tells which files go`, {
      remedy: 'upload a release first',
    });
  }
  return [...found].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

async function remove(s3: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  await inParallel(keys, concurrency, (key) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
}
