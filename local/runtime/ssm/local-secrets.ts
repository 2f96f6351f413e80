import { open, readFile, unlink } from 'node:fs/promises';
import { parse } from 'dotenv';
import { hasCode, unless } from '../../state-store/durable-files';
import { type Clock } from '../clock';

const lockRetryMs = 20;
const lockTimeoutMs = 5000;
const secretBytes = 32;

export interface LocalSecretsOptions {
  /** Path of the project's `.env.local`, which git ignores. */
  readonly file: string;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
}

export interface LocalSecrets {
  /** Value by name; has all names that were asked for. */
  readonly values: ReadonlyMap<string, string>;
  /** Names that got a random value now. */
  readonly created: readonly string[];
}

/**
 * Reads the dotenv lines `NAME=value` of the file, and adds one with 43 random characters for each of `names` that has
 * none or an empty one. The file is then readable by its owner only. Safe when several processes start at once.
 * @throws Error naming the file, never a value, when it cannot be read or written, or stays locked for 5 s.
 */
export async function ensureLocalSecrets(
  names: readonly string[],
  options: LocalSecretsOptions,
): Promise<LocalSecrets> {
  const values = await readSecrets(options.file);
  if (names.every((name) => values.has(name))) return { values, created: [] };
  return withLock(options, async () => {
    const current = await readSecrets(options.file);
    const created = [...new Set(names)].filter((name) => !current.has(name));
    const added = created.map(
      (name) => [name, Buffer.from(options.randomBytes(secretBytes)).toString('base64url')] as const,
    );
    if (added.length > 0) await append(options.file, added.map(([name, value]) => `${name}=${value}\n`).join(''));
    return { values: new Map([...current, ...added]), created };
  });
}

/** Values of the file by name; empty ones and a missing file count as absent. */
export async function readSecrets(file: string): Promise<ReadonlyMap<string, string>> {
  const text = (await unless(['ENOENT'], readFile(file, 'utf8'))) ?? '';
  return new Map(Object.entries(parse(text)).filter(([, value]) => value !== ''));
}

async function append(file: string, lines: string): Promise<void> {
  const handle = await open(file, 'a+', 0o600);
  try {
    await handle.chmod(0o600);
    const before = await handle.readFile('utf8');
    await handle.appendFile(before === '' || before.endsWith('\n') ? lines : `\n${lines}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function withLock<T>({ file, clock }: LocalSecretsOptions, action: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  const deadlineMs = clock.nowMs() + lockTimeoutMs;
  while (!(await createFile(lock))) {
    if (clock.nowMs() >= deadlineMs) {
      throw new Error(`${lock}: another start has held it for ${lockTimeoutMs} ms; delete it when none is running`);
    }
    await new Promise<void>((resolve) => void clock.after(lockRetryMs, resolve));
  }
  try {
    return await action();
  } finally {
    await unlink(lock);
  }
}

/** @returns false when there is such a file already */
async function createFile(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}
