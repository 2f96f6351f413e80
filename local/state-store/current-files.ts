import { readFile, rename, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode, makeDirectory, syncDirectory, unless, type TemporaryFiles } from './durable-files';
import { flatName, readablePath } from './key-paths';

/** What stands in the way of a path: a folder where a file should be, or the other way round. */
const occupied = ['EISDIR', 'ENOTDIR', 'EEXIST', 'ENOTEMPTY'] as const;
/** EPERM is how some systems refuse to unlink a folder. */
const absent = ['ENOENT', 'EPERM', ...occupied] as const;
/** Each failure means that another process emptied the folder in that moment, so a few attempts are plenty. */
const maximumAttempts = 20;

/**
 * The current objects as plain files, `<directory>/<bucket>/<key>`, for people to read. They are copies: a change to
 * one changes no object, which is why they are read-only. When both `a` and `a/b` are keys, the one that finds its
 * place taken lies beside the others under its flat name. On a
 * file system that ignores case, keys that differ in nothing else share one file here; the versions stay apart.
 */
export class CurrentFiles {
  readonly #directory: string;
  readonly #temporary: TemporaryFiles;

  constructor(directory: string, temporary: TemporaryFiles) {
    this.#directory = directory;
    this.#temporary = temporary;
  }

  async write(bucket: string, key: string, body: Buffer): Promise<void> {
    const [flat, readable] = this.#paths(bucket, key);
    if (readable !== undefined && (await this.#place(body, readable))) {
      await unless(absent, unlink(flat));
    } else if (!(await this.#place(body, flat))) {
      throw new Error(`${flat}: cannot hold the current object ${key}: something that is not a file is in its place`);
    }
  }

  async remove(bucket: string, key: string): Promise<void> {
    for (const path of this.#paths(bucket, key)) {
      if (path === undefined) continue;
      await unless(absent, unlink(path));
      await this.#removeEmptyFolders(dirname(path), join(this.#directory, bucket));
    }
  }

  /** Whether the file of `key` holds exactly `body`; `undefined` stands for no file. */
  async holds(bucket: string, key: string, body: Buffer | undefined): Promise<boolean> {
    const files: Buffer[] = [];
    for (const path of this.#paths(bucket, key)) {
      const file = path === undefined ? undefined : await unless(absent, readFile(path));
      if (file !== undefined) files.push(file);
    }
    return body === undefined ? files.length === 0 : files.length === 1 && files[0]?.equals(body) === true;
  }

  #paths(bucket: string, key: string): [flat: string, readable: string | undefined] {
    const readable = readablePath(key);
    const folder = join(this.#directory, bucket);
    return [join(folder, flatName(key)), readable === undefined ? undefined : join(folder, readable)];
  }

  /** False when something else stands at `path`. */
  async #place(body: Buffer, path: string): Promise<boolean> {
    return this.#temporary.with([body], 0o400, async (temporary) => {
      for (let attempt = 1; ; attempt++) {
        try {
          await makeDirectory(dirname(path));
          await rename(temporary, path);
          await syncDirectory(dirname(path));
          return true;
        } catch (error) {
          if (hasCode(error, ...occupied)) return false;
          if (!hasCode(error, 'ENOENT') || attempt === maximumAttempts) throw error;
        }
      }
    });
  }

  async #removeEmptyFolders(folder: string, top: string): Promise<void> {
    for (let path = folder; path.length > top.length; path = dirname(path)) {
      const removed = await unless(
        absent,
        rmdir(path).then(() => true),
      );
      if (removed === undefined) return;
    }
  }
}
