import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRealtime, type Realtime } from '../../local/runtime/appsync/realtime/realtime';
import type { RealtimeLimits } from '../../local/runtime/appsync/realtime/limits';
import { createRuntimeEvents, type RuntimeEvent } from '../../local/runtime/events';
import { FakeAppsyncApi } from './fake-appsync-api';
import { ManualClock } from './manual-clock';

export interface RealtimeServer {
  readonly url: string;
  readonly port: number;
  readonly api: FakeAppsyncApi;
  readonly clock: ManualClock;
  readonly realtime: Realtime;
  readonly events: RuntimeEvent[];
  /** Events of one kind. */
  eventsOf<K extends RuntimeEvent['kind']>(kind: K): Extract<RuntimeEvent, { kind: K }>[];
  close(): Promise<void>;
}

/** The realtime endpoint on a port of its own, with an engine and a clock that the test commands. */
export async function startRealtimeServer(limits: Partial<RealtimeLimits> = {}): Promise<RealtimeServer> {
  const api = new FakeAppsyncApi();
  const clock = new ManualClock();
  const bus = createRuntimeEvents();
  const events: RuntimeEvent[] = [];
  bus.subscribe((event) => events.push(event));
  const realtime = createRealtime(api, { clock, events: bus, limits });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => realtime.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/graphql`,
    port,
    api,
    clock,
    realtime,
    events,
    eventsOf: <K extends RuntimeEvent['kind']>(kind: K) =>
      events.filter((event): event is Extract<RuntimeEvent, { kind: K }> => event.kind === kind),
    close: async () => {
      const closed = realtime.close();
      clock.advance(60_000);
      await closed;
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
