import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hasCode } from '../cli-error';
import { type Project } from '../project';

const named = /^(?:-chdir|--output|-o)=(.+)$/s;

/** Directories that the arguments of a command name: `-chdir=<dir>`, `--output <dir>`, `-o <dir>`, `--output=<dir>`. */
function inArguments(command: readonly string[]): readonly { readonly path: string; readonly isOutput: boolean }[] {
  return command.flatMap((argument, index) => {
    const path = named.exec(argument)?.[1];
    if (path !== undefined) return [{ path, isOutput: !argument.startsWith('-chdir') }];
    const next = command[index + 1];
    return (argument === '--output' || argument === '-o') && next !== undefined ? [{ path: next, isOutput: true }] : [];
  });
}

/** The directories of the stacks that CDKTF wrote to `output`; none before the first synth. */
export function stackDirectories(output: string): readonly string[] {
  const stacks = join(output, 'stacks');
  try {
    return readdirSync(stacks, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(stacks, entry.name));
  } catch (error) {
    // The command may be the one that synthesizes.
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/**
 * The directories in which a rehearsed command may run Terraform: the stacks of the project and of every CDKTF
 * output directory it names, its `-chdir` directories, working copies, and where it was started.
 */
export function configurationDirectories(
  project: Project,
  command: readonly string[],
  workingDirectory: string,
): readonly string[] {
  const args = inArguments(command).map(({ path, isOutput }) => ({ path: resolve(workingDirectory, path), isOutput }));
  const outputs = [project.outputDirectory, ...args.filter(({ isOutput }) => isOutput).map(({ path }) => path)];
  const chdirs = args.filter(({ isOutput }) => !isOutput).map(({ path }) => path);
  return [...new Set([...outputs.flatMap(stackDirectories), ...chdirs, workingDirectory])];
}
