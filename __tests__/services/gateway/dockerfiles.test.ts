import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';

const root = join(__dirname, '../../..');
const images = [
  ['microservice', 3000],
  ['proxy', 8000],
  ['egress-proxy', 8080],
] as const;

interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** Instructions in order, without comments, continued lines joined. */
function instructions(text: string): Instruction[] {
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  return lines
    .map((line) => /^\s*(?<name>[A-Z]+)\s+(?<value>.*)$/.exec(line)?.groups)
    .filter((groups) => groups !== undefined)
    .map(({ name = '', value = '' }) => ({ name, value: value.trim() }));
}

/** Faults of an image's file by rule. */
function lint(text: string): string[] {
  const faults = validate(text).map(({ message }) => (typeof message === 'string' ? message : message.value));
  const all = instructions(text);
  const of = (list: readonly Instruction[], name: string) => list.filter((one) => one.name === name);
  const lastFrom = all.map(({ name }) => name).lastIndexOf('FROM');
  const last = all.slice(lastFrom);
  const image = new Map(of(all, 'ARG').map(({ value }) => [value.split('=')[0], value.split('=')[1] ?? '']));
  for (const { value } of of(all, 'FROM')) {
    const name = /^\$\{(\w+)\}/.exec(value)?.[1];
    const base = image.get(name) ?? '';
    if (!/:[\w.-]+$|@sha256:[\da-f]{64}$/.test(base) || base.endsWith(':latest'))
      faults.push(`base ${value} is not pinned`);
  }
  const user = of(last, 'USER').at(-1)?.value ?? 'root';
  if (!/^[1-9]\d*:[1-9]\d*$/.test(user)) faults.push(`the last stage runs as ${user}`);
  if (of(last, 'HEALTHCHECK').length !== 1) faults.push('the last stage has no health check');
  if (of(last, 'RUN').length > 0) faults.push('the last stage runs commands');
  if (of(all, 'ADD').length > 0) faults.push('ADD is used');
  for (const { value } of of(last, 'COPY')) {
    if (!/^--from=build --chmod=0444( \/bundle\/[\w.-]+)+ \.\/$/.test(value)) faults.push(`copies ${value}`);
  }
  for (const { name, value } of all) {
    if (/^(ARG|ENV)$/.test(name) && /secret|token|password|_key/i.test(value)) faults.push(`${name} ${value}`);
  }
  return faults;
}

describe.each(images)('image of %s', (name, port) => {
  const file = join(root, 'services/gateway', name, 'Dockerfile');
  const text = readFileSync(file, 'utf8');

  it('keeps the rules', () => {
    expect(lint(text)).toEqual([]);
  });

  it.each([
    ['root', (source: string) => source.replace(/^USER .*$/m, 'USER root'), 'the last stage runs as root'],
    ['no user', (source: string) => source.replace(/^USER .*$/m, ''), 'the last stage runs as root'],
    [
      'no health check',
      (source: string) => source.replace(/^HEALTHCHECK .*$/m, ''),
      'the last stage has no health check',
    ],
    ['latest', (source: string) => source.replace(/:nonroot$/m, ':latest'), 'base ${RUNTIME_IMAGE} is not pinned'],
    [
      'a base without a tag',
      (source: string) => source.replace(/:nonroot$/m, ''),
      'base ${RUNTIME_IMAGE} is not pinned',
    ],
    ['ADD', (source: string) => `${source}ADD https://example.com/x /x\n`, 'ADD is used'],
    ['all sources', (source: string) => `${source}COPY . .\n`, 'copies . .'],
    ['a secret', (source: string) => `${source}ENV API_TOKEN=x\n`, 'ENV API_TOKEN=x'],
  ])('would not pass with %s', (_, change, fault) => {
    expect(lint(change(text))).toContain(fault);
  });

  it('listens on its port, runs its own program and asks its own health check', () => {
    const all = instructions(text);
    expect(all).toContainEqual({ name: 'EXPOSE', value: String(port) });
    expect(text).toContain(`PORT=${port}\n`);
    expect(text).toContain(`esbuild services/gateway/${name}/server.ts `);
    expect(text).toContain('CMD ["/nodejs/bin/node", "health-check.cjs"]');
    expect(all.at(-1)).toEqual({ name: 'CMD', value: '["server.cjs"]' });
    expect(existsSync(join(root, 'services/gateway', name, 'Dockerfile.dockerignore'))).toBe(true);
  });
});
