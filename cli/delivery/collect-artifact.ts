import { cp, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { CliError } from '../cli-error';
import { type BuildArtifact } from './buildspec';

/**
 * Copies the files of an artifact to a directory.
 * @param from where the commands ran
 * @throws CliError `missing-artifact` naming what was to be there and is not
 */
export async function collectArtifact(artifact: BuildArtifact, from: string, to: string): Promise<readonly string[]> {
  const base = resolve(from, artifact['base-directory']);
  const collected = new Set<string>();
  for (const pattern of artifact.files) {
    const names = await matching(base, pattern);
    if (names.length === 0) {
      throw new CliError('missing-artifact', `${join(base, pattern)}: the build did not write it`, {
        remedy: 'see the commands of the build; every file of "artifacts" must be there in the end',
      });
    }
    for (const name of names) collected.add(name);
  }
  const excluded = artifact['exclude-paths'].map(patternOf);
  const kept = [...collected].filter((name) => !excluded.some((pattern) => pattern.test(name))).sort();
  for (const name of kept) {
    const target = join(to, artifact['discard-paths'] === 'yes' ? basename(name) : name);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(base, name), target);
  }
  return kept;
}

/** Names of the files below `base` that a pattern of CodeBuild stands for. */
async function matching(base: string, pattern: string): Promise<readonly string[]> {
  if (!/[*?]/.test(pattern)) {
    const found = await stat(join(base, pattern)).catch(() => undefined);
    return found?.isFile() === true ? [pattern] : [];
  }
  const entries = await readdir(base, { recursive: true, withFileTypes: true }).catch(() => []);
  const expression = patternOf(pattern);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((name) => expression.test(name));
}

function patternOf(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
