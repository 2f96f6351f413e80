import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { hasCode } from './file-error';

const LEFTOVER = /^\.\d+-\d+-\d+\.tmp$/;

let counter = 0;

/** Replaces or creates a file so that readers, also after a crash, see the old or the new content and never a part. */
export function writeFileAtomically(path: string, content: string): void {
  const temporary = writeTemporary(path, content);
  renameSync(temporary, path);
  syncDirectory(dirname(path));
}

/** Creates a file with its whole content at once. Returns false, changing nothing, when the file exists. */
export function createFileAtomically(path: string, content: string): boolean {
  const temporary = writeTemporary(path, content);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(temporary);
  }
  syncDirectory(dirname(path));
  return true;
}

/**
 * Removes, in `directory` and all below, what processes left that were killed while they wrote. A directory that does not
 * exist holds nothing.
 * @param before a file that was last written later may still be in use
 */
export function removeLeftovers(directory: string, before: Date): void {
  const paths = unlessGone(() => readdirSync(directory, { recursive: true, encoding: 'utf8' })) ?? [];
  for (const path of paths.filter((name) => LEFTOVER.test(basename(name)))) {
    const file = join(directory, path);
    const written = unlessGone(() => statSync(file).mtime);
    if (written && written < before) rmSync(file, { force: true });
  }
}

/** Another process may remove at the same time. */
function unlessGone<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The name begins with a dot and does not end in `.json`, so that a file left by a killed process is never taken for content. */
function writeTemporary(path: string, content: string): string {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true });
  counter += 1;
  const temporary = join(directory, `.${process.pid}-${process.hrtime.bigint()}-${counter}.tmp`);
  const descriptor = openSync(temporary, 'wx');
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return temporary;
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
