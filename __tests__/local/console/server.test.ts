import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ConsoleOptions } from '../../../local/console/server';
import { EventStreamReader, type ServerSentEvent } from '../../support/event-stream-reader';
import { ManualClock } from '../../support/manual-clock';
import { type RunningConsole, startConsole } from '../../support/running-console';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

describe('createConsole', () => {
  const running: RunningConsole[] = [];
  const readers: EventStreamReader[] = [];
  const start = async (options: Partial<ConsoleOptions> = {}): Promise<RunningConsole> => {
    const started = await startConsole(options);
    running.push(started);
    return started;
  };
  const listen = async (url: string, headers: Record<string, string> = {}): Promise<EventStreamReader> => {
    const reader = await EventStreamReader.open(`${url}api/events`, headers);
    readers.push(reader);
    return reader;
  };

  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.close();
    for (const started of running.splice(0)) await started.close();
  });

  /** Unlike fetch, sends any Host and Origin. */
  const send = (url: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const request = httpRequest(url, { method, headers }, (response) => {
        text(response).then(
          (received) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: received }),
          reject,
        );
      });
      request.on('error', reject).end(body);
    });
  const askForKeys = ({ url, api }: RunningConsole, headers: Record<string, string> = {}): Promise<Answer> => {
    const own = { 'content-type': 'application/json', origin: new URL(url).origin };
    return send(`${url}api/keys`, { ...own, ...headers }, JSON.stringify({ apiId: api.apiId }));
  };

  describe('page', () => {
    it('comes with a policy that runs its own files and reaches its own APIs only', async () => {
      const { url } = await start();
      const { status, headers, body } = await send(url);
      expect(status).toBe(200);
      const origin = new URL(url).host;
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
          `connect-src 'self' http://${origin} ws://${origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(body).not.toMatch(/<script>|<style>| style=| on[a-z]+=/);
    });

    it('names files that are served for good, and no other file', async () => {
      const { url } = await start();
      const { body } = await send(url);
      const files = [...body.matchAll(/(?:src|href)="(assets\/[^"]+)"/g)].map(([, file]) => file);
      expect(files).toHaveLength(3);
      for (const file of files) {
        const { status, headers } = await send(url + file);
        expect(status).toBe(200);
        expect(headers['content-type']).toMatch(/^text\/(javascript|css)/);
        expect(headers['cache-control']).toContain('immutable');
      }
      for (const path of ['assets/manifest.json', 'assets/', 'assets/..%2fmanifest.json', 'assets/../server.ts', 'x']) {
        expect(await send(url + path)).toMatchObject({ status: 404 });
      }
    });

    it('may be served below a path', async () => {
      const { url } = await start({ basePath: '/console/' });
      expect(await send(`${url}console/`)).toMatchObject({ status: 200 });
      expect(await send(`${url}console`)).toMatchObject({ status: 308, headers: { location: '/console/' } });
      expect(await send(url)).toMatchObject({ status: 404 });
    });
  });

  describe('requests of others', () => {
    it.each(['evil.example', '127.0.0.1.evil.example', 'localhost@evil.example', '169.254.0.1:80'])(
      'refuses host %j',
      async (host) => {
        const { url } = await start();
        for (const path of ['', 'api/snapshot', 'api/events']) {
          expect(await send(url + path, { host })).toMatchObject({ status: 403 });
        }
      },
    );

    it('accepts the names of this machine, and a name it was told', async () => {
      const { url } = await start({ allowedHosts: ['box.example'] });
      for (const host of ['localhost:1', '127.0.0.1', '[::1]:80', 'mesh.localhost', 'box.example:8080']) {
        expect(await send(url, { host })).toMatchObject({ status: 200 });
      }
    });

    it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost'])(
      'refuses origin %s everywhere',
      async (origin) => {
        const console = await start();
        for (const path of ['api/snapshot', 'api/events']) {
          expect(await send(console.url + path, { origin })).toMatchObject({ status: 403 });
        }
        expect(await askForKeys(console, { origin })).toMatchObject({ status: 403 });
      },
    );

    it.each(['cross-site', 'same-site'])('refuses what the browser calls %s, but follows a link', async (site) => {
      const { url } = await start();
      expect(await send(`${url}api/snapshot`, { 'sec-fetch-site': site })).toMatchObject({ status: 403 });
      const link = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
      expect(await send(url, link)).toMatchObject({ status: 200 });
    });
  });

  describe('keys', () => {
    it('come on request of the page only', async () => {
      const console = await start();
      const { status, body } = await askForKeys(console);
      expect(status).toBe(200);
      expect(JSON.parse(body)).toEqual({ keys: [{ value: console.api.key, expiresMs: 1_800_000_000_000 }] });
      expect(await send(`${console.url}api/keys`)).toMatchObject({ status: 405 });
      for (const path of ['', 'api/snapshot']) {
        expect((await send(console.url + path)).body).not.toContain(console.api.key);
      }
    });

    it('stay out of the ids of resources, where Terraform has them', async () => {
      const key = `da2-${'k3y'.repeat(8)}00`;
      const resource = { path: 'mesh-stg/ApiKeys/a', type: 'aws_appsync_api_key', id: `smallmeshapi:${key}` };
      const system = { system: 'mesh', stage: 'stg', stackId: 'mesh-stg', endpoints: [], apis: [], unsupported: [] };
      const { url } = await start({
        snapshot: () => ({ startedAtMs: 0, systems: [{ ...system, resources: [resource] }] }),
      });
      const { body } = await send(`${url}api/snapshot`);
      expect(body).toContain('smallmeshapi:da2-•');
      expect(body).not.toContain(key);
    });

    it('need an origin, JSON and an API', async () => {
      const { url } = await start();
      const json = { 'content-type': 'application/json' };
      const own = { ...json, origin: new URL(url).origin };
      const post = (headers: Record<string, string>, body: string) => send(`${url}api/keys`, headers, body);
      expect(await post(json, '{"apiId":"a"}')).toMatchObject({ status: 403 });
      expect(await post({ ...own, 'content-type': 'text/plain' }, '{"apiId":"a"}')).toMatchObject({ status: 415 });
      expect(await post(own, '{')).toMatchObject({ status: 400 });
      expect(await post(own, '[]')).toMatchObject({ status: 400 });
      expect(await post(own, '{"apiId":1}')).toMatchObject({
        status: 400,
        body: '{"message":"apiId: must be a string"}',
      });
      expect(await post(own, `{"apiId":"${'a'.repeat(20_000)}"}`)).toMatchObject({ status: 413 });
      expect(await post(own, '{"apiId":"other"}')).toMatchObject({ status: 200, body: '{"keys":[]}' });
    });
  });

  it('gives the snapshot as it is at the time', async () => {
    const { url, snapshot } = await start();
    expect(JSON.parse((await send(`${url}api/snapshot`)).body)).toEqual(snapshot);
  });

  it('answers no other method than GET and POST of keys', async () => {
    const { url } = await start();
    expect(await send(url, { origin: new URL(url).origin }, '')).toMatchObject({ status: 405 });
  });

  describe('stream', () => {
    const logs = ({ event }: ServerSentEvent): boolean => event === 'logs';
    const log = (message: string, level: 'info' | 'error' = 'info') =>
      ({ kind: 'log', at: 1, source: 'group', level, message }) as const;
    const messagesOf = ({ events }: EventStreamReader): readonly string[] =>
      events
        .filter(logs)
        .flatMap(({ data }) => (data as { entries: { message: string }[] }).entries.map((e) => e.message));

    it('starts with what happened before, then goes on in batches', async () => {
      const clock = new ManualClock();
      const { url, events } = await start({ clock });
      events.emit(log('before'));
      const reader = await listen(url);
      await reader.find(logs);
      events.emit(log('during 1'));
      events.emit(log('during 2'));
      clock.advance(250);
      await reader.find(({ data }) => JSON.stringify(data).includes('during 2'));
      expect(messagesOf(reader)).toEqual(['before', 'during 1', 'during 2']);
      expect(reader.events.filter(logs)).toHaveLength(2);
    });

    it('sends a page that reconnects only what it missed', async () => {
      const clock = new ManualClock();
      const { url, events } = await start({ clock });
      events.emit(log('seen'));
      const first = await listen(url);
      const { id } = await first.find(logs);
      first.close();
      events.emit(log('missed'));
      const again = await listen(url, { 'last-event-id': id });
      await again.find(logs);
      expect(messagesOf(again)).toEqual(['missed']);
    });

    it.each(['other-session/1', 'nonsense', '', '/99'])(
      'sends all that is kept after the foreign id %j',
      async (id) => {
        const { url, events } = await start({ clock: new ManualClock() });
        events.emit(log('kept'));
        const reader = await listen(url, { 'last-event-id': id });
        await reader.find(logs);
        expect(messagesOf(reader)).toEqual(['kept']);
      },
    );

    it('keeps 500 entries and says how many are gone', async () => {
      const { url, events } = await start({ clock: new ManualClock() });
      for (let index = 1; index <= 520; index++) events.emit(log(`line ${index}`));
      const reader = await listen(url);
      const { data } = await reader.find(logs);
      expect(data).toMatchObject({ skipped: 20 });
      expect(messagesOf(reader)).toHaveLength(500);
      expect(messagesOf(reader)[0]).toBe('line 21');
    });

    it('cuts a message of more than 8,192 characters', async () => {
      const { url, events } = await start({ clock: new ManualClock() });
      events.emit(log('x'.repeat(10_000)));
      const reader = await listen(url);
      await reader.find(logs);
      expect(messagesOf(reader)).toEqual([`${'x'.repeat(8192)}… (1808 more characters)`]);
    });

    it('tells what Mesh published, first as a whole, then one by one', async () => {
      const clock = new ManualClock();
      const { url, events } = await start({ clock });
      const publish = (nodeId: string): void =>
        events.emit({
          ...{ kind: 'publish', at: clock.nowMs(), apiId: 'api', field: 'reportDataByNode', deliveries: 1 },
          value: { groupId: 'g', domain: 'd', nodeStatus: { nodeId, data: [] } },
        });
      publish('n1');
      const reader = await listen(url);
      const { data } = await reader.find(({ event }) => event === 'mesh');
      expect(data).toMatchObject({ groups: [{ groupId: 'g', nodes: [{ nodeId: 'n1' }] }] });
      publish('n2');
      clock.advance(250);
      const later = await reader.find(({ event }) => event === 'publications');
      expect(later.data).toMatchObject({ publications: [{ value: { nodeStatus: { nodeId: 'n2' } } }] });
    });

    it('tells of a group as soon as a mutation has made it, and forgets it when it has ended', async () => {
      const clock = new ManualClock(1_800_000_000_000);
      const { url, events } = await start({ clock });
      const create = (name: string): void =>
        events.emit({
          ...{ kind: 'answer', at: clock.nowMs(), apiId: 'api', field: 'createGroup' },
          ...{ arguments: { name, hostId: 'h', domain: 'd' }, value: { id: name } },
        });
      create('early');
      const reader = await listen(url);
      const { data } = await reader.find(({ event }) => event === 'mesh');
      expect(data).toMatchObject({ groups: [{ groupId: 'early', name: 'early', hostId: 'h' }] });
      create('late');
      clock.advance(250);
      const later = await reader.find(({ event }) => event === 'publications');
      expect(later.data).toMatchObject({ publications: [{ field: 'createGroup', arguments: { name: 'late' } }] });
      clock.advance(400_000);
      const rates = await reader.find(
        ({ event, data: told }) => event === 'rates' && (told as { at: number }).at >= 1_800_000_400_000,
      );
      expect(rates.data).toMatchObject({ apis: [{ requests: 0 }] });
      const again = await listen(url);
      const { data: left } = await again.find(({ event }) => event === 'mesh');
      expect(left).toMatchObject({ groups: [] });
    });

    it('brings no more than 500 publications at once, and of each node its last report', async () => {
      const clock = new ManualClock();
      const { url, events } = await start({ clock });
      const reader = await listen(url);
      for (let index = 0; index < 2000; index++) {
        events.emit({
          ...{ kind: 'publish', at: index, apiId: 'api', field: 'reportDataByNode', deliveries: 1 },
          value: {
            groupId: 'g',
            domain: 'd',
            nodeStatus: { nodeId: `n${index % 10}`, data: [{ key: 'k', value: `${index}` }] },
          },
        });
      }
      clock.advance(250);
      const { data } = await reader.find(({ event }) => event === 'publications');
      const { publications } = data as { publications: { at: number }[] };
      expect(publications).toHaveLength(500);
      expect(publications.map(({ at }) => at).slice(-10)).toEqual([
        1990, 1991, 1992, 1993, 1994, 1995, 1996, 1997, 1998, 1999,
      ]);
    });

    it('sends rates once a second', async () => {
      const clock = new ManualClock(1_800_000_000_000);
      const { url, events } = await start({ clock });
      const reader = await listen(url);
      await reader.find(({ event }) => event === 'rates');
      events.emit({ kind: 'delivery', at: clock.nowMs(), apiId: 'api', latencyMs: 5 });
      clock.advance(3000);
      await reader.find(({ data }) => JSON.stringify(data).includes('"deliveriesPerSecond":0.1'));
      expect(reader.events.filter(({ event }) => event === 'rates').length).toBeLessThanOrEqual(4);
    });

    it('disconnects a page that does not read, and goes on for the others', async () => {
      const clock = new ManualClock();
      const { url, events } = await start({ clock, limits: { bufferedBytes: 64 * 1024 } });
      const reader = await listen(url);
      const { host, hostname, port } = new URL(url);
      const slow = connect(Number(port), hostname);
      slow.pause().write(`GET /api/events HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
      let closed = false;
      slow.on('close', () => (closed = true)).on('error', () => (closed = true));
      const deadline = Date.now() + 20_000;
      let round = 0;
      // What is written to a connection that the server has closed fails sooner or later.
      while (!closed && Date.now() < deadline) {
        round++;
        for (let index = 0; index < 100; index++) events.emit(log(`${round} ${'x'.repeat(8000)}`));
        clock.advance(250);
        await reader.find(({ data }) => JSON.stringify(data).includes(`"message":"${round} x`));
        reader.events.length = 0;
        await new Promise((resolve) => setImmediate(resolve));
        slow.write('\r\n');
      }
      expect(closed).toBe(true);
      slow.destroy();
    });

    it('refuses one page too many', async () => {
      const { url } = await start({ limits: { connections: 1 } });
      const first = await listen(url);
      await first.find(({ event }) => event === 'hello');
      expect(await send(`${url}api/events`)).toMatchObject({ status: 503 });
    });

    it('leaves no timer behind when the last page goes', async () => {
      const clock = new ManualClock();
      const { url } = await start({ clock });
      const reader = await listen(url);
      await reader.find(({ event }) => event === 'hello');
      expect(clock.pending()).toBe(1);
      reader.close();
      const deadline = Date.now() + 5000;
      while (clock.pending() > 0 && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
      expect(clock.pending()).toBe(0);
    });
  });
});
