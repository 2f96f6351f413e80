import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createFileAtomically } from './atomic-file';
import { hasCode } from './file-error';

/** Whoever holds a lock writes one file; nobody who runs holds it this long. */
const WAIT_LIMIT_MS = 10_000;
const WAIT_MS = 5;

/**
 * Runs `action` while no other process runs one for the same file. The lock of a process that is gone is taken over.
 * @throws Error naming the lock and its holder when the holder does not end within ten seconds
 */
export function withFileLock<Result>(path: string, action: () => Result): Result {
  const lock = join(dirname(path), `.${basename(path)}.lock`);
  const limit = Date.now() + WAIT_LIMIT_MS;
  while (!createFileAtomically(lock, String(process.pid))) {
    const holder = readIfPresent(lock);
    if (holder === undefined) continue;
    if (!isRunning(Number(holder))) takeAway(lock, holder);
    else if (Date.now() > limit) {
      throw new Error(`${lock}: held by process ${holder} for more than ${WAIT_LIMIT_MS} ms; end that process`);
    } else sleep(WAIT_MS);
  }
  try {
    return action();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Removes the lock that `holder` left. Another process may have done so and hold it by now: then it is put back. */
function takeAway(lock: string, holder: string): void {
  const aside = `${lock}-${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, lock);
  rmSync(aside);
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    if (hasCode(error, 'EPERM')) return true;
    throw error;
  }
}

/** The calls of this module are synchronous, as those of the object store are. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
