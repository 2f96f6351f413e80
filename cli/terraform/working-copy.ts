import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { homeDirectory, type Project } from '../project';

const isOwnData = (path: string): boolean => {
  const name = basename(path);
  // Data directories of earlier runs know another backend; a plan file belongs to where it was made.
  return name.startsWith('.terraform') && name !== '.terraform.lock.hcl' ? true : name === 'plan';
};

/** Copies the configuration of a stack, with its assets, into `target`. */
export function copyConfiguration(source: string, target: string): void {
  cpSync(source, target, { recursive: true, filter: (path) => path === source || !isOwnData(path) });
}

/** Lets `use` work on a copy of the configuration in `source`, which is removed afterwards. */
export async function withWorkingCopy<T>(
  project: Project,
  source: string,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const copy = mkdtempSync(join(homeDirectory(project, 'copies'), `${basename(source)}-`));
  try {
    copyConfiguration(source, copy);
    return await use(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
