import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError, hasCode } from '../cli-error';
import { processStart } from '../process/process-table';
import { homeDirectory, type Project } from '../project';

const marker = z.object({
  pid: z.number().int().positive(),
  /** Tells this process from a later one with the same pid. */
  start: z.string(),
  use: z.enum(['rehearsal', 'reset']),
  command: z.string(),
});
type Marker = z.infer<typeof marker>;

function readMarker(file: string): Marker | undefined {
  try {
    return marker.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new CliError('bad-marker', `${file}: not a file of this command`, { cause: error, remedy: 'delete it' });
  }
}

/** Marks of living processes other than this one; what a killed process left behind is removed. */
function livingMarkers(directory: string): readonly Marker[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const found = readMarker(join(directory, name));
      if (found === undefined || found.pid === process.pid) return [];
      if (processStart(found.pid) === found.start) return [found];
      rmSync(join(directory, name), { force: true });
      return [];
    });
}

export interface RunningMark {
  /** Whether no other process used the data when the mark was made. */
  readonly isAlone: boolean;
  remove(): void;
}

/**
 * Notes that this process uses the project's rehearsal data, for as long as it lives. Rehearsals may share the data;
 * a reset has it alone. Each first writes its own mark and then looks for others, so that two cannot both miss.
 * @throws CliError `rehearsal-running` when another process is in the way.
 */
export function markRunning(project: Project, use: Marker['use'], command: string): RunningMark {
  const directory = homeDirectory(project, 'running');
  const file = join(directory, `${process.pid}.json`);
  const own: Marker = { pid: process.pid, start: processStart(process.pid) ?? '', use, command };
  const remove = () => rmSync(file, { force: true });
  // Written whole under another name first: no reader ever sees half a mark.
  writeFileSync(`${file}.new`, JSON.stringify(own), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  const others = livingMarkers(directory);
  const other = others.find((found) => use === 'reset' || found.use === 'reset');
  if (other === undefined) return { isAlone: others.length === 0, remove };
  remove();
  throw new CliError('rehearsal-running', `${project.home}: in use by process ${other.pid} (${other.command})`, {
    remedy: 'wait until it ends, or stop it with Ctrl-C',
  });
}
