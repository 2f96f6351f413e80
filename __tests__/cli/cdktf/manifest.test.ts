import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStacks, selectStacks, type Stack } from '../../../cli/cdktf/manifest';

const stack = (id: string, ...dependencies: readonly string[]): Stack => ({
  id,
  directory: `/out/${id}`,
  dependencies,
});
const ids = (stacks: readonly Stack[]) => stacks.map(({ id }) => id);

describe('selectStacks', () => {
  const stacks = [
    stack('web-stg', 'api-stg', 'net-stg'),
    stack('api-stg', 'net-stg'),
    stack('net-stg'),
    stack('a-prod'),
  ];

  it('puts each stack after those it depends on', () => {
    expect(ids(selectStacks(stacks, ['*-stg']))).toEqual(['net-stg', 'api-stg', 'web-stg']);
  });

  it('takes a stack once and leaves out dependencies that are not selected', () => {
    expect(ids(selectStacks(stacks, ['web-stg', 'w*', 'net-stg']))).toEqual(['net-stg', 'web-stg']);
  });

  it('takes * alone as a wildcard', () => {
    expect(() => selectStacks([stack('aXb')], ['a.b'])).toThrow('no stack is called a.b; known: aXb');
  });

  it('names the unknown and the known stacks', () => {
    expect(() => selectStacks(stacks, ['web-stg', 'nix', 'x-*'])).toThrow(
      'no stack is called nix, x-*; known: a-prod, api-stg, net-stg, web-stg',
    );
  });
});

describe('readStacks', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tristage-manifest-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('says that nothing is synthesized yet', () => {
    expect(() => readStacks(directory)).toThrow(`${join(directory, 'manifest.json')}: not found`);
  });

  it('says that the file is no manifest', () => {
    writeFileSync(join(directory, 'manifest.json'), '{"stacks":[]}');
    expect(() => readStacks(directory)).toThrow(/manifest\.json: not a CDKTF manifest/);
  });

  it('gives directories as absolute paths', () => {
    const stacks = { a: { name: 'a', workingDirectory: 'stacks/a' } };
    writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ stacks }));
    expect(readStacks(directory)).toEqual([{ id: 'a', directory: join(directory, 'stacks/a'), dependencies: [] }]);
  });
});
