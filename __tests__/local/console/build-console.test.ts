import { mkdir, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildConsole } from '../../../local/console/build-console';

describe('buildConsole', () => {
  let cacheDirectory: string;
  beforeEach(async () => {
    cacheDirectory = await mkdtemp(path.join(tmpdir(), 'console-'));
  });
  afterEach(() => rm(cacheDirectory, { recursive: true }));

  it('builds once, and finds the same files afterwards', async () => {
    const first = await buildConsole({ cacheDirectory });
    const second = await buildConsole({ cacheDirectory });
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect({ ...second, cached: false, durationMs: 0 }).toEqual({ ...first, durationMs: 0 });
    expect((await readdir(first.directory)).sort()).toEqual([...first.files, 'manifest.json'].sort());
    expect(first.bytes).toBeLessThan(2 * 1024 * 1024);
  });

  it('builds in two callers at once, and leaves one folder', async () => {
    const built = await Promise.all([buildConsole({ cacheDirectory }), buildConsole({ cacheDirectory })]);
    expect(new Set(built.map(({ directory }) => directory)).size).toBe(1);
    expect(await readdir(cacheDirectory)).toHaveLength(1);
  });

  it('removes builds of other sources that are older than a day, finished or not, and nothing else', async () => {
    const { directory } = await buildConsole({ cacheDirectory });
    const now = Date.now() / 1000;
    const folders = [
      ['console-0123456789abcdef', 25],
      ['console-fedcba9876543210', 23],
      ['.console-0b9d5c9e-9d2f-4e0a-8c5e-0c8f2f3a4b5c', 25],
      ['schema-of-another-part', 25],
      [path.basename(directory), 25],
    ] as const;
    for (const [name, hours] of folders) {
      const folder = path.join(cacheDirectory, name);
      await mkdir(folder, { recursive: true });
      await utimes(folder, now - hours * 3600, now - hours * 3600);
    }
    await Promise.all([buildConsole({ cacheDirectory }), buildConsole({ cacheDirectory })]);
    expect((await readdir(cacheDirectory)).sort()).toEqual(
      [path.basename(directory), 'console-fedcba9876543210', 'schema-of-another-part'].sort(),
    );
  });

  it('embeds no font and names no other host to load from', async () => {
    const { directory, files } = await buildConsole({ cacheDirectory });
    for (const file of files.filter((name) => name.endsWith('.css'))) {
      const css = await readFile(path.join(directory, file), 'utf8');
      expect(css).not.toMatch(/@font-face|@import|url\(["']?https?:/);
    }
  });
});
