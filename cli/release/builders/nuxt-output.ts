import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { claimDirectory } from './claimed-directory';
import { notBuilt } from './image-files';
import { type ApplicationOptions } from './nuxt-application';

export interface NuxtOutputOptions extends ApplicationOptions {
  /** Folder of the application in the project. */
  readonly application: string;
}

/** What builds leave in the folder of the application. */
const generated = new Set(['.nuxt', '.output', '.data', 'node_modules']);
const running = new Map<string, Promise<string>>();
const timeoutMs = 10 * 60_000;

/**
 * The folder that `nuxt build` made of these sources for this release, which is kept below `.tristage/cache/nuxt`: what
 * was built once is not built again. The build works on a copy, so that several do not disturb each other, nor the folder.
 * @throws CliError `image-not-built` with the end of what the build said
 */
export async function nuxtOutput(image: string, options: NuxtOutputOptions): Promise<string> {
  const { projectDirectory, application, release } = options;
  const cache = join(projectDirectory, '.tristage/cache/nuxt');
  const output = join(cache, await keyOf(options));
  let building = running.get(output);
  if (building === undefined) {
    building = existsSync(output)
      ? Promise.resolve(output)
      : build({ image, directory: join(projectDirectory, application), release, output });
    running.set(output, building);
    const forget = () => void running.delete(output);
    building.then(forget, forget);
  }
  return building;
}

interface Build {
  readonly image: string;
  readonly directory: string;
  readonly release: string | undefined;
  readonly output: string;
}

async function build({ image, directory, release, output }: Build): Promise<string> {
  // Always the same name, because Nitro makes names of the paths that it finds.
  const temporary = `${output}.build`;
  if (!(await claimDirectory(temporary, () => existsSync(output), timeoutMs))) return output;
  try {
    const copy = join(temporary, 'application');
    for (const path of await sourcesOf(directory)) {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await copyFile(join(directory, path), join(copy, path));
    }
    const made = join(temporary, 'output');
    await runNuxt(image, [copy, made], release);
    await rename(made, output);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return output;
}

function runNuxt(image: string, args: readonly string[], release: string | undefined): Promise<void> {
  const { RELEASE_ID: _, ...rest } = process.env;
  void _; // only the release that was asked for
  const env = { ...rest, ...(release === undefined ? {} : { RELEASE_ID: release }), NODE_ENV: 'production' };
  return new Promise((resolve, reject) => {
    const options = { env, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [join(__dirname, 'nuxt-build.mjs'), ...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve();
      const said = `${stdout}${stderr}`.trim().slice(-4000);
      reject(notBuilt(image, 'nuxt build failed', new Error(said === '' ? error.message : said, { cause: error })));
    });
  });
}

/** Equal when nothing changed that the build depends on. */
async function keyOf({ projectDirectory, application, release = '' }: NuxtOutputOptions): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([process.version, application, release]));
  const directory = join(projectDirectory, application);
  const lock = join(projectDirectory, 'package-lock.json');
  const sources = (await sourcesOf(directory)).map((path) => join(directory, path));
  for (const file of [...(existsSync(lock) ? [lock] : []), ...sources]) {
    const content = await readFile(file);
    hash.update(`\0${file.slice(projectDirectory.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 32);
}

async function sourcesOf(directory: string, below = ''): Promise<readonly string[]> {
  const paths: string[] = [];
  const entries = await readdir(join(directory, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (generated.has(entry.name)) continue;
    const path = join(below, entry.name);
    if (entry.isDirectory()) paths.push(...(await sourcesOf(directory, path)));
    else paths.push(path);
  }
  return paths;
}
