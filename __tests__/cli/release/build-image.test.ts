import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from '../../../cli/release/build-image';
import { readImage } from '../../../local/runtime/ecs/image-store';
import { TemporaryDirectory } from '../../support/deployed-state';

describe('buildImage', () => {
  const directories: TemporaryDirectory[] = [];
  const project = (greeting = 'hello') => {
    const directory = new TemporaryDirectory();
    directories.push(directory);
    const entry = 'services/demo/hello/server.ts';
    directory.write('services/images.json', JSON.stringify({ hello: { entry, dockerfile: 'Dockerfile' } }));
    directory.write(
      entry,
      `import { greeting } from './greeting';\nconst text: string = greeting;\nconsole.log(text);\n`,
    );
    directory.write('services/demo/hello/greeting.ts', `export const greeting = '${greeting}';\n`);
    directory.write('services/demo/health-check.ts', 'process.exitCode = 0;\n');
    return { projectDirectory: directory.path, imagesDirectory: join(directory.path, 'images'), directory };
  };
  afterEach(() => {
    for (const directory of directories.splice(0)) directory.remove();
  });

  it('bundles the program and its health check, described and named by digest', async () => {
    const options = project();
    const digest = await buildImage('hello', options);
    const image = await readImage(options.imagesDirectory, digest);
    expect(image).toMatchObject({ digest, repository: 'hello', command: ['node', 'server.cjs'] });
    expect(readdirSync(image.directory).sort()).toEqual(['health-check.cjs', 'image.json', 'server.cjs']);
    expect(execFileSync(process.execPath, ['server.cjs'], { cwd: image.directory }).toString()).toBe('hello\n');
    // Nothing of a build is left beside the image.
    expect(readdirSync(options.imagesDirectory)).toEqual([digest.slice('sha256:'.length)]);
  });

  it('gives the same digest for the same sources, wherever they are, and another for others', async () => {
    const [first, second, other] = await Promise.all([
      buildImage('hello', project()),
      buildImage('hello', project()),
      buildImage('hello', project('goodbye')),
    ]);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it('does not write again what is there, also when built twice at once', async () => {
    const options = project();
    const [digest, again] = await Promise.all([buildImage('hello', options), buildImage('hello', options)]);
    expect(again).toBe(digest);
    const file = join((await readImage(options.imagesDirectory, digest)).directory, 'server.cjs');
    const { ino, mtimeMs } = statSync(file);
    await buildImage('hello', options);
    expect(statSync(file)).toMatchObject({ ino, mtimeMs });
  });

  it('refuses an image whose files are not those of its digest', async () => {
    const options = project();
    const digest = await buildImage('hello', options);
    const { directory } = await readImage(options.imagesDirectory, digest);
    chmodSync(join(directory, 'server.cjs'), 0o644);
    writeFileSync(join(directory, 'server.cjs'), 'console.log("other")');
    await expect(readImage(options.imagesDirectory, digest)).rejects.toThrow(
      /its files give the digest sha256:[0-9a-f]{64}, not sha256:[0-9a-f]{64}; remove the folder and build the image again/,
    );
    writeFileSync(join(directory, 'image.json'), '{}');
    await expect(readImage(options.imagesDirectory, digest)).rejects.toThrow('image.json is not that of an image');
  });

  it('refuses an image that the list has not, a program that cannot be bundled, and a missing list', async () => {
    const options = project();
    await expect(buildImage('world', options)).rejects.toThrow(
      'services/images.json: has no image world; images: hello',
    );
    options.directory.write('services/demo/hello/greeting.ts', `export const salute = 1;\nimport './absent';\n`);
    await expect(buildImage('hello', options)).rejects.toThrow(/hello: the program cannot be bundled: .*\.\/absent/s);
    options.directory.write('services/images.json', '[]');
    await expect(buildImage('hello', options)).rejects.toThrow('not a list of images');
  });

  it('refuses what is no digest, and says where it looked for one that is not there', async () => {
    const { imagesDirectory } = project();
    await expect(readImage(imagesDirectory, 'latest')).rejects.toThrow(
      'image: digest must be sha256: and 64 hexadecimal digits, got latest',
    );
    const digest = `sha256:${'a'.repeat(64)}`;
    await expect(readImage(imagesDirectory, digest)).rejects.toMatchObject({ code: 'not-found' });
  });
});
