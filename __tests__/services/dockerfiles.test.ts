import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readImageList } from '../../cli/release/image-list';
import { instructions, lintDockerfile } from '../support/dockerfile-lint';

const root = join(__dirname, '../..');
const images = [...readImageList(root)];
const files = [...new Set(images.map(([, { dockerfile }]) => dockerfile))];
const read = (dockerfile: string) => readFileSync(join(root, dockerfile), 'utf8');

describe.each(files)('%s', (dockerfile) => {
  const text = read(dockerfile);

  it('keeps the rules', () => {
    expect(lintDockerfile(text)).toEqual([]);
  });

  it.each([
    ['root', (source: string) => source.replace(/^USER .*$/m, 'USER root'), 'it runs as root'],
    ['no user', (source: string) => source.replace(/^USER .*$/m, ''), 'it runs as root'],
    ['no health check', (source: string) => source.replace(/^HEALTHCHECK .*$/m, ''), 'it has no health check'],
    [
      'latest',
      (source: string) => source.replace(/^(ARG RUNTIME_IMAGE=.*):.*$/m, '$1:latest'),
      'base ${RUNTIME_IMAGE} is not pinned',
    ],
    [
      'a base without a tag',
      (source: string) => source.replace(/^(ARG RUNTIME_IMAGE=.*):.*$/m, '$1'),
      'base ${RUNTIME_IMAGE} is not pinned',
    ],
    ['ADD', (source: string) => `${source}ADD https://example.com/x /x\n`, 'ADD is used'],
    ['commands', (source: string) => `${source}RUN npm ci\n`, 'it runs commands'],
    ['all files', (source: string) => `${source}COPY . .\n`, 'copies . .'],
    ['a shell', (source: string) => source.replace(/^CMD .*$/m, 'CMD node server.cjs'), 'CMD is run by a shell'],
    ['a secret', (source: string) => `${source}ENV API_TOKEN=x\n`, 'ENV API_TOKEN=x'],
  ])('would not pass with %s', (_, change, fault) => {
    expect(lintDockerfile(change(text))).toContain(fault);
  });

  it('leaves out what only describes the image', () => {
    expect(readFileSync(join(root, `${dockerfile}.dockerignore`), 'utf8')).toContain('\nimage.json\n');
  });
});

describe.each(images)('image %s', (_, source) => {
  const all = instructions(read(source.dockerfile));
  const valueOf = (instruction: string) => all.filter((one) => one.name === instruction).at(-1)?.value;

  it('comes from sources that exist', () => {
    const paths = {
      node: () => (source.kind === 'node' ? [source.entry] : []),
      nuxt: () => (source.kind === 'nuxt' ? [`${source.application}/package.json`, source.healthCheck.entry] : []),
      nginx: () => (source.kind === 'nginx' ? [`${source.configuration}/nginx.conf.template`, source.application] : []),
    }[source.kind]();
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(paths).not.toEqual([]);
  });

  it('gives its file all arguments that it takes', () => {
    const taken = all.filter((one) => one.name === 'ARG').map(({ value }) => value.split('=')[0] ?? '');
    expect(Object.keys(source.buildArguments)).toEqual(taken.filter((argument) => argument !== 'RUNTIME_IMAGE'));
  });

  it('runs its program and asks for its health', () => {
    const expected = {
      node: { CMD: '["server.cjs"]', check: '["/nodejs/bin/node", "health-check.cjs"]' },
      nuxt: { CMD: '["server/index.mjs"]', check: '["/nodejs/bin/node", "health-check.cjs"]' },
      nginx: { CMD: '["nginx"]', check: '["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz/proxy"]' },
    }[source.kind];
    expect(valueOf('CMD')).toBe(expected.CMD);
    expect(valueOf('HEALTHCHECK')).toContain(`CMD ${expected.check}`);
    const port = source.buildArguments.PORT === undefined ? /^(3000|8080)$/ : /^\$\{PORT\}$/;
    expect(valueOf('EXPOSE')).toMatch(port);
  });

  if (source.kind === 'nginx') {
    it('is asked to end so that running requests end first', () => {
      expect(valueOf('STOPSIGNAL')).toBe('SIGQUIT');
    });

    it('declares what the task definition mounts, or Fargate gives it to root', () => {
      expect(valueOf('VOLUME')).toBe('["/tmp"]');
    });
  }
});
