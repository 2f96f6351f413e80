import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProgramOptions {
  /** How errors name it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** TCP port of 127.0.0.1 at which it is ready once it takes connections. */
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
  /** @default 60000 */
  readonly readyTimeoutMs?: number;
}

/** Linux counts processor time in hundredths of a second for whoever asks through /proc. */
const ticksPerSecond = 100;
const stopTimeoutMs = 10_000;

/** A running program with its children, whose output goes nowhere but for the end of its complaints. */
export class Program {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  /** Starts it and waits until its port answers. @throws Error with what it wrote when it ends before, or is late. */
  static async start(options: ProgramOptions): Promise<Program> {
    const { name, command, args, port, env = {}, readyTimeoutMs = 60_000 } = options;
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-4000)));
    let failure: string | undefined;
    child.once('error', (error) => (failure = error.message));
    child.once('exit', (code, signal) => (failure ??= `it ended with ${code ?? signal ?? 'nothing'}`));
    const program = new Program(child);
    const deadline = performance.now() + readyTimeoutMs;
    while (!(await accepts(port))) {
      if (performance.now() > deadline) failure ??= `port ${port} took no connection within ${readyTimeoutMs} ms`;
      if (failure !== undefined) {
        child.kill('SIGKILL');
        throw new Error(`${name}: not started: ${failure}\n${complaints}`);
      }
      await sleep(20);
    }
    return program;
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error('program: it has not been started');
    return pid;
  }

  /** Resident memory of the process itself, in MB of 10^6 bytes. */
  residentMb(): number {
    return residentMb(this.pid);
  }

  /** Processor time of the process and its living descendants so far, in seconds. */
  cpuSeconds(): number {
    return cpuSecondsOfTree(this.pid);
  }

  /** SIGTERM, and SIGKILL when it takes longer than ten seconds. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
  }
}

export function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024) / 1e6;
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('free port: a TCP server must have a port');
  return address.port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

interface Times {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
}

/** Processor time of a process so far, without its children, in seconds; 0 when it is gone. */
export function cpuSeconds(pid: number): number {
  return timesOf(String(pid)).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Processor time of a process and its living descendants so far, in seconds. */
export function cpuSecondsOfTree(root: number): number {
  return familyOf(root).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** A process and its living descendants. */
export function processTree(root: number): readonly number[] {
  return familyOf(root).map(({ pid }) => pid);
}

function familyOf(root: number): readonly Times[] {
  const all = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap(timesOf);
  const family = new Set([root]);
  // A child may be listed before its parent.
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid));
}

function timesOf(entry: string): readonly Times[] {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return [];
    throw error;
  }
  // The second field, the command in parentheses, may hold spaces: state, ppid and the rest follow its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
  return [{ pid: Number(entry), parent: parent ?? 0, seconds: ((user ?? 0) + (system ?? 0)) / ticksPerSecond }];
}
