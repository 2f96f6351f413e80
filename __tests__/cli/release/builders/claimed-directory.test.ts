import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { claimDirectory } from '../../../../cli/release/builders/claimed-directory';
import { TemporaryDirectory } from '../../../support/deployed-state';

describe('claimDirectory', () => {
  const directory = new TemporaryDirectory();
  const path = join(directory.path, 'build');
  const never = () => false;
  afterEach(() => rmSync(path, { recursive: true, force: true }));
  afterAll(() => directory.remove());

  it('gives the directory to one of many, and to the next once it is gone', async () => {
    let holders = 0;
    let most = 0;
    const use = async () => {
      expect(await claimDirectory(path, never, 10_000)).toBe(true);
      holders += 1;
      most = Math.max(most, holders);
      await new Promise(setImmediate);
      holders -= 1;
      rmSync(path, { recursive: true });
    };
    await Promise.all([use(), use(), use()]);
    expect(most).toBe(1);
    expect(readdirSync(directory.path)).toEqual([]);
  });

  it('gives up when another has made what is wanted', async () => {
    await claimDirectory(path, never, 1000);
    let asked = 0;
    expect(await claimDirectory(path, () => (asked += 1) > 2, 10_000)).toBe(false);
  });

  it('takes over from a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    directory.write('build/owner', String(pid));
    directory.write('build/left', 'from before');
    expect(await claimDirectory(path, never, 1000)).toBe(true);
    expect(existsSync(join(path, 'left'))).toBe(false);
  });

  it('does not wait for ever', async () => {
    await claimDirectory(path, never, 1000);
    const failure = claimDirectory(path, never, 50);
    await expect(failure).rejects.toThrow(`${path}: process ${process.pid} has not finished with it`);
    expect(readdirSync(directory.path)).toEqual(['build']);
  });
});
