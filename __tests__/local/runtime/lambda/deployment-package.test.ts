import { accessSync, constants, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { unpackDeploymentPackage } from '../../../../local/runtime/lambda/deployment-package';
import { LambdaFunctions } from '../../../support/lambda-function';

describe('unpackDeploymentPackage', () => {
  let functions: LambdaFunctions;
  beforeEach(() => (functions = new LambdaFunctions()));
  afterEach(() => functions.close());

  const work = () => join(functions.directory, 'packages');

  it('unpacks once into a folder named by the SHA-256, with files that cannot be written', async () => {
    const definition = functions.definition({ code: { 'index.js': '1', 'lib/a.js': '2' } });
    const folder = await unpackDeploymentPackage(definition, work());
    const digest = Buffer.from(definition.sourceCodeHash ?? '', 'base64').toString('hex');
    expect(folder).toBe(join(work(), digest));
    expect(readFileSync(join(folder, 'lib/a.js'), 'utf8')).toBe('2');
    expect(statSync(join(folder, 'index.js')).mode & 0o222).toBe(0);
    const { ino } = statSync(folder);
    expect(await unpackDeploymentPackage(definition, work())).toBe(folder);
    expect(statSync(folder).ino).toBe(ino);
  });

  it('lets several processes unpack at once and leaves nothing but the folder', async () => {
    const definition = functions.definition({ code: { 'index.js': 'x'.repeat(100_000) } });
    const folders = await Promise.all(Array.from({ length: 5 }, () => unpackDeploymentPackage(definition, work())));
    expect(new Set(folders).size).toBe(1);
    expect(readdirSync(work())).toHaveLength(1);
  });

  it('refuses a package that is not the deployed one', async () => {
    const definition = functions.definition({ code: 'exports.handler = 1' });
    const other = functions.definition({ code: 'exports.handler = 2' });
    const mixed = { ...definition, zipPath: other.zipPath };
    await expect(unpackDeploymentPackage(mixed, work())).rejects.toThrow(
      `work: ${other.zipPath} is not the deployed package: its SHA-256 must be source_code_hash ${definition.sourceCodeHash}, got ${other.sourceCodeHash}; deploy the stack again`,
    );
  });

  it('refuses a package that is not there or no zip', async () => {
    const definition = functions.definition({ code: '1' });
    await expect(unpackDeploymentPackage({ ...definition, zipPath: '/absent.zip' }, work())).rejects.toThrow(
      'work: package /absent.zip cannot be read: there is no such file; deploy the stack again',
    );
    const path = join(functions.directory, 'broken.zip');
    writeFileSync(path, 'no zip');
    const broken = { functionName: 'work', zipPath: path };
    await expect(
      unpackDeploymentPackage({ ...definition, ...broken, sourceCodeHash: undefined }, work()),
    ).rejects.toThrow(`work: package ${path} must be a zip`);
  });

  it.each(['../outside.js', 'a/../../outside.js', '/outside.js', 'C:/outside.js', '\\outside.js'])(
    'refuses the entry %s, which would leave the package',
    async (name) => {
      const path = join(functions.directory, 'escape.zip');
      writeFileSync(path, zipSync({ 'index.js': strToU8('1'), [name]: strToU8('2') }));
      const definition = { ...functions.definition({ code: '1' }), zipPath: path, sourceCodeHash: undefined };
      await expect(unpackDeploymentPackage(definition, work())).rejects.toThrow(
        `entry names must stay inside the package, got ${name}`,
      );
      expect(() => accessSync(join(functions.directory, 'outside.js'), constants.F_OK)).toThrow('ENOENT');
    },
  );
});
