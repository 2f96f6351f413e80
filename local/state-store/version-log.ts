import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, linkIfAbsent, makeDirectory, unless, type TemporaryFiles } from './durable-files';
import { flatName } from './key-paths';
import { type ObjectVersion, type VersionDraft } from './object-version';
import { readVersionFile, sequenceOf, versionHead } from './version-file';

function fileName(sequence: number): string {
  return String(sequence).padStart(10, '0');
}

/**
 * The truth of the store: `<directory>/<bucket>/<name of the key>/<sequence>`, one file a version, only ever added.
 *
 * A writer checks its condition against version n and then claims the name n + 1 by `link`, which the file system
 * grants to one caller only, of any process. Who loses looks again. So a conditional write needs no lock that a killed
 * process could leave behind, and a version is there whole or not at all.
 */
export class VersionLog {
  readonly #directory: string;
  readonly #temporary: TemporaryFiles;
  readonly #now: () => Date;

  constructor(directory: string, temporary: TemporaryFiles, now: () => Date) {
    this.#directory = directory;
    this.#temporary = temporary;
    this.#now = now;
  }

  async buckets(): Promise<string[]> {
    const names = (await unless(['ENOENT'], readdir(this.#directory))) ?? [];
    return names.filter((name) => !name.startsWith('.')).sort();
  }

  async createBucket(bucket: string): Promise<void> {
    await makeDirectory(join(this.#directory, bucket));
  }

  /**
   * Adds a version of `key`. `check` gets the latest version and throws to refuse; it runs again when another writer
   * was faster, and no other version can come between its last run and the new one.
   */
  async append(
    bucket: string,
    key: string,
    draft: VersionDraft,
    body: Buffer,
    check: (latest: ObjectVersion | undefined) => void,
  ): Promise<ObjectVersion> {
    check(await this.latest(bucket, key));
    const head = versionHead({
      ...draft,
      key,
      token: randomBytes(8).toString('hex'),
      sizeBytes: body.length,
      lastModified: this.#now().toISOString(),
    });
    const history = this.#history(bucket, key);
    await makeDirectory(history);
    const sequence = await this.#temporary.with([head, body], 0o400, async (path) => {
      for (;;) {
        const latest = await this.latest(bucket, key);
        check(latest);
        const next = (latest?.sequence ?? 0) + 1;
        if (await linkIfAbsent(path, join(history, fileName(next)))) return next;
      }
    });
    return (await readVersionFile(join(history, fileName(sequence)), sequence, false)).version;
  }

  async latest(bucket: string, key: string): Promise<ObjectVersion | undefined> {
    const history = this.#history(bucket, key);
    const last = (await this.#sequences(history)).at(-1);
    return last === undefined ? undefined : (await readVersionFile(join(history, fileName(last)), last, false)).version;
  }

  /** `undefined` when `key` has no such version. */
  async version(bucket: string, key: string, versionId: string): Promise<ObjectVersion | undefined> {
    const sequence = sequenceOf(versionId);
    if (sequence === undefined) return undefined;
    const path = join(this.#history(bucket, key), fileName(sequence));
    const found = await unless(['ENOENT'], readVersionFile(path, sequence, false));
    return found?.version.versionId === versionId ? found.version : undefined;
  }

  async body(bucket: string, { key, sequence }: ObjectVersion): Promise<Buffer> {
    return (await readVersionFile(join(this.#history(bucket, key), fileName(sequence)), sequence, true)).body;
  }

  /** The latest version of every key, in the order S3 lists: by the bytes of the key. */
  async latestOfAll(bucket: string): Promise<ObjectVersion[]> {
    return (await this.#histories(bucket, (sequences) => sequences.slice(-1))).flat();
  }

  /** Every version of every key, keys in S3's order, the newest version of a key first. */
  async all(bucket: string): Promise<ObjectVersion[]> {
    return (await this.#histories(bucket, (sequences) => sequences.toReversed())).flat();
  }

  async #histories(bucket: string, select: (sequences: readonly number[]) => readonly number[]) {
    const directory = join(this.#directory, bucket);
    const histories: ObjectVersion[][] = [];
    for (const name of (await unless(['ENOENT'], readdir(directory))) ?? []) {
      const history = join(directory, name);
      const versions: ObjectVersion[] = [];
      for (const sequence of select(await this.#sequences(history))) {
        versions.push((await readVersionFile(join(history, fileName(sequence)), sequence, false)).version);
      }
      if (versions.length > 0) histories.push(versions);
    }
    const keyBytes = new Map(histories.map((versions) => [versions, Buffer.from(versions[0]?.key ?? '')]));
    const bytes = (versions: ObjectVersion[]) => keyBytes.get(versions) ?? Buffer.alloc(0);
    return histories.sort((a, b) => Buffer.compare(bytes(a), bytes(b)));
  }

  /** Ascending; empty when nothing was ever written. */
  async #sequences(history: string): Promise<number[]> {
    try {
      const names = await readdir(history);
      return names
        .filter((name) => /^\d{10}$/.test(name))
        .map(Number)
        .sort((a, b) => a - b);
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
      throw error;
    }
  }

  #history(bucket: string, key: string): string {
    return join(this.#directory, bucket, flatName(key));
  }
}
