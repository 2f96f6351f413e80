import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Figure } from '../support/measure';
import { startNginx } from '../support/nginx';
import { type Contender, contest, type ContestOptions, inWords, shareOf } from './contest';
import { type Answer, fetchAnswer } from './fetch-answer';
import { contentOf, gzipHeaders } from './site-page';
import { type WebSystem } from './web-system';

export interface EdgeThroughputOptions extends ContestOptions {
  readonly system: WebSystem;
  /** Path of nginx. */
  readonly nginxCommand: string;
  /** Path of a hashed file of the site. */
  readonly asset: string;
  readonly directory: string;
}

interface Cache {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Header that tells whether an answer came from the cache, and what it says then. */
  readonly hit: readonly [string, string];
  readonly cpuSeconds: () => number;
}

const edgeName = 'this edge';
const nginxName = 'nginx';
const template = join(__dirname, 'nginx/cache.conf.template');

/** A cached file and the cached landing page at the edge, and at nginx's `proxy_cache` in front of the same origin. */
export async function edgeThroughput(options: EdgeThroughputOptions): Promise<readonly Figure[]> {
  const { system, nginxCommand, asset, directory } = options;
  const { siteName, edge, loadBalancer, caFile } = system.addresses;
  const nginx = await startNginx({
    command: nginxCommand,
    template,
    parent: directory,
    values: { originAddress: `${loadBalancer.host}:${loadBalancer.port}`, host: siteName, caFile },
  });
  const caches: readonly Cache[] = [
    { name: edgeName, ...edge, hit: ['x-cache', 'Hit from cloudfront'], cpuSeconds: () => system.cpuSeconds() },
    {
      name: nginxName,
      host: '127.0.0.1',
      port: nginx.port,
      hit: ['x-cache-status', 'HIT'],
      cpuSeconds: () => nginx.program.cpuSeconds(),
    },
  ];
  try {
    const figures: Figure[] = [];
    for (const [what, path] of [
      ['cached file', asset],
      ['cached page', '/'],
    ] as const) {
      const bytes = await requireSameHit(caches, path, gzipHeaders(system.addresses));
      const contenders = caches.map((cache): Contender => {
        const { name, host, port, cpuSeconds } = cache;
        return { name, url: `http://${host}:${port}${path}`, headers: gzipHeaders(system.addresses), cpuSeconds };
      });
      const results = await contest(contenders, options);
      // What was loaded is a hit still.
      await requireSameHit(caches, path, gzipHeaders(system.addresses));
      for (const [name, result] of results) {
        figures.push({ name: `${what}, ${bytes} bytes gzip: ${name}`, measured: inWords(result) });
      }
      const [one, other] = [results.get(edgeName), results.get(nginxName)];
      if (one === undefined || other === undefined) throw new Error('web benchmark: a cache was not loaded');
      figures.push({ name: `${what}: requests/s of this edge against nginx's`, measured: shareOf(one, other) });
    }
    return figures;
  } finally {
    await nginx.program.stop();
  }
}

/**
 * Puts a path into the caches.
 * @returns length of the body as it is sent
 * @throws Error unless each then answers from its cache, with the same content
 */
async function requireSameHit(
  caches: readonly Cache[],
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const hits: Answer[] = [];
  for (const { name, host, port, hit } of caches) {
    const [header, expected] = hit;
    await fetchAnswer({ host, port, path, headers });
    const answer = await fetchAnswer({ host, port, path, headers });
    const found = answer.headers[header];
    if (answer.status !== 200 || found !== expected) {
      const what = `${answer.status} with ${header}: ${String(found)}`;
      throw new Error(`web benchmark: ${path} at ${name} must be 200 with ${header}: ${expected}, got ${what}`);
    }
    hits.push(answer);
  }
  const digests = new Set(hits.map((answer) => createHash('sha256').update(contentOf(answer)).digest('hex')));
  const [first] = hits;
  if (first === undefined || digests.size !== 1) throw new Error(`web benchmark: the caches differ in ${path}`);
  return first.body.length;
}
