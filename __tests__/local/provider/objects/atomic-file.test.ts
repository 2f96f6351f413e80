import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { removeLeftovers } from '../../../../local/provider/objects/atomic-file';

describe('removeLeftovers', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'tristage-leftovers-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const before = new Date('2030-01-01T00:00:00Z');
  const write = (path: string, time: string) => {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    utimesSync(file, new Date(time), new Date(time));
  };

  it('removes what is older, at any depth, and nothing else', () => {
    write('a/b/.12-345-1.tmp', '2029-12-31T23:59:59Z');
    write('.12-345-2.tmp', '2029-12-31T23:59:59Z');
    const kept = ['a/b/.12-345-3.tmp', 'a/b/object.json', 'a/b/notes.tmp', 'a/b/.hidden.tmp'];
    for (const path of kept) write(path, path.includes('345') ? '2030-01-01T00:00:00Z' : '2029-01-01T00:00:00Z');
    removeLeftovers(directory, before);
    expect(readdirSync(join(directory, 'a/b')).sort()).toEqual(kept.map((path) => path.slice('a/b/'.length)).sort());
    expect(readdirSync(directory)).toEqual(['a']);
  });

  it('finds the file that a killed writer leaves', () => {
    const module = JSON.stringify(join(__dirname, '../../../../local/provider/objects/atomic-file'));
    const script = `
      const fs = require('node:fs');
      fs.renameSync = () => process.kill(process.pid, 'SIGKILL');
      require(${module}).writeFileAtomically(${JSON.stringify(join(directory, 'object.json'))}, 'content');
    `;
    const { signal } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', script]);
    expect(signal).toBe('SIGKILL');
    expect(readdirSync(directory)).toEqual([expect.stringMatching(/tmp$/)]);
    removeLeftovers(directory, new Date(Date.now() + 60_000));
    expect(readdirSync(directory)).toEqual([]);
  });

  it('takes a directory that does not exist for empty', () => {
    rmSync(directory, { recursive: true });
    expect(() => removeLeftovers(directory, before)).not.toThrow();
  });
});
