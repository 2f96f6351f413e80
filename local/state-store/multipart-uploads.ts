import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, unless, type TemporaryFiles } from './durable-files';

/** What starting an upload says of the object that its parts will become. */
export interface MultipartUpload {
  readonly bucket: string;
  readonly key: string;
  /** Headers that reading the object gives back, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

const recordName = 'upload.json';

/** Uploads that are not complete yet: `<directory>/<upload id>/` holds the record and a file for each part. */
export class MultipartUploads {
  readonly #directory: string;
  readonly #temporary: TemporaryFiles;

  constructor(directory: string, temporary: TemporaryFiles) {
    this.#directory = directory;
    this.#temporary = temporary;
  }

  /** Returns the upload id. */
  async create(upload: MultipartUpload): Promise<string> {
    const id = randomBytes(16).toString('hex');
    await makeDirectory(join(this.#directory, id));
    await this.#write(id, recordName, Buffer.from(JSON.stringify(upload)));
    return id;
  }

  /** `undefined` when there is no such upload (any more). */
  async find(id: string): Promise<MultipartUpload | undefined> {
    if (!/^[0-9a-f]{32}$/.test(id)) return undefined;
    const record = await unless(['ENOENT'], readFile(join(this.#directory, id, recordName), 'utf8'));
    // Written by create above and given its name only when whole.
    return record === undefined ? undefined : (JSON.parse(record) as MultipartUpload);
  }

  /** A part sent again replaces the one before. */
  async putPart(id: string, partNumber: number, body: Buffer): Promise<void> {
    await this.#write(id, String(partNumber), body);
  }

  async part(id: string, partNumber: number): Promise<Buffer | undefined> {
    return unless(['ENOENT'], readFile(join(this.#directory, id, String(partNumber))));
  }

  async remove(id: string): Promise<void> {
    await rm(join(this.#directory, id), { recursive: true, force: true });
  }

  /** Removes uploads that got their last part before `before`. */
  async removeOlderThan(before: Date): Promise<void> {
    for (const id of (await unless(['ENOENT'], readdir(this.#directory))) ?? []) {
      const status = await unless(['ENOENT'], stat(join(this.#directory, id)));
      if (status !== undefined && status.mtime < before) await this.remove(id);
    }
  }

  async #write(id: string, name: string, body: Buffer): Promise<void> {
    await this.#temporary.with([body], 0o600, (path) => rename(path, join(this.#directory, id, name)));
  }
}
