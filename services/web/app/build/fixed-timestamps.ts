import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** 1980 rather than 1970: archives cannot hold anything older. */
const epoch = new Date('1980-01-01T00:00:00.000Z');

function rewrite(file: string, fields: Readonly<Record<string, unknown>>): void {
  if (!existsSync(file)) return;
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...(content as object), ...fields })); // these files hold an object
}

function fixTimes(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) fixTimes(path);
    else utimesSync(path, epoch, epoch);
  }
}

/**
 * Takes the time of the build out of the public files, whose modification times the server's list of files repeats:
 * the same sources then give the same bytes. Call it before the server is bundled.
 */
export function fixPublicTimestamps(publicDirectory: string, assetsDirectory: string): void {
  const builds = join(publicDirectory, assetsDirectory, 'builds');
  rewrite(join(builds, 'latest.json'), { timestamp: epoch.getTime() });
  const meta = join(builds, 'meta');
  for (const name of existsSync(meta) ? readdirSync(meta) : []) {
    rewrite(join(meta, name), { timestamp: epoch.getTime() });
  }
  fixTimes(publicDirectory);
}

/** Takes the time of the build out of the description that stands beside the finished server. */
export function fixBuildInfo(outputDirectory: string): void {
  rewrite(join(outputDirectory, 'nitro.json'), { date: epoch.toJSON() });
}
