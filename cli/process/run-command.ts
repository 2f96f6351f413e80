import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';
import { type Interrupts } from './interrupts';
import { ProcessTree, type StopTimeouts } from './process-tree';

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly interrupts: Interrupts;
  /** Called with each line of output as it comes; only with `captureCommand`. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  readonly timeouts?: Partial<StopTimeouts>;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function untilEnded(tree: ProcessTree, interrupts: Interrupts): Promise<number> {
  let stopping: Promise<void> | undefined;
  const end = interrupts.listen((count) => {
    if (count > 1) tree.kill();
    else {
      process.stderr.write('stopping: Terraform may end its step and release its lock; Ctrl-C again kills it\n');
      stopping = tree.stop();
      // Awaited below; a rejection before that must not end the process.
      stopping.catch(() => undefined);
    }
  });
  try {
    const { code } = await tree.exited;
    // A command may end before what it started, as CDKTF does when it is interrupted at its prompt.
    await (stopping ?? tree.stop());
    interrupts.throwIfInterrupted();
    return code;
  } finally {
    end();
  }
}

/**
 * Runs a command on this terminal to its end, with all it started.
 * @returns its exit code, 128 and more when a signal ended it.
 * @throws CliError `interrupted` when this process was asked to end; the command has ended by then.
 */
export function runCommand(command: readonly [string, ...string[]], options: RunOptions): Promise<number> {
  return untilEnded(new ProcessTree(command, options), options.interrupts);
}

/** As `runCommand`, with stdin closed and the output collected. */
export async function captureCommand(
  command: readonly [string, ...string[]],
  options: RunOptions,
): Promise<CommandResult> {
  const tree = new ProcessTree(command, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  const collect = async (stream: Readable | null, name: 'stdout' | 'stderr') => {
    if (stream === null) return;
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      output[name] += `${line}\n`;
      options.onLine?.(line, name);
    }
  };
  const collected = Promise.all([collect(tree.child.stdout, 'stdout'), collect(tree.child.stderr, 'stderr')]);
  const code = await untilEnded(tree, options.interrupts);
  await collected;
  return { code, ...output };
}
