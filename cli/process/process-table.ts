import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One running process; zombies are left out, since nothing of them runs. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  /** Name of the program's file, at most 15 characters on Linux. */
  readonly name: string;
}

/** Variable that marks every process of a tree, so that a process is found after its parent has died. */
export const treeVariable = 'TRISTAGE_PROCESS_TREE';

const readProc = (pid: number | string, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // Processes end while the table is read, and those of other users are closed to us.
    return undefined;
  }
};

/** Fields of `/proc/<pid>/stat` after the name, which may itself hold blanks and brackets. */
function statFields(pid: number | string): { name: string; fields: readonly string[] } | undefined {
  const stat = readProc(pid, 'stat');
  if (stat === undefined) return undefined;
  const end = stat.lastIndexOf(')');
  return { name: stat.slice(stat.indexOf('(') + 1, end), fields: stat.slice(end + 2).split(' ') };
}

function linuxTable(): readonly ProcessEntry[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    const stat = statFields(entry);
    const [state, parent] = stat?.fields ?? [];
    if (stat === undefined || state === 'Z' || state === 'X') return [];
    return [{ pid: Number(entry), parentPid: Number(parent), name: stat.name }];
  });
}

/** Output of `ps` with these columns, one process a line; `ps` itself is in it and is gone when it is read. */
function ps(args: readonly string[]): readonly string[] {
  return execFileSync('ps', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function psTable(): readonly ProcessEntry[] {
  return ps(['-axo', 'pid=,ppid=,stat=,comm=']).flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || command === undefined || state?.startsWith('Z') === true) return [];
    return [{ pid: Number(pid), parentPid: Number(parent), name: command.slice(command.lastIndexOf('/') + 1) }];
  });
}

const onLinux = process.platform === 'linux';

/** Every running process of this machine. */
export function listProcesses(): readonly ProcessEntry[] {
  return onLinux ? linuxTable() : psTable();
}

/** Processes of `table` whose environment carries `token` in `TRISTAGE_PROCESS_TREE`. */
function markedPids(table: readonly ProcessEntry[], token: string): ReadonlySet<number> {
  if (onLinux) {
    const marked = (pid: number) =>
      readProc(pid, 'environ')
        ?.split('\0')
        .some((pair) => pair.startsWith(`${treeVariable}=`) && pair.includes(token)) ?? false;
    return new Set(table.map(({ pid }) => pid).filter(marked));
  }
  const lines = ps(['-axEwwo', 'pid=,command=']).filter((line) => line.includes(`${treeVariable}=`));
  return new Set(lines.filter((line) => line.includes(token)).map((line) => Number.parseInt(line, 10)));
}

/**
 * The living processes that descend from `rootPid` or carry `token`: a process keeps the mark when its parent dies
 * and it moves to another session, as Terraform does under CDKTF's pseudo terminal.
 */
export function findTree(rootPid: number, token: string): readonly ProcessEntry[] {
  const table = listProcesses();
  const found = new Set(markedPids(table, token)).add(rootPid);
  found.delete(process.pid);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { pid, parentPid } of table) if (found.has(parentPid)) found.add(pid);
  }
  return table.filter(({ pid }) => found.has(pid));
}

/**
 * When process `pid` began, in a form that two processes which had the same pid do not share; `undefined` when no
 * such process runs.
 */
export function processStart(pid: number): string | undefined {
  if (onLinux) {
    const fields = statFields(pid)?.fields;
    // Field 22 of proc(5): ticks since boot; the boot id keeps it apart from an earlier boot's.
    const ticks = fields?.[0] === 'Z' ? undefined : fields?.[19];
    return ticks === undefined
      ? undefined
      : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`;
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    // ps fails when it finds no process.
    return undefined;
  }
}
