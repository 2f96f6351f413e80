import { join } from 'node:path';
import { CurrentFiles } from './current-files';
import { TemporaryFiles } from './durable-files';
import { MultipartUploads } from './multipart-uploads';
import { isObject, type ObjectVersion, type VersionDraft } from './object-version';
import { VersionLog } from './version-log';

/** Longer than any request may take, so a temporary file of this age has lost its writer. */
const abandonedAfterMs = 10 * 60 * 1000;
const uploadAbandonedAfterMs = 24 * 60 * 60 * 1000;

/**
 * Versioned buckets in a folder that several processes may use at once:
 * `<directory>/<bucket>/<key>` is the current object for people to read, `<directory>/.versions/<bucket>/` holds every
 * version and is what the store itself reads.
 */
export class DiskStore {
  readonly versions: VersionLog;
  readonly uploads: MultipartUploads;
  readonly #temporary: TemporaryFiles;
  readonly #current: CurrentFiles;
  readonly #now: () => Date;

  constructor(directory: string, now: () => Date) {
    // No bucket's name begins with a dot, so these three folders cannot be taken for one another's or for a bucket.
    const hidden = join(directory, '.versions');
    this.#temporary = new TemporaryFiles(join(hidden, '.temporary'));
    this.uploads = new MultipartUploads(join(hidden, '.uploads'), this.#temporary);
    this.versions = new VersionLog(hidden, this.#temporary, now);
    this.#current = new CurrentFiles(directory, this.#temporary);
    this.#now = now;
  }

  /** Finishes what a killed process left: removes its temporary files and brings the current files up to date. */
  async recover(): Promise<void> {
    const now = this.#now().getTime();
    await this.#temporary.removeOlderThan(new Date(now - abandonedAfterMs));
    await this.uploads.removeOlderThan(new Date(now - uploadAbandonedAfterMs));
    for (const bucket of await this.versions.buckets()) {
      for (const version of await this.versions.latestOfAll(bucket)) {
        const body = isObject(version) ? await this.versions.body(bucket, version) : undefined;
        if (!(await this.#current.holds(bucket, version.key, body))) await this.#refresh(bucket, version.key);
      }
    }
  }

  /** Adds a version and shows it. `check` is as in `VersionLog.append`. */
  async append(
    bucket: string,
    key: string,
    draft: VersionDraft,
    body: Buffer,
    check: (latest: ObjectVersion | undefined) => void,
  ): Promise<ObjectVersion> {
    const version = await this.versions.append(bucket, key, draft, body, check);
    await this.#refresh(bucket, key);
    return version;
  }

  /** Whoever shows a version last has seen that it was still the latest, so the current file ends up right. */
  async #refresh(bucket: string, key: string): Promise<void> {
    let shown: ObjectVersion | undefined;
    let latest = await this.versions.latest(bucket, key);
    while (latest !== undefined && latest.sequence !== shown?.sequence) {
      shown = latest;
      if (isObject(shown)) await this.#current.write(bucket, key, await this.versions.body(bucket, shown));
      else await this.#current.remove(bucket, key);
      latest = await this.versions.latest(bucket, key);
    }
  }
}
