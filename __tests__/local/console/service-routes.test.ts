import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { type ServicesState } from '../../../local/console/protocol';
import { createRuntimeEvents } from '../../../local/runtime/events';
import { EventStreamReader } from '../../support/event-stream-reader';
import { cluster, InMemoryServices } from '../../support/in-memory-services';
import { ManualClock } from '../../support/manual-clock';
import { type RunningConsole, startConsole } from '../../support/running-console';

interface Answer {
  readonly status: number;
  readonly body: { readonly message?: string; readonly desiredCount?: number };
}

describe('services in the console', () => {
  const clock = new ManualClock();
  let services: InMemoryServices;
  let console: RunningConsole;
  let readers: EventStreamReader[];
  const users = { cluster, service: 'gateway-users-stg' };

  beforeEach(async () => {
    const events = createRuntimeEvents();
    services = new InMemoryServices(events, () => clock.nowMs());
    readers = [];
    const { ecsServices, loadBalancers } = services;
    console = await startConsole({ events, clock, ecsServices, loadBalancers });
  });
  afterEach(async () => {
    for (const reader of readers) reader.close();
    await console.close();
  });

  const count = (): number | undefined => services.ecsServices.list()[0]?.desiredCount;
  const taskId = (index = 0): string => services.ecsServices.list()[0]?.tasks[index]?.taskId ?? '';
  const send = (path: string, body: string | undefined, headers: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const own = { 'content-type': 'application/json', origin: new URL(console.url).origin };
      const method = body === undefined ? 'GET' : 'POST';
      const request = httpRequest(console.url + path, { method, headers: { ...own, ...headers } }, (response) => {
        text(response).then(
          (received) => resolve({ status: response.statusCode ?? 0, body: JSON.parse(received) as Answer['body'] }),
          reject,
        );
      });
      request.on('error', reject).end(body);
    });
  const post = (action: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    send(`api/services/${action}`, JSON.stringify(body), headers);
  const listen = async (): Promise<EventStreamReader> => {
    const reader = await EventStreamReader.open(`${console.url}api/events`);
    readers.push(reader);
    return reader;
  };

  describe('control', () => {
    it('stops a service and starts it with the count that it had', async () => {
      services.ecsServices.updateService(cluster, users.service, { desiredCount: 3 });
      expect(await post('stop', users)).toEqual({ status: 200, body: { desiredCount: 0 } });
      expect(count()).toBe(0);
      expect(await post('start', users)).toEqual({ status: 200, body: { desiredCount: 3 } });
      expect(count()).toBe(3);
    });

    it('starts what was stopped from elsewhere as it was, and leaves what runs as it is', async () => {
      services.ecsServices.updateService(cluster, users.service, { desiredCount: 0 });
      expect(await post('start', users)).toEqual({ status: 200, body: { desiredCount: 2 } });
      const first = taskId();
      expect(await post('start', users)).toEqual({ status: 200, body: { desiredCount: 2 } });
      expect(taskId()).toBe(first);
    });

    it('stops a task and answers when it has ended', async () => {
      let drain = (): void => undefined;
      services.drained = new Promise((resolve) => (drain = resolve));
      const id = taskId();
      const find = () => services.ecsServices.list()[0]?.tasks.find((task) => task.taskId === id);
      let isAnswered = false;
      const answer = post('stop-task', { taskId: id }).finally(() => (isAnswered = true));
      const deadline = Date.now() + 5000;
      while (find()?.lastStatus !== 'DEACTIVATING' && Date.now() < deadline) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(isAnswered).toBe(false);
      drain();
      expect(await answer).toEqual({ status: 200, body: { desiredCount: 2 } });
      expect(find()?.lastStatus).toBe('STOPPED');
    });

    it.each([
      ['stop', { cluster, service: 'billing' }, 404, `got "${cluster}/billing"`],
      ['stop', { cluster: 'other', service: users.service }, 404, `must be one of ${cluster}/gateway-users-stg, `],
      ['stop', { cluster, service: '' }, 400, 'service: must be a text that is not empty, got ""'],
      ['start', { cluster }, 400, 'service: must be a text that is not empty, got nothing'],
      ['start', { cluster: 1, service: users.service }, 400, 'cluster: must be a text that is not empty, got 1'],
      ['start', { cluster, service: 'gateway-proxy-stg' }, 409, 'its repository has no image'],
      ['stop-task', { taskId: 'nope' }, 404, 'no service has a task "nope"'],
      ['stop-task', {}, 400, 'taskId: must be a text'],
      ['stop', [users], 400, 'body: must be a JSON object'],
      ['restart', users, 405, 'answers GET only'],
    ])('refuses %s of %j', async (action, body, status, message) => {
      const answer = await post(action, body);
      expect(answer.status).toBe(status);
      expect(answer.body.message).toContain(message);
      expect(count()).toBe(2);
    });

    it('refuses to stop a task twice', async () => {
      const id = taskId();
      await post('stop-task', { taskId: id });
      expect(await post('stop-task', { taskId: id })).toMatchObject({ status: 409 });
    });

    it.each([
      ['another origin', { origin: 'http://evil.example' }, 403],
      ['another host', { host: 'evil.example' }, 403],
      ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
      ['a form', { 'content-type': 'text/plain' }, 415],
    ])('refuses %s', async (_, headers, status) => {
      for (const [action, body] of [
        ['stop', users],
        ['stop-task', { taskId: taskId() }],
      ] as const) {
        expect(await post(action, body, headers)).toMatchObject({ status });
      }
      expect(count()).toBe(2);
      expect(services.ecsServices.list()[0]?.tasks).toHaveLength(2);
    });

    it('refuses a request without an origin, what is no JSON, and GET', async () => {
      const own = { 'content-type': 'application/json' };
      const response = await fetch(`${console.url}api/services/stop`, {
        ...{ method: 'POST', headers: own, body: JSON.stringify(users) },
      });
      expect(response.status).toBe(403);
      expect(await send('api/services/stop', '{"cluster"')).toMatchObject({ status: 400 });
      for (const action of ['stop', 'start', 'stop-task']) {
        expect(await send(`api/services/${action}`, undefined)).toMatchObject({ status: 405 });
      }
      expect(count()).toBe(2);
    });
  });

  describe('event stream', () => {
    const states = (reader: EventStreamReader): readonly ServicesState[] =>
      // The console writes its services by this type.
      reader.events.filter(({ event }) => event === 'services').map(({ data }) => data as ServicesState);
    const counts = (state: ServicesState | undefined) => state?.services.map(({ runningCount }) => runningCount);

    it('tells a new page all, and then what many changes came to, once', async () => {
      const reader = await listen();
      await reader.find(({ event }) => event === 'services');
      expect(counts(states(reader)[0])).toEqual([2, 0]);
      for (const desiredCount of [0, 1, 2, 3]) {
        services.ecsServices.updateService(cluster, users.service, { desiredCount });
      }
      clock.advance(250);
      await reader.find(({ event, data }) => event === 'services' && counts(data as ServicesState)?.[0] === 3);
      expect(states(reader).map(counts)).toEqual([
        [2, 0],
        [3, 0],
      ]);
    });

    it('says nothing while nothing changes, and tells of a target that changed or has drained', async () => {
      const reader = await listen();
      await reader.find(({ event }) => event === 'rates');
      clock.advance(5000);
      services.setHealth('gateway-users-stg', 0, 'draining', 'Target deregistration is in progress');
      clock.advance(250);
      const isTold =
        (text: string) =>
        ({ event, data }: { event: string; data: unknown }) =>
          event === 'services' && JSON.stringify(data).includes(text);
      await reader.find(isTold('deregistration'));
      expect(states(reader)).toHaveLength(2);
      reader.events.length = 0;
      // The end of a drain is no event.
      const [target] = services.targets(services.ecsServices.list()[0]?.targetGroups[0] ?? '');
      if (target === undefined) throw new Error('no target');
      await services.loadBalancers.deregisterTarget(
        services.ecsServices.list()[0]?.targetGroups[0] ?? '',
        target.target,
      );
      clock.advance(1250);
      await reader.find(({ event }) => event === 'services');
      expect(JSON.stringify(states(reader)[0])).not.toContain('deregistration');
    });

    it('sends the rates of distributions', async () => {
      const answered = { kind: 'edge', at: clock.nowMs(), distribution: 'E1', status: 200, durationMs: 1 } as const;
      console.events.emit({ ...answered, result: 'Hit' });
      const reader = await listen();
      const { data } = await reader.find(({ event }) => event === 'rates');
      expect(data).toMatchObject({ distributions: [{ name: 'E1', requests: 1, hitRatio: 1 }] });
    });

    it('sends the rates of load balancers and target groups', async () => {
      console.events.emit({
        ...{ kind: 'balanced', at: clock.nowMs(), loadBalancer: 'gateway-public-stg', targetGroup: 'g' },
        ...{ status: 200, durationMs: 4, targetMs: 3 },
      });
      const reader = await listen();
      const { data } = await reader.find(({ event }) => event === 'rates');
      expect(data).toMatchObject({
        loadBalancers: [{ name: 'gateway-public-stg', requests: 1 }],
        targetGroups: [{ name: 'g', requests: 1 }],
      });
    });
  });

  it('names the pages that have something to show in the document', async () => {
    expect(await (await fetch(console.url)).text()).toContain('data-pages="systems services graphql live logs"');
    const meshAlone = await startConsole();
    const document = await (await fetch(meshAlone.url)).text();
    const reader = await EventStreamReader.open(`${meshAlone.url}api/events`);
    const { data } = await reader.find(({ event }) => event === 'services');
    reader.close();
    await meshAlone.close();
    expect(document).toContain('data-pages="systems graphql live logs"');
    expect(data).toEqual({ services: [], loadBalancers: [], distributions: [] });
    const bare = await startConsole({ snapshot: () => ({ systems: [], startedAtMs: 0 }) });
    expect(await (await fetch(bare.url)).text()).toContain('data-pages="systems logs"');
    await bare.close();
  });

  it('answers 404 for any service where none is deployed', async () => {
    const meshAlone = await startConsole();
    const response = await fetch(`${meshAlone.url}api/services/stop`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: new URL(meshAlone.url).origin },
      body: JSON.stringify(users),
    });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('must be one of none');
    await meshAlone.close();
  });

  it('listens to nothing after its end', async () => {
    expect(services.listenerCount).toBeGreaterThan(0);
    await console.close();
    expect(services.listenerCount).toBe(0);
    console = await startConsole();
  });
});
