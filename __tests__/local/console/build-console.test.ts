import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
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

  it('embeds no font and names no other host to load from', async () => {
    const { directory, files } = await buildConsole({ cacheDirectory });
    for (const file of files.filter((name) => name.endsWith('.css'))) {
      const css = await readFile(path.join(directory, file), 'utf8');
      expect(css).not.toMatch(/@font-face|@import|url\(["']?https?:/);
    }
  });
});
