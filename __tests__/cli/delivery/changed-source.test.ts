import { existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedSource } from '../../../cli/delivery/changed-source';
import { openProject } from '../../../cli/project';
import { TemporaryDirectory } from '../../support/deployed-state';

describe('changedSource', () => {
  const directory = new TemporaryDirectory();
  afterAll(() => directory.remove());
  const project = () => openProject(directory.path, {});
  const copy = join(directory.path, '.tristage/copy');

  it('copies the project with one more plugin of the site, and links its packages', async () => {
    const image = { kind: 'nuxt', application: 'site', healthCheck: { entry: 'h.ts' }, dockerfile: 'Dockerfile' };
    directory.write('services/images.json', JSON.stringify({ site: image }));
    directory.write('site/nuxt.config.ts', 'export default {}');
    directory.write('site/.output/old.js', '');
    mkdirSync(join(directory.path, 'node_modules'));
    mkdirSync(join(directory.path, 'site/node_modules'));
    await changedSource(project(), copy, 'next');
    expect(readFileSync(join(copy, 'site/app/plugins/rehearsed-release.client.ts'), 'utf8')).toContain('"next"');
    expect(existsSync(join(copy, 'site/nuxt.config.ts'))).toBe(true);
    expect(existsSync(join(copy, 'site/.output'))).toBe(false);
    expect(existsSync(join(copy, '.tristage'))).toBe(false);
    for (const name of ['node_modules', 'site/node_modules'])
      expect(lstatSync(join(copy, name)).isSymbolicLink()).toBe(true);
  });

  it('refuses a project without a site', async () => {
    directory.write('services/images.json', '{}');
    await expect(changedSource(project(), copy, 'next')).rejects.toMatchObject({ code: 'no-site', exitCode: 2 });
  });
});
