import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Keeps other processes out of a directory until `release`. The lock of a process that is gone is taken over.
 * @throws Error naming the process that holds the lock
 */
export async function lockDirectory(directory: string): Promise<{ release(): Promise<void> }> {
  const path = join(directory, 'lock');
  const own = join(directory, `lock-${process.pid}-${randomUUID()}`);
  await writeFile(own, await processIdentity(process.pid));
  try {
    for (;;) {
      try {
        // A link appears with its content or not at all.
        await link(own, path);
        return { release: () => rm(path, { force: true }) };
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error;
      }
      await removeStale(path);
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function removeStale(path: string): Promise<void> {
  const holder = await readIfPresent(path);
  if (holder === undefined) return;
  const pid = Number.parseInt(holder, 10);
  if (isRunning(pid) && (await processIdentity(pid)) === holder) {
    throw new Error(
      `${path}: only one process can use the tables, process ${pid} does; stop it or choose another directory`,
    );
  }
  await rm(path, { force: true });
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    if (hasCode(error, 'EPERM')) return true;
    throw error;
  }
}

/** The process id with, where the system tells it, the time the process started: ids are used again. */
async function processIdentity(pid: number): Promise<string> {
  const status = await readIfPresent(`/proc/${pid}/stat`);
  // The 22nd field; the second one, in parentheses, may hold spaces.
  const started = status?.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return `${pid} ${started}\n`;
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
