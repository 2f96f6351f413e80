import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps nginx, which is on the PATH of root only. */
const systemDirectories = ['/usr/local/sbin', '/usr/sbin'] as const;

/** Path of nginx on this machine; undefined when there is none. */
export function findNginx(path: string): string | undefined {
  const directories = [...path.split(delimiter).filter((directory) => directory !== ''), ...systemDirectories];
  return directories.map((directory) => join(directory, 'nginx')).find(isExecutable);
}

/** Whether a command runs nginx: one of its words is its name. */
export function isNginx(command: readonly string[]): boolean {
  return command.includes('nginx');
}

/**
 * The command, and beside it a shell that kills its process group once `fd` ends: unlike a Node program, nginx does not
 * notice by itself that the process which started it is gone.
 */
export function withParent(command: readonly string[], fd: number): readonly string[] {
  const watch = `trap '' TERM QUIT INT; cat <&${fd} >/dev/null 2>&1; kill -KILL 0`;
  return ['sh', '-c', `(${watch}) >/dev/null 2>&1 & exec "$@" ${fd}<&-`, 'sh', ...command];
}

/**
 * Why a program cannot run here for want of nginx, with the remedy; undefined when it can, or needs none.
 * @param path that of the program
 */
export function nginxProblem(command: readonly string[], path: string): string | undefined {
  if (!isNginx(command) || findNginx(path) !== undefined) return undefined;
  return 'nginx must be on the PATH, remedy: on Debian, apt-get install nginx-light';
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
