import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { findLoadGenerator, load, type LoadResult } from '../support/http-load';
import { type Figure, median } from '../support/measure';
import {
  type Measured,
  type RunningContender,
  type RunningUpstream,
  startFastApi,
  startGatewayProxy,
  startNginxProxy,
  startPlainHttpProxy,
} from './programs';

export interface ThroughputOptions {
  /** Length of one run. */
  readonly seconds: number;
  /** Runs of each proxy, in turn with those of the others. */
  readonly rounds: number;
  readonly directory: string;
}

const connections = 32;
const warmUpSeconds = 3;

interface Run extends LoadResult {
  readonly cpuMicroseconds: number;
}

/** Medians of a contender's runs. */
interface Summary {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the proxy's processes for one request. */
  readonly cpuMicroseconds: number;
  readonly failed: number;
}

/** Every proxy before one upstream; they run in turn, so that what else the machine does meets all of them. */
export async function throughput(
  upstream: RunningUpstream,
  { seconds, rounds, directory }: ThroughputOptions,
): Promise<readonly Figure[]> {
  const generator = findLoadGenerator();
  const nginxDirectory = mkdtempSync(join(directory, 'proxy-'));
  const all: Measured<RunningContender>[] = [];
  try {
    all.push(await startFastApi(upstream.port));
    all.push(await startPlainHttpProxy(upstream.port));
    all.push(await startGatewayProxy(upstream.port, join(directory, 'images')));
    all.push(await startNginxProxy(upstream.port, nginxDirectory));
    const present = all.filter((one): one is RunningContender => !('absent' in one));
    const runs = new Map<string, Run[]>(present.map(({ name }) => [name, []]));
    for (const { url } of present) await load(generator, { url, connections, seconds: warmUpSeconds });
    for (let round = 0; round < rounds; round += 1) {
      for (const { name, url, program } of present) {
        const before = program.cpuSeconds();
        const result = await load(generator, { url, connections, seconds });
        const cpuMicroseconds = ((program.cpuSeconds() - before) * 1e6) / result.requests;
        runs.get(name)?.push({ ...result, cpuMicroseconds });
      }
    }
    const summaries = new Map([...runs].map(([name, results]) => [name, summarize(results)]));
    return [...all.map((one) => row(one, upstream, summaries)), ...ratios(upstream, summaries)];
  } finally {
    for (const one of all) if (!('absent' in one)) await one.program.stop();
  }
}

function summarize(runs: readonly Run[]): Summary {
  const of = (key: keyof Run): number => median(runs.map((run) => run[key]));
  return {
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    cpuMicroseconds: of('cpuMicroseconds'),
    failed: runs.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function row(
  one: Measured<RunningContender>,
  upstream: RunningUpstream,
  summaries: ReadonlyMap<string, Summary>,
): Figure {
  const name = `${one.name} before ${upstream.name}`;
  const summary = summaries.get(one.name);
  if ('absent' in one || summary === undefined) {
    return { name, measured: `not measured: ${'absent' in one ? one.absent : 'no run'}` };
  }
  const { requestsPerSecond, p50Ms, p99Ms, cpuMicroseconds, failed } = summary;
  const figures = [
    `${requestsPerSecond.toFixed(0)} requests/s`,
    `p50 ${p50Ms.toFixed(2)} ms`,
    `p99 ${p99Ms.toFixed(2)} ms`,
    `${cpuMicroseconds.toFixed(0)} µs CPU a request`,
  ];
  return { name, measured: figures.join(', ') + (failed > 0 ? `, ${failed} failed` : '') };
}

function ratios(upstream: RunningUpstream, summaries: ReadonlyMap<string, Summary>): readonly Figure[] {
  const [own, baseline, ceiling] = ['this proxy', 'FastAPI and httpx', 'nginx'].map((name) => summaries.get(name));
  const figures: Figure[] = [];
  if (own === undefined) return figures;
  if (baseline !== undefined) {
    figures.push({
      name: `requests/s before ${upstream.name}, against FastAPI's`,
      measured: `${(own.requestsPerSecond / baseline.requestsPerSecond).toFixed(1)} times`,
      promised: 'at least 20 times',
    });
  }
  if (ceiling !== undefined) {
    const share = (own.requestsPerSecond / ceiling.requestsPerSecond) * 100;
    figures.push(
      {
        name: `requests/s before ${upstream.name}, against nginx's`,
        measured: `${share.toFixed(0)} %`,
        promised: `at least ${upstream.leastShareOfNginx} %`,
      },
      {
        name: `p99 before ${upstream.name}, against nginx's`,
        measured: `${(own.p99Ms / ceiling.p99Ms).toFixed(1)} times`,
        promised: 'below 4 times',
      },
    );
  }
  return figures;
}
