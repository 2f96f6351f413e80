import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { buildLambdaZip } from '../../../modules/bundle/lambda-zip';

describe('buildLambdaZip', () => {
  const directory = mkdtempSync(join(tmpdir(), 'zip-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });
  const entry = join(directory, 'handler.ts');
  writeFileSync(entry, `import { hostname } from 'node:os';\nexport const handler = (): string => hostname();`);

  it('packs one bundled file', () => {
    const { path } = buildLambdaZip(entry, 'one', directory);
    const files = unzipSync(readFileSync(path));
    expect(Object.keys(files)).toEqual(['index.js']);
    expect(strFromU8(files['index.js'] ?? new Uint8Array())).toMatch(/require\(["']node:os["']\)/);
  });

  it('gives the same bytes for the same source, and their checksum as Lambda states it', () => {
    const first = buildLambdaZip(entry, 'first', directory);
    const second = buildLambdaZip(entry, 'second', directory);
    expect(readFileSync(second.path).equals(readFileSync(first.path))).toBe(true);
    expect(second.sha256).toBe(createHash('sha256').update(readFileSync(first.path)).digest('base64'));
  });

  it('gives other bytes for another source', () => {
    const other = join(directory, 'other.ts');
    writeFileSync(other, 'export const handler = () => 2;');
    expect(buildLambdaZip(other, 'other', directory).sha256).not.toBe(buildLambdaZip(entry, 'again', directory).sha256);
  });
});
