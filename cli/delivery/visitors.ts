import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, assetsOf, type PageClient } from './page-client';

/** What was asked for of one kind, and what came of it. */
export interface RequestCount {
  readonly requests: number;
  readonly failed: number;
  /** Number of failures by status or by what went wrong with the connection. */
  readonly failures: Readonly<Record<string, number>>;
}

export interface VisitReport {
  readonly pages: RequestCount;
  /** Those of pages that load their files at once. */
  readonly assets: RequestCount;
  /** Those of pages that were opened before the release, asked for after it. */
  readonly laterAssets: RequestCount;
  /** Paths of the files that pages named before the release. */
  readonly formerAssets: readonly string[];
}

export interface VisitorOptions {
  readonly client: Pick<PageClient, 'get'>;
  /** Paths of pages, which visitors go through one after the other. */
  readonly paths: readonly string[];
  /** Visitors that load page after page while the release goes on. */
  readonly concurrency: number;
  /** Milliseconds that a visitor looks at a page. */
  readonly pauseMs: number;
}

class Counter {
  #requests = 0;
  readonly #failures = new Map<string, number>();

  add({ failure }: Answer): void {
    this.#requests += 1;
    if (failure !== undefined) this.#failures.set(failure, (this.#failures.get(failure) ?? 0) + 1);
  }

  get count(): RequestCount {
    const failed = [...this.#failures.values()].reduce((sum, one) => sum + one, 0);
    return { requests: this.#requests, failed, failures: Object.fromEntries(this.#failures) };
  }
}

/**
 * Loads pages, each with every file that it names, while `release` goes on. Of the pages that were opened before it, the
 * files are asked for once more when it is done, as a page left open does that loads a part of itself later.
 */
export async function visitDuring(release: () => Promise<void>, options: VisitorOptions): Promise<VisitReport> {
  const { client, paths, concurrency, pauseMs } = options;
  const [pages, assets, laterAssets] = [new Counter(), new Counter(), new Counter()];
  const open = async (path: string): Promise<readonly string[]> => {
    const answer = await client.get(path);
    pages.add(answer);
    return answer.failure === undefined ? assetsOf(answer.text) : [];
  };
  const load = async (names: readonly string[], counter: Counter): Promise<void> => {
    await Promise.all(names.map(async (name) => counter.add(await client.get(name))));
  };
  const before = await namesOf(paths, open);
  let isReleased = false;
  const visit = async (first: number): Promise<void> => {
    for (let index = first; !isReleased; index += 1) {
      await load(await open(paths[index % paths.length] ?? '/'), assets);
      await delay(pauseMs);
    }
  };
  const visits = Promise.all(Array.from({ length: concurrency }, (_, first) => visit(first)));
  try {
    await release();
  } finally {
    isReleased = true;
    await visits;
  }
  await load(before, laterAssets);
  await load(await namesOf(paths, open), assets);
  return {
    pages: pages.count,
    assets: assets.count,
    laterAssets: laterAssets.count,
    formerAssets: before,
  };
}

async function namesOf(
  paths: readonly string[],
  open: (path: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const path of paths) names.push(...(await open(path)));
  return [...new Set(names)];
}

/** Failures of a report. */
export function failedRequests({ pages, assets, laterAssets }: VisitReport): number {
  return pages.failed + assets.failed + laterAssets.failed;
}

/** A table for people. */
export function describeVisits({ pages, assets, laterAssets }: VisitReport): readonly string[] {
  const rows = [
    ['', 'requests', 'failed', 'by'],
    ...Object.entries({ pages, files: assets, 'files of pages left open': laterAssets }).map(([kind, count]) => [
      kind,
      String(count.requests),
      String(count.failed),
      Object.entries(count.failures)
        .map(([failure, number]) => `${failure}: ${number}`)
        .join(', '),
    ]),
  ];
  return rows.map(([kind = '', requests = '', failed = '', by = '']) =>
    `${kind.padEnd(26)}${requests.padStart(9)}${failed.padStart(8)}  ${by}`.trimEnd(),
  );
}
