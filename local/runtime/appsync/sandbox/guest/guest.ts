import type { AuthorizationMode } from '../../util/host';
import type { ContextTexts, Guest, GuestHost, ModuleFactory, ResolverPlan } from '../protocol';
import { lazyAccessors } from './handler-context';
import { harden } from './harden';
import { ResolverRun } from './resolver-run';
import { RunRecord, SharedRuntime } from './shared-runtime';

/** Entry of the code that runs inside the sandbox: keeps compiled modules and the runs that wait for a data source. */
export function createGuest(host: GuestHost): Guest {
  const factories: ModuleFactory[] = [];
  const waiting = new Map<number, ResolverRun>();
  let runs = 0;
  let nowMs = 0;
  const { randomBytes, zoneOffsetSeconds } = host;
  const shared = new SharedRuntime({
    nowMs: () => nowMs,
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    zoneOffsetSeconds: (zone, epochMs) => zoneOffsetSeconds(zone, epochMs),
  });
  const factoryOf = (id: number): ModuleFactory => {
    const factory = factories[id];
    if (factory === undefined) throw new Error(`there is no code ${id}`);
    return factory;
  };
  const answer = (id: number, run: ResolverRun, { header, body }: ReturnType<ResolverRun['start']>): string => {
    if (header.kind === 'call') waiting.set(id, run);
    return `${JSON.stringify(header)}\n${body}`;
  };
  harden({ globalThis, builtIns: shared.builtIns, lazyAccessors });

  return {
    register(factory) {
      return factories.push(factory) - 1;
    },
    start(texts, startMs) {
      nowMs = startMs;
      const [plan = '', authType = '', args = '', identity = '', source = '', request = '', info = '', env = ''] =
        texts.split('\n');
      runs += 1;
      const context: ContextTexts = { args, identity, source, request, info, env };
      const run = new ResolverRun(
        runs,
        // The host wrote both from values of these types.
        JSON.parse(plan) as ResolverPlan,
        context,
        new RunRecord(authType as AuthorizationMode),
        shared,
        factoryOf,
      );
      return answer(runs, run, run.start());
    },
    resume(id, texts, resumeMs) {
      nowMs = resumeMs;
      const run = waiting.get(id);
      if (run === undefined) throw new Error(`run ${id} does not wait for a data source`);
      waiting.delete(id);
      const [result = '', error = ''] = texts.split('\n');
      // The host wrote it from a value of this type.
      const failure = error === '' ? undefined : (JSON.parse(error) as { message: string; type: string });
      return answer(id, run, run.resume(result, failure));
    },
    abandon(id) {
      waiting.delete(id);
    },
  };
}
