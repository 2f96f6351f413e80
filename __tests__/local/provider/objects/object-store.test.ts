import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CtyType } from '../../../../local/provider/codec/cty-type';
import { nameOfUnique, ObjectStore } from '../../../../local/provider/objects/object-store';

const type: CtyType = ['object', { name: 'string', size: 'number' }];
const place = { accountId: '111122223333', region: 'eu-west-1', type: 'aws_x' };
const object = (size: number) => ({ ...place, seed: 'ab', attributes: { name: 'a', size } });

describe('ObjectStore', () => {
  let directory: string;
  let store: ObjectStore;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tristage-objects-'));
    store = new ObjectStore(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const name = nameOfUnique(['a']);

  it('creates, reads, replaces, lists and removes', () => {
    const key = store.key(place, name);
    expect(store.read(key, type)).toBeUndefined();
    expect(store.create(key, object(1))).toBe(true);
    expect(store.read(key, type)).toEqual(object(1));
    store.replace(key, object(2));
    expect(store.read(key, type)).toEqual(object(2));
    expect(store.list(place)).toEqual([key]);
    store.remove(key);
    store.remove(key);
    expect(store.list(place)).toEqual([]);
    expect([...store.types()]).toEqual(['aws_x']);
  });

  it('does not create what exists, and keeps it', () => {
    const key = store.key(place, name);
    store.create(key, object(1));
    expect(store.create(key, object(2))).toBe(false);
    expect(store.read(key, type)).toEqual(object(1));
  });

  it('writes nothing when it is only read', () => {
    store.list(place);
    store.types();
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each([
    '../../etc/passwd',
    '111122223333/eu-west-1/aws_x/../../x.json',
    '/tmp/x.json',
    '111122223333/eu-west-1/aws_x/x.json',
  ])('refuses the key %s', (key) => {
    expect(() => store.read(key, type)).toThrow('object store: not an object key');
    expect(() => store.remove(key)).toThrow('object store: not an object key');
  });

  it('names a file that is broken and says what to do', () => {
    const key = store.key(place, name);
    const file = join(directory, key);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '{');
    expect(() => store.read(key, type)).toThrow(`${file}: not JSON: correct the file or remove it`);
    writeFileSync(file, '{}');
    expect(() => store.read(key, type)).toThrow(`${file}: not an object of the store`);
    writeFileSync(file, JSON.stringify({ ...object(1), attributes: { size: 'large' } }));
    expect(() => store.read(key, type)).toThrow(`${file}.size: expected "number", got string`);
  });

  const inProcess = (program: string) => {
    const script = `
      const { ObjectStore } = require(${JSON.stringify(join(__dirname, '../../../../local/provider/objects/object-store'))});
      const store = new ObjectStore(${JSON.stringify(directory)});
      const place = ${JSON.stringify(place)};
      const object = (size) => ({ ...place, seed: 'ab', attributes: { name: 'a'.repeat(200_000), size } });
      ${program}`;
    return spawn(process.execPath, ['-r', 'tsx/cjs', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  };

  it('lets one of several processes create an object', async () => {
    const children = [1, 2, 3].map((size) =>
      inProcess(`
        let wins = 0;
        for (let index = 16; index < 48; index += 1) {
          if (store.create(store.key(place, 'ab'.repeat(8) + '-' + index), object(${size}))) wins += 1;
        }
        console.log(wins);`),
    );
    const wins = await Promise.all(
      children.map(async (child) => {
        let output = '';
        child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
        await once(child, 'close');
        return Number(output);
      }),
    );
    expect(wins.reduce((sum, count) => sum + count, 0)).toBe(32);
    expect(store.list(place)).toHaveLength(32);
  });

  it('holds whole objects only after a process was killed in the midst of writing', async () => {
    const keys = ['aa', 'bb', 'cc'].map((half) => store.key(place, half.repeat(8)));
    for (let round = 0; round < 5; round += 1) {
      const child = inProcess(`
        console.log('writing');
        for (let size = 0; ; size += 1) for (const key of ${JSON.stringify(keys)}) {
          if (size % 3 === 2) store.remove(key);
          else if (!store.create(key, object(size))) store.replace(key, object(size));
        }`);
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'close');
      for (const key of store.list(place)) {
        expect(store.read(key, type)?.attributes.name).toHaveLength(200_000);
        expect(readFileSync(join(directory, key), 'utf8').endsWith('}')).toBe(true);
      }
    }
  });
});
