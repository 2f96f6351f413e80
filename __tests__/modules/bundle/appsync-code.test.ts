import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asTerraformLiteral, bundleAppsyncCode } from '../../../modules/bundle/appsync-code';

describe('bundleAppsyncCode', () => {
  const directory = mkdtempSync(join(tmpdir(), 'code-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });
  const write = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return name;
  };

  it('gives one module a file, with what it imports inside and AppSync left outside', () => {
    write('shared.ts', 'export const answer = (x: number): number => x + 1;');
    const entryPoints = ['Query.a.ts', 'step.ts'].map((name) =>
      write(
        name,
        `import { util } from '@aws-appsync/utils';\nimport { answer } from './shared';
        export const request = () => ({ payload: answer(1) }); export const response = () => util.autoId();`,
      ),
    );
    const code = bundleAppsyncCode({ directory, entryPoints });
    expect([...code.keys()]).toEqual(['Query.a', 'step']);
    expect(code.get('Query.a')).toContain('from "@aws-appsync/utils"');
    expect(code.get('Query.a')).toContain('x + 1');
    expect(code.get('Query.a')).not.toContain('./shared');
  });

  it('writes constants in', () => {
    const entry = write(
      'constant.ts',
      'declare const S: { ttl: number; table: string };\nexport const r = [S.ttl, S.table];',
    );
    const code = bundleAppsyncCode({
      directory,
      entryPoints: [entry],
      define: { 'S.ttl': 60, 'S.table': 'T-stg' },
    }).get('constant');
    expect(code).toContain('[60, "T-stg"]');
  });

  it('gives the same code wherever it is built', () => {
    const name = write('same.ts', 'export const request = 1;');
    const here = bundleAppsyncCode({ directory, entryPoints: [name] }).get('same');
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    cpSync(directory, elsewhere, { recursive: true });
    expect(bundleAppsyncCode({ directory: elsewhere, entryPoints: [name] }).get('same')).toBe(here);
    rmSync(elsewhere, { recursive: true });
  });

  it('refuses a bundle that is one character longer than AppSync takes', () => {
    const text = (length: number) => `export const request = ${JSON.stringify('x'.repeat(length))};`;
    const sizeAround =
      bundleAppsyncCode({ directory, entryPoints: [write('small.ts', text(1))] }).get('small')?.length ?? 0;
    const fits = 32_768 - sizeAround + 1;
    // Names of equal length, since the bundler writes the name into the code.
    expect(bundleAppsyncCode({ directory, entryPoints: [write('edgeA.ts', text(fits))] }).get('edgeA')).toHaveLength(
      32_768,
    );
    expect(() => bundleAppsyncCode({ directory, entryPoints: [write('edgeB.ts', text(fits + 1))] })).toThrow(
      'edgeB: the bundle must be at most 32768 characters long, got 32769',
    );
  });

  it('names file and line of code that cannot be bundled, and a file that is not there', () => {
    const entryPoints = [write('broken.ts', 'export const = 1')];
    expect(() => bundleAppsyncCode({ directory, entryPoints })).toThrow(
      `${directory}: the code cannot be bundled\n  broken.ts:1: Expected identifier but found "="`,
    );
    expect(() => bundleAppsyncCode({ directory, entryPoints: ['absent.ts'] })).toThrow(
      'Could not resolve "./absent.ts"',
    );
  });
});

describe('asTerraformLiteral', () => {
  it("keeps the code's own templates out of Terraform's hands", () => {
    expect(asTerraformLiteral('`${a}` %{if}')).toBe('`$${a}` %%{if}');
  });
});
