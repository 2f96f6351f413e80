import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { badInput } from '../cli-error';
import { type Project } from '../project';
import { readImageList } from '../release/image-list';

/** Folders that are made from the sources. */
const made = new Set(['.git', '.nuxt', '.output', 'cdktf.out', 'coverage', 'dist']);

/**
 * A copy of the project whose site differs, as the next commit's would: its program has one more plugin, so that the files
 * that depend on it get other names. Packages are not copied but linked.
 * @param directory where it goes; what is there is replaced
 * @throws CliError `no-site` when no image of the project is a Nuxt application
 */
export async function changedSource(project: Project, directory: string, release: string): Promise<void> {
  const site = [...readImageList(project.directory).values()].find(({ kind }) => kind === 'nuxt');
  if (site?.kind !== 'nuxt') {
    throw badInput('no-site', `${project.directory}: has no image of a Nuxt application`, 'name another project');
  }
  await rm(directory, { recursive: true, force: true });
  const packages: string[] = [];
  await mkdir(directory, { recursive: true });
  const isCopied = (source: string): boolean => {
    const name = basename(source);
    if (name === 'node_modules') packages.push(source);
    return name !== 'node_modules' && !made.has(name) && source !== project.home;
  };
  // One by one: the copy may be in a folder of the project, into which its whole cannot be copied.
  for (const name of await readdir(project.directory)) {
    const source = join(project.directory, name);
    if (isCopied(source)) await cp(source, join(directory, name), { recursive: true, filter: isCopied });
  }
  for (const source of packages) {
    const target = join(directory, relative(project.directory, source));
    await mkdir(dirname(target), { recursive: true });
    await symlink(source, target);
  }
  const plugin = join(directory, site.application, 'app/plugins/rehearsed-release.client.ts');
  await mkdir(dirname(plugin), { recursive: true });
  await writeFile(
    plugin,
    [
      "import { defineNuxtPlugin } from '#imports';",
      '',
      'export default defineNuxtPlugin(() => {',
      `  document.documentElement.dataset.release = ${JSON.stringify(release)};`,
      '});',
      '',
    ].join('\n'),
  );
}
