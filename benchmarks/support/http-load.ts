import { execFile, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { z } from 'zod';

export interface LoadOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** @default none but what the generator sends by itself */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx and 3xx, and connections that broke. */
  readonly failed: number;
}

export type LoadGenerator = 'wrk' | 'autocannon';

const run = promisify(execFile);
const require = createRequire(__filename);

/** wrk when it is installed: it leaves more of the processor to what is measured. */
export function findLoadGenerator(): LoadGenerator {
  return spawnSync('wrk', ['--version']).error === undefined ? 'wrk' : 'autocannon';
}

/** GETs one URL over keep-alive connections, each with one request at a time. */
export function load(generator: LoadGenerator, options: LoadOptions): Promise<LoadResult> {
  return generator === 'wrk' ? loadWithWrk(options) : loadWithAutocannon(options);
}

async function loadWithWrk({ url, connections, seconds, headers = {} }: LoadOptions): Promise<LoadResult> {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', ...headerArguments(headers), url];
  const { stdout } = await run('wrk', args);
  const number = (pattern: RegExp, otherwise: number): number => Number(pattern.exec(stdout)?.[1] ?? otherwise);
  const sockets = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout)?.slice(1) ?? [];
  return {
    requestsPerSecond: number(/Requests\/sec:\s+([\d.]+)/, Number.NaN),
    requests: number(/(\d+) requests in/, Number.NaN),
    p50Ms: wrkTimeMs(stdout, '50'),
    p99Ms: wrkTimeMs(stdout, '99'),
    failed: sockets.map(Number).reduce((sum, count) => sum + count, number(/Non-2xx or 3xx responses: (\d+)/, 0)),
  };
}

/** Both generators take them in the same form. */
function headerArguments(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
}

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

function wrkTimeMs(stdout: string, percentile: string): number {
  const [, value, unit = ''] = new RegExp(`^\\s+${percentile}%\\s+([\\d.]+)(us|ms|s|m)$`, 'm').exec(stdout) ?? [];
  return Number(value) * (unitMs[unit] ?? Number.NaN);
}

const autocannonResult = z.object({
  requests: z.object({ average: z.number(), total: z.number() }),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  errors: z.number(),
  timeouts: z.number(),
  non2xx: z.number(),
});

async function loadWithAutocannon({ url, connections, seconds, headers = {} }: LoadOptions): Promise<LoadResult> {
  const program = require.resolve('autocannon/autocannon.js');
  const settings = ['--json', '-c', String(connections), '-d', String(seconds), ...headerArguments(headers)];
  const args = [program, ...settings, url];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
  const { requests, latency, errors, timeouts, non2xx } = autocannonResult.parse(JSON.parse(stdout));
  return {
    requestsPerSecond: requests.average,
    requests: requests.total,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    failed: errors + timeouts + non2xx,
  };
}
