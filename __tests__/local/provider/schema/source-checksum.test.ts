import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceChecksum } from '../../../../local/provider/schema/source-checksum';

describe('sourceChecksum', () => {
  let directory: string;
  const write = (name: string, content: string) => writeFileSync(join(directory, name), content);
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tristage-sources-'));
    write('a.ts', 'one');
    write('b.ts', 'two');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it.each<[string, () => void]>([
    ['changed', () => write('b.ts', 'three')],
    ['added', () => write('c.ts', '')],
    ['removed', () => rmSync(join(directory, 'b.ts'))],
    ['renamed', () => renameSync(join(directory, 'b.ts'), join(directory, 'c.ts'))],
  ])('differs when a source is %s', (_, change) => {
    const before = sourceChecksum(directory);
    change();
    expect(sourceChecksum(directory)).not.toBe(before);
  });

  it('stays the same otherwise, whatever lies beside the sources', () => {
    const before = sourceChecksum(directory);
    write('notes.md', 'no source');
    write('a.ts', 'one');
    expect(sourceChecksum(directory)).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{16}$/);
  });
});
