import { type Adapter, type AdapterContext, type RunningService } from './adapter';

/**
 * Of `adapters` those for which a resource of their types is deployed, and what these need, each after what it needs.
 * @throws Error when one needs an adapter that is not there, or itself
 */
export function neededAdapters(adapters: readonly Adapter[], types: ReadonlySet<string>): readonly Adapter[] {
  const ordered = new Set<Adapter>();
  const add = (adapter: Adapter, path: readonly Adapter[]): void => {
    if (ordered.has(adapter)) return;
    const names = [...path, adapter].map(({ name }) => name).join(' -> ');
    if (path.includes(adapter)) throw new Error(`adapters: need each other: ${names}`);
    for (const need of adapter.needs) {
      const found = adapters.find(({ name }) => name === need);
      if (found === undefined) throw new Error(`adapters: ${names} needs ${need}, which is not registered`);
      add(found, [...path, adapter]);
    }
    ordered.add(adapter);
  };
  for (const adapter of adapters) if (adapter.types.some((type) => types.has(type))) add(adapter, []);
  return [...ordered];
}

/**
 * Starts each adapter as soon as those that it needs, which come before it, have started.
 * @returns the services, each after those it needs
 * @throws what an adapter threw, once the services of the others are closed again
 */
export async function startAdapters(
  ordered: readonly Adapter[],
  context: Omit<AdapterContext, 'keep'>,
): Promise<readonly RunningService[]> {
  const started: RunningService[] = [];
  const starts = new Map<string, Promise<void>>();
  for (const adapter of ordered) {
    const before = Promise.all(adapter.needs.flatMap((name) => starts.get(name) ?? []));
    const start = before.then(() => adapter.start({ ...context, keep: (service) => void started.push(service) }));
    starts.set(adapter.name, start);
  }
  const results = await Promise.allSettled([...starts.values()]);
  // One failure reaches every adapter that waits for the one that failed.
  const failures = new Set<unknown>();
  for (const result of results) if (result.status === 'rejected') failures.add(result.reason);
  if (failures.size === 0) return started;
  await closeServices(started).catch((error: unknown) => failures.add(error));
  const [first] = failures;
  throw failures.size === 1 ? first : new AggregateError(failures, [...failures].map(String).join('\n'));
}

/**
 * Closes services, the last started first. One that takes longer than `patienceMs` may wait for something that another
 * holds, so that the next is closed meanwhile.
 * @throws AggregateError, after all were tried, when some failed
 */
export async function closeServices(services: readonly RunningService[], patienceMs = 1000): Promise<void> {
  const closings: Promise<void>[] = [];
  for (const service of [...services].reverse()) {
    const closing = service.close();
    closings.push(closing);
    await withinMs(closing, patienceMs);
  }
  const failures: unknown[] = [];
  for (const result of await Promise.allSettled(closings))
    if (result.status === 'rejected') failures.push(result.reason);
  if (failures.length > 0) throw new AggregateError(failures, `services did not end cleanly: ${failures.join('; ')}`);
}

/** Waits until `promise` is settled, or for `ms` milliseconds. */
async function withinMs(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([Promise.allSettled([promise]), late]);
  clearTimeout(timer);
}
