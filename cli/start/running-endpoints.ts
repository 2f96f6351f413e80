import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { badInput, CliError, hasCode } from '../cli-error';
import { processStart } from '../process/process-table';
import { homeDirectory, type Project } from '../project';

const schema = z.object({
  pid: z.number().int().positive(),
  /** Tells that process from a later one with the same pid. */
  start: z.string(),
  /** Ids of the stacks that it runs. */
  stacks: z.array(z.string()),
  /** What answers instead of AWS, by account and region as `<account>/<region>`. */
  endpoints: z.record(z.string(), z.string()),
});

export type RunningEndpoints = Pick<z.infer<typeof schema>, 'stacks' | 'endpoints'>;

const directoryOf = (project: Project): string => homeDirectory(project, 'endpoints');

/** Tells other commands of the project where what runs here is; the result ends that. */
export function publishEndpoints(project: Project, running: RunningEndpoints): () => void {
  const file = join(directoryOf(project), `${process.pid}.json`);
  const own = { ...running, pid: process.pid, start: processStart(process.pid) ?? '' };
  writeFileSync(`${file}.new`, JSON.stringify(own), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return () => rmSync(file, { force: true });
}

/**
 * What answers instead of AWS in a place, of the command that runs a stack.
 * @param place `<account>/<region>`
 * @throws CliError `not-running` when no command runs it, or `several-running`
 */
export function findEndpoint(project: Project, stack: string, place: string): string {
  const found = readAll(directoryOf(project)).flatMap(({ stacks, endpoints }) => {
    const url = endpoints[place];
    return stacks.includes(stack) && url !== undefined ? [url] : [];
  });
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) {
    const system = stack.replace(/-[^-]*$/, '').replace(/-delivery$/, '');
    throw badInput(
      'not-running',
      `${stack}: nothing of this project runs it on this machine`,
      `run "npm start -- ${system}" in another terminal, and wait until it is ready`,
    );
  }
  throw badInput('several-running', `${stack}: runs ${found.length} times on this machine`, 'end all but one');
}

/** Those of living processes; what a killed one left behind is removed. */
function readAll(directory: string): readonly RunningEndpoints[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const file = join(directory, name);
      const found = read(file);
      if (found === undefined) return [];
      if (processStart(found.pid) === found.start) return [found];
      rmSync(file, { force: true });
      return [];
    });
}

function read(file: string): z.infer<typeof schema> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined;
    throw new CliError('bad-endpoints', `${file}: not a file of this command`, { cause, remedy: 'delete it' });
  }
}
