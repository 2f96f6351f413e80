import { findLoadGenerator, load, type LoadResult } from '../support/http-load';
import { median } from '../support/measure';

export interface ContestOptions {
  /** Length of one run. */
  readonly seconds: number;
  /** Runs of each contender, in turn with those of the others. */
  readonly rounds: number;
}

export interface Contender {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Processor time of its processes so far. */
  readonly cpuSeconds: () => number;
}

/** Medians of a contender's runs. */
export interface Result {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time for one request. */
  readonly cpuMicroseconds: number;
  /** Requests of all runs that failed. */
  readonly failed: number;
}

type Run = LoadResult & Pick<Result, 'cpuMicroseconds'>;

export const connections = 32;
const warmUpSeconds = 3;
/** More of them, in percent, and what was measured is not what the contenders do. */
const mostFailedPercent = 1;

/**
 * Loads each contender in turn, so that what else the machine does meets all of them, after a first run of each that does
 * not count.
 * @returns results by name
 * @throws Error when more than 1 % of the requests of a run fail
 */
export async function contest(
  contenders: readonly Contender[],
  { seconds, rounds }: ContestOptions,
): Promise<ReadonlyMap<string, Result>> {
  const generator = findLoadGenerator();
  const runs = new Map<string, Run[]>(contenders.map(({ name }) => [name, []]));
  for (const { url, headers } of contenders) {
    await load(generator, { url, headers, connections, seconds: warmUpSeconds });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, url, headers, cpuSeconds } of contenders) {
      const before = cpuSeconds();
      const result = await load(generator, { url, headers, connections, seconds });
      if (result.failed * 100 > result.requests * mostFailedPercent) {
        throw new Error(`web benchmark: ${result.failed} of ${result.requests} requests to ${name} at ${url} failed`);
      }
      const cpuMicroseconds = ((cpuSeconds() - before) * 1e6) / result.requests;
      runs.get(name)?.push({ ...result, cpuMicroseconds });
    }
  }
  return new Map([...runs].map(([name, results]) => [name, summarize(results)]));
}

function summarize(runs: readonly Run[]): Result {
  const of = (key: keyof Run): number => median(runs.map((run) => run[key]));
  return {
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    cpuMicroseconds: of('cpuMicroseconds'),
    failed: runs.reduce((sum, { failed }) => sum + failed, 0),
  };
}

export function inWords({ requestsPerSecond, p50Ms, p99Ms, cpuMicroseconds, failed }: Result): string {
  const figures = [
    `${requestsPerSecond.toFixed(0)} requests/s`,
    `p50 ${p50Ms.toFixed(2)} ms`,
    `p99 ${p99Ms.toFixed(2)} ms`,
    `${cpuMicroseconds.toFixed(0)} µs CPU a request`,
    `${failed} failed`,
  ];
  return figures.join(', ');
}

/** What share of the other's requests a second one reaches. */
export function shareOf(one: Result, other: Result): string {
  return `${((one.requestsPerSecond / other.requestsPerSecond) * 100).toFixed(0)} %`;
}
