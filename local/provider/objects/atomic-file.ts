import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode } from './file-error';

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
