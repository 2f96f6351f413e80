import { type Deployment } from '../state/deployment';
import { type Adapter } from './adapter';
import { inertTypes } from './inert-types';

export interface TypeCount {
  readonly type: string;
  readonly count: number;
}

/** What becomes of the deployed resources, by type; each list is sorted by type and together they hold all of them. */
export interface Coverage {
  /** Read by an adapter. */
  readonly running: readonly TypeCount[];
  /** Nothing to run, and why. */
  readonly inert: readonly (TypeCount & { readonly reason: string })[];
  /** Absent on this machine. */
  readonly unsupported: readonly TypeCount[];
}

export function coverageOf(deployments: readonly Deployment[], adapters: readonly Adapter[]): Coverage {
  const counts = new Map<string, number>();
  for (const { type } of deployments.flatMap(({ resources }) => resources)) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const running: TypeCount[] = [];
  const inert: (TypeCount & { reason: string })[] = [];
  const unsupported: TypeCount[] = [];
  const known = new Set(adapters.flatMap(({ types }) => types));
  for (const [type, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const reason = inertTypes.get(type);
    if (known.has(type)) running.push({ type, count });
    else if (reason !== undefined) inert.push({ type, count, reason });
    else unsupported.push({ type, count });
  }
  return { running, inert, unsupported };
}
