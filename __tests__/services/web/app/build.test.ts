import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { releaseId } from '../../../../services/web/app/build/release-id';
import { galleryImages, galleryImageSize } from '../../../../services/web/app/shared/gallery-images';
import { builtWebApp, buildWebAppAfresh, testRelease } from '../../../support/web-app-build';

function contents(directory: string): Readonly<Record<string, string>> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path.slice(directory.length), readFileSync(path, 'latin1')]),
  );
}

describe('build of the web app', () => {
  it('gives the same bytes at another time and in another directory', async () => {
    const { output } = await builtWebApp();
    const directory = await buildWebAppAfresh(testRelease);
    const [before, now] = [contents(output), contents(join(directory, '.output'))];
    rmSync(directory, { recursive: true });
    expect(Object.keys(now)).toEqual(Object.keys(before));
    expect(Object.keys(now).filter((path) => now[path] !== before[path])).toEqual([]);
    expect(Object.keys(now)).toContain(`/public/_nuxt/builds/meta/${testRelease}.json`);
  }, 120_000);

  it('has each image of the gallery in its size and at most 60 kB', async () => {
    const directory = join((await builtWebApp()).output, 'public/gallery');
    expect(readdirSync(directory).sort()).toEqual(galleryImages.map(({ name }) => `${name}.jpg`).sort());
    for (const { name } of galleryImages) {
      const file = join(directory, `${name}.jpg`);
      expect(await sharp(file).metadata()).toMatchObject({ format: 'jpeg', ...galleryImageSize });
      expect(statSync(file).size).toBeLessThan(60_000);
    }
  });
});

describe('releaseId', () => {
  const directory = mkdtempSync(join(tmpdir(), 'release-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is RELEASE_ID where that is set', () => {
    expect(releaseId(directory, { RELEASE_ID: 'build-0123456789ab' })).toBe('build-0123456789ab');
  });

  it('else belongs to the content and the names of the sources', () => {
    writeFileSync(join(directory, 'a'), 'one');
    const first = releaseId(directory, {});
    expect(first).toMatch(/^source-[\da-f]{12}$/);
    expect(releaseId(directory, { RELEASE_ID: '' })).toBe(first);
    writeFileSync(join(directory, 'a'), 'two');
    expect(releaseId(directory, {})).not.toBe(first);
  });

  it.each(['../up', 'A', 'a b', 'a'.repeat(65)])('refuses "%s"', (id) => {
    expect(() => releaseId(directory, { RELEASE_ID: id })).toThrow(
      `web app: RELEASE_ID must be at most 64 of a-z, 0-9, dot and hyphen, got ${id}`,
    );
  });
});
