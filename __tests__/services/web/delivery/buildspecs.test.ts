import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readBuildspec } from '../../../../modules/delivery-pipeline/buildspec';

const root = join(__dirname, '../../../..');
const directory = 'services/web/delivery';
const files = readdirSync(join(root, directory)).filter((name) => name.endsWith('.buildspec.yml'));

const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as unknown;
const keysOf = (value: unknown, key?: string): readonly string[] => {
  const holder = key === undefined ? value : Reflect.get(value as object, key); // objects, as the files of the repository show
  return Object.keys(holder as object);
};

function commandsOf(file: string): readonly string[] {
  const { phases } = parse(readFileSync(join(root, directory, file), 'utf8')) as {
    phases: Record<string, { commands: string[] }>;
  }; // as readBuildspec checks
  return Object.values(phases).flatMap(({ commands }) => commands);
}

describe('the buildspecs of the web system', () => {
  it('are of the build, the migration and the deployment', () => {
    expect(files.sort()).toEqual(['build.buildspec.yml', 'deploy.buildspec.yml', 'migrate.buildspec.yml']);
  });

  it.each(files)('%s keeps the rules', (file) => {
    expect(readBuildspec(root, `${directory}/${file}`)).toEqual({ path: `${directory}/${file}` });
  });

  it('has the build run tests and put out what deploys both services', () => {
    const artifact = ['web', 'web-api'].flatMap((service) => [
      `${service}/release.json`,
      `${service}/taskdef.json`,
      `${service}/imagedefinitions.json`,
      `imagedefinitions-${service}.json`,
    ]);
    const path = `${directory}/build.buildspec.yml`;
    expect(readBuildspec(root, path, { tests: true, artifact })).toEqual({ path });
  });

  // So that the same text runs in CodeBuild and on a machine of one's own.
  it.each(files)('%s calls npm, this CLI and what every system has, and nothing else', (file) => {
    const words = commandsOf(file).map(
      (command) => /^(?:[A-Z_]+=(?:\$\(|local ))*(\S+(?: cli\/\S+)?)/.exec(command)?.[1] ?? command,
    );
    const allowed = /^(npm|node cli\/tristage\.cjs|cp|rm|mkdir|(COMMIT|RELEASE_ID)="\S*)$/;
    expect(words.filter((word) => !allowed.test(word))).toEqual([]);
  });

  it('run npm scripts and build images that there are', () => {
    const text = files.flatMap(commandsOf).join('\n');
    const scripts = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
    const images = [...text.matchAll(/image build ([\w-]+)/g)].map(([, name]) => name);
    expect(scripts).toEqual(['test:web']);
    expect(keysOf(json('package.json'), 'scripts')).toEqual(expect.arrayContaining(scripts));
    expect(new Set(images)).toEqual(new Set(['web-app', 'web-proxy', 'web-api']));
    expect(keysOf(json('services/images.json'))).toEqual(expect.arrayContaining(images));
  });

  it('tests before it pushes, and adds the static files before anything can be deployed', () => {
    const order = commandsOf('build.buildspec.yml').map((command) =>
      ['test:web', '--push', 'assets upload', 'release render'].findIndex((part) => command.includes(part)),
    );
    const steps = order.filter((index) => index >= 0);
    expect(steps).toEqual([...steps].sort((one, other) => one - other));
    expect(new Set(steps).size).toBe(4);
  });
});
