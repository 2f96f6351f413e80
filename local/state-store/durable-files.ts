import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Whether `error` is a system error with one of `codes`, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return typeof error.code === 'string' && codes.includes(error.code);
}

/** The answer of `action`, or `undefined` when the file system refuses it with one of `codes`. */
export async function unless<T>(codes: readonly string[], action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if (hasCode(error, ...codes)) return undefined;
    throw error;
  }
}

/** Makes the entries of a directory survive a power failure. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates `directory` and its parents, readable by their owner only, and syncs each parent that got a new entry. */
export async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let path = directory; path.length >= first.length; path = dirname(path)) await syncDirectory(dirname(path));
}

/**
 * A folder for files under construction. A file gets its real name only when it is whole and on disk, so a process
 * killed at any moment leaves at most a file here.
 */
export class TemporaryFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Writes and syncs a new file of `parts`, gives its path to `use`, and removes what `use` left at that path. */
  async with<T>(parts: readonly Buffer[], mode: number, use: (path: string) => Promise<T>): Promise<T> {
    await makeDirectory(this.#directory);
    const path = join(this.#directory, randomUUID());
    try {
      const handle = await open(path, 'wx', mode);
      try {
        for (const part of parts) await handle.writeFile(part);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return await use(path);
    } finally {
      await unless(['ENOENT'], unlink(path));
    }
  }

  /** Removes files last written before `before`: the process that made them is gone. */
  async removeOlderThan(before: Date): Promise<void> {
    for (const name of (await unless(['ENOENT'], readdir(this.#directory))) ?? []) {
      const path = join(this.#directory, name);
      // Another process may be cleaning too.
      const status = await unless(['ENOENT'], stat(path));
      if (status !== undefined && status.mtime < before) await unless(['ENOENT'], unlink(path));
    }
  }
}

/** Gives the file at `existing` the further name `path`. False when that name is taken: of several callers one wins. */
export async function linkIfAbsent(existing: string, path: string): Promise<boolean> {
  try {
    await link(existing, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  await syncDirectory(dirname(path));
  return true;
}
