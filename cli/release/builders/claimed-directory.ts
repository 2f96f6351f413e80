import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError, hasCode } from '../../cli-error';

const ownerFile = 'owner';
const pollMs = 100;

/**
 * Makes a directory for this process alone, which removes it when it is done with it. While another process has it,
 * this waits; one whose process is gone is taken over.
 * @param isDone asked while waiting: whether the other process has made what this one would make
 * @returns false when that is so
 * @throws CliError `still-claimed` when the other process takes longer than `timeoutMs`
 */
export async function claimDirectory(directory: string, isDone: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  const own = `${directory}-${randomUUID()}`;
  await mkdir(own, { recursive: true, mode: 0o700 });
  await writeFile(join(own, ownerFile), String(process.pid));
  try {
    for (;;) {
      if (isDone()) return false;
      // It appears with its owner's name in it: a directory that is not empty is never replaced.
      if (await moved(own, directory)) return true;
      const owner = await ownerOf(directory);
      if (owner !== undefined && !isAlive(owner)) {
        const stale = `${directory}-${randomUUID()}`;
        if (await moved(directory, stale)) await rm(stale, { recursive: true, force: true });
      } else if (performance.now() > deadline) {
        throw new CliError('still-claimed', `${directory}: process ${owner ?? 'unknown'} has not finished with it`, {
          remedy: 'end that process and try again',
        });
      } else await delay(pollMs);
    }
  } finally {
    if (existsSync(own)) await rm(own, { recursive: true, force: true });
  }
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].some((code) => hasCode(error, code))) return false;
    throw error;
  }
}

async function ownerOf(directory: string): Promise<number | undefined> {
  try {
    return Number(await readFile(join(directory, ownerFile), 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}
