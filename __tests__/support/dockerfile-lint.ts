import { validate } from 'dockerfile-utils';

export interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** Instructions in order, without comments, continued lines joined. */
export function instructions(text: string): Instruction[] {
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  return lines
    .map((line) => /^\s*(?<name>[A-Z]+)\s+(?<value>.*)$/.exec(line)?.groups)
    .filter((groups) => groups !== undefined)
    .map(({ name = '', value = '' }) => ({ name, value: value.trim().replace(/\s+/g, ' ') }));
}

/** Faults by rule of the file of an image that is made of built files. */
export function lintDockerfile(text: string): string[] {
  const faults = validate(text).map(({ message }) => (typeof message === 'string' ? message : message.value));
  const all = instructions(text);
  const of = (name: string) => all.filter((one) => one.name === name);
  const values = new Map(of('ARG').map(({ value }) => [value.split('=')[0], value.split('=')[1] ?? '']));
  for (const { value } of of('FROM')) {
    const base = values.get(/^\$\{(\w+)\}/.exec(value)?.[1]) ?? '';
    if (!/:[\w.-]+$|@sha256:[\da-f]{64}$/.test(base) || /:(latest|stable|mainline)$/.test(base)) {
      faults.push(`base ${value} is not pinned`);
    }
  }
  const user = of('USER').at(-1)?.value ?? 'root';
  if (!/^[1-9]\d*:[1-9]\d*$/.test(user)) faults.push(`it runs as ${user}`);
  if (of('HEALTHCHECK').length !== 1) faults.push('it has no health check');
  // Nothing runs while it is made, so that it can be made for another processor.
  if (of('RUN').length > 0) faults.push('it runs commands');
  if (of('ADD').length > 0) faults.push('ADD is used');
  for (const { value } of of('COPY')) {
    if (!/^(--chmod=0444 )?[a-z][\w.-]*( [a-z.][\w./-]*)+$/.test(value)) faults.push(`copies ${value}`);
  }
  for (const name of ['ENTRYPOINT', 'CMD']) {
    for (const { value } of of(name)) if (!value.startsWith('["')) faults.push(`${name} is run by a shell`);
  }
  for (const { name, value } of all) {
    if (/^(ARG|ENV)$/.test(name) && /secret|token|password|_key/i.test(value)) faults.push(`${name} ${value}`);
  }
  return faults;
}
