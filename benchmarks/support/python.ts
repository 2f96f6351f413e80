import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const cache = join(__dirname, '../../node_modules/.cache/benchmarks');

/**
 * The Python of a virtual environment with the packages of a requirements file, made at the first call and kept in
 * `node_modules/.cache`; or why there is none.
 */
export function preparePython(requirementsFile: string): { readonly program: string } | { readonly absent: string } {
  const hash = createHash('sha256').update(readFileSync(requirementsFile)).digest('hex').slice(0, 12);
  const directory = join(cache, `python-${hash}`);
  const program = join(directory, 'bin/python');
  const complete = join(directory, 'complete');
  if (existsSync(complete)) return { program };
  rmSync(directory, { recursive: true, force: true });
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['python3', ['-m', 'venv', directory]],
    [program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirementsFile]],
  ];
  for (const [command, args] of steps) {
    const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (error !== undefined) return { absent: `${command}: ${error.message}` };
    if (status !== 0) return { absent: `${command} ${args.join(' ')}: ${stderr.trim().split('\n').at(-1) ?? ''}` };
  }
  writeFileSync(complete, '');
  return { program };
}
