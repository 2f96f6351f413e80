import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');
const sources = join(root, 'services/web/app');
const nuxt = join(root, 'node_modules/nuxt/bin/nuxt.mjs');
/** Not below node_modules: Nuxt treats files there as a package's. */
const cache = join(root, '.tristage/cache/web-app');
const generated = new Set(['.nuxt', '.output', '.data', 'node_modules']);
const lockTimeoutMs = 120_000;
const keptMs = 24 * 60 * 60 * 1000;

/** The release that the tests build unless they say otherwise. */
export const testRelease = 'build-0123456789ab';

export interface WebAppBuild {
  /** What the image holds: `server/index.mjs` and `public`. */
  readonly output: string;
  readonly release: string;
}

function filesOf(directory: string, below = ''): readonly string[] {
  return readdirSync(join(directory, below), { withFileTypes: true })
    .filter(({ name }) => !generated.has(name))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(directory, join(below, entry.name)) : [join(below, entry.name)]))
    .sort();
}

/** Builds a copy of the sources in a new directory below `cache`. @returns that directory */
export async function buildWebAppAfresh(release: string): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'build-'));
  await cp(sources, directory, { recursive: true, filter: (path) => !generated.has(basename(path)) });
  await promisify(execFile)(process.execPath, [nuxt, 'build'], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, RELEASE_ID: release, NODE_ENV: 'production' },
    maxBuffer: 16 * 1024 * 1024,
  });
  return directory;
}

/** Whether this process may build: several test files start at once and one build is enough for all. */
function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHeld(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isHeld(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')) || process.pid, 0);
    return true;
  } catch {
    return false;
  }
}

function removeOldBuilds(): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
}

/** The site as its sources of now build it. It takes ten seconds once, then none. */
export async function builtWebApp(release = testRelease): Promise<WebAppBuild> {
  const hash = createHash('sha256')
    .update(release)
    .update(readFileSync(join(root, 'package-lock.json')));
  for (const file of filesOf(sources)) hash.update(`\0${file}\0`).update(readFileSync(join(sources, file)));
  const target = join(cache, hash.digest('hex').slice(0, 16));
  const lock = `${target}.lock`;
  const deadline = performance.now() + lockTimeoutMs;
  mkdirSync(cache, { recursive: true });
  while (!existsSync(target)) {
    if (performance.now() > deadline) throw new Error(`${lock}: held for longer than ${lockTimeoutMs} ms`);
    if (!tryLock(lock)) {
      await delay(100);
      continue;
    }
    try {
      if (!existsSync(target)) renameSync(await buildWebAppAfresh(release), target);
      removeOldBuilds();
    } finally {
      rmSync(lock, { force: true });
    }
  }
  return { output: join(target, '.output'), release };
}
