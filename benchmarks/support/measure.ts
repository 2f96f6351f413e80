import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../..');

export interface Measurement {
  readonly seconds: number;
  /** Peak resident memory of the process itself, without its children; absent for programs that are not Node. */
  readonly peakMb?: number;
}

export interface Figure {
  readonly name: string;
  readonly measured: string;
  /** What the project promises. Absent: a figure for comparison. */
  readonly promised?: string;
}

/** Runs a program in the repository and measures it. @throws Error with its output when it fails. */
export function measure(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Measurement {
  const started = process.hrtime.bigint();
  const { status, output } = spawnSync(command, args, {
    cwd: root,
    env: { ...env, NODE_OPTIONS: `--require=${join(__dirname, 'report-peak.cjs')}` },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const [, stdout, stderr, peaks] = output;
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} exited with ${status}\n${stdout ?? ''}${stderr ?? ''}`);
  const peakKb = Math.max(...(peaks ?? '').trim().split('\n').map(Number));
  return { seconds, peakMb: peakKb > 0 ? peakKb / 1024 : undefined };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError('median needs at least one value');
  return middle;
}

/** Median time and highest peak of several runs of the same thing. */
export function repeat(times: number, run: () => Measurement): Measurement {
  const runs = Array.from({ length: times }, run);
  const peaks = runs.flatMap(({ peakMb }) => (peakMb === undefined ? [] : [peakMb]));
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    peakMb: peaks.length > 0 ? Math.max(...peaks) : undefined,
  };
}

export function inWords({ seconds, peakMb }: Measurement): string {
  const time = `${seconds.toFixed(2)} s`;
  return peakMb === undefined ? time : `${time}, ${peakMb.toFixed(0)} MB`;
}

export function machine(): string {
  const [first] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${memory}, Node ${process.versions.node}`;
}

/** Prints figures as a table for docs/benchmarks.md. */
export function report(title: string, figures: readonly Figure[]): void {
  const rows = figures.map(({ name, measured, promised = '' }) => `| ${name} | ${measured} | ${promised} |`);
  process.stdout.write(
    [`## ${title}`, '', machine(), '', '| what | measured | at most |', '| --- | --- | --- |', ...rows, '', ''].join(
      '\n',
    ),
  );
}
