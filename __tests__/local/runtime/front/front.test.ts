import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../../../local/runtime/clock';
import { Certificates } from '../../../../local/runtime/front/certificates';
import { type Front, type Route } from '../../../../local/runtime/front/front';
import { type FrontOptions, startFront } from '../../../../local/runtime/front/start-front';
import { TemporaryDirectory } from '../../../support/deployed-state';

interface Answer {
  readonly status: number;
  readonly body: string;
}

const directory = new TemporaryDirectory();
afterAll(() => directory.remove());
const fronts: Front[] = [];
afterEach(async () => {
  await Promise.all(fronts.splice(0).map((front) => front.close()));
});

async function start(options: Partial<FrontOptions> = {}): Promise<Front> {
  const front = await startFront({
    port: 0,
    certificateDirectory: join(directory.path, 'tls'),
    clock: systemClock,
    ...options,
  });
  fronts.push(front);
  return front;
}

function says(text: string, route: Partial<Route> = {}): Route {
  return { paths: ['/graphql'], http: (_, response) => void response.end(text), ...route };
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk as Uint8Array)); // no encoding is set
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
}

function get(front: Front, host: string, path = '/graphql', headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: front.port, path, agent: false, headers: { host, ...headers } };
    httpRequest(options, (response) => resolve(read(response)))
      .on('error', reject)
      .end();
  });
}

function getByTls(front: Front, host: string, servername = host): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ca = readFileSync(front.caFile);
    const options = { host: '127.0.0.1', port: front.port, path: '/graphql', agent: false, ca, servername };
    httpsRequest({ ...options, headers: { host } }, (response) => resolve(read(response)))
      .on('error', reject)
      .end();
  });
}

/** Sends `text` as it is and gives all that comes back until the server ends the connection. */
function raw(front: Front, text: string): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(front.port, '127.0.0.1', () => void socket.write(text));
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });
}

function echo(): Route {
  const server = new WebSocketServer({ noServer: true });
  server.on('connection', (socket) => socket.on('message', (data: Buffer) => socket.send(`echo ${data.toString()}`)));
  return {
    paths: ['/realtime'],
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client)),
  };
}

describe('one port', () => {
  it('answers plain HTTP and TLS, which a client trusts by the CA file', async () => {
    const front = await start();
    front.mount(says('hello'));
    expect(await get(front, `localhost:${front.port}`)).toEqual({ status: 200, body: 'hello' });
    expect(await getByTls(front, 'localhost')).toEqual({ status: 200, body: 'hello' });
  });

  it.each(['127.0.0.1', '::1'])('has a certificate for the address %s', async (address) => {
    const front = await start();
    front.mount(says('hello'));
    const host = address === '::1' ? '[::1]' : address;
    const answer = new Promise<Answer>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: front.port, path: '/graphql', ca: readFileSync(front.caFile) };
      // A client names no server when it goes to an address; the check is then by the address in the URL.
      httpsRequest({ ...options, agent: false, headers: { host }, servername: address }, (response) =>
        resolve(read(response)),
      )
        .on('error', reject)
        .end();
    });
    expect((await answer).status).toBe(200);
  });

  it.each(['ws', 'wss'])('upgrades to WebSocket by %s', async (scheme) => {
    const front = await start();
    front.mount(echo());
    const client = new WebSocket(`${scheme}://localhost:${front.port}/realtime`, {
      ca: readFileSync(front.caFile),
      family: 4,
    });
    await new Promise((resolve, reject) => client.once('open', resolve).once('error', reject));
    const message = new Promise<string>((resolve) =>
      client.once('message', (data: Buffer) => resolve(data.toString())),
    );
    client.send('hi');
    expect(await message).toBe('echo hi');
    client.close();
  });

  it('serves a request whose first byte comes alone', async () => {
    const front = await start();
    front.mount(says('hello'));
    const answer = new Promise<string>((resolve) => {
      const socket = connect(front.port, '127.0.0.1', () => {
        socket.setNoDelay(true);
        socket.write('G', () => {
          setImmediate(() => socket.write('ET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'));
        });
      });
      socket.on('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    expect(await answer).toContain('200 OK');
  });
});

describe('routes', () => {
  it('goes by host first, then by path, the longest first', async () => {
    const front = await start();
    front.mount(says('a', { hosts: ['a.localhost'] }));
    front.mount(says('b', { hosts: ['b.localhost', 'api.example.com'] }));
    front.mount(says('any', { paths: ['/graphql', '/console/*'] }));
    front.mount(says('script', { paths: ['/console/script.js'] }));
    const bodies = async (...targets: [string, string?][]) =>
      Promise.all(targets.map(async ([host, path]) => (await get(front, host, path)).body));
    expect(
      await bodies(
        ['a.localhost'],
        ['b.localhost'],
        ['API.example.com.'],
        ['localhost'],
        ['c.localhost', '/graphql?x=1'],
      ),
    ).toEqual(['a', 'b', 'b', 'any', 'any']);
    expect(
      await bodies(['localhost', '/console'], ['localhost', '/console/a/b'], ['localhost', '/console/script.js']),
    ).toEqual(['any', 'any', 'script']);
  });

  it('answers 404 where nothing is mounted, and 426 to a plain request for a WebSocket path', async () => {
    const front = await start();
    front.mount(echo());
    expect(await get(front, 'localhost', '/consoles')).toMatchObject({ status: 404 });
    expect(await get(front, 'localhost', '/realtime')).toMatchObject({ status: 426 });
    front.mount(says('x'));
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
    expect(await raw(front, `GET /graphql HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`)).toMatch(/^HTTP\/1.1 404 /);
  });

  it('refuses two routes for the same host and path', async () => {
    const front = await start();
    front.mount(says('a', { hosts: ['a.localhost'] }));
    front.mount(says('any'));
    expect(() => front.mount(says('b', { hosts: ['b.localhost', 'a.localhost'] }))).toThrow(
      'front: a.localhost has two routes for /graphql',
    );
    expect(() => front.mount(says('b'))).toThrow('front: any host has two routes for /graphql');
  });

  it('certifies the host names of routes that were mounted later', async () => {
    const front = await start();
    front.mount(says('custom', { hosts: ['graphql.example.com'] }));
    expect(await getByTls(front, 'graphql.example.com')).toEqual({ status: 200, body: 'custom' });
    await expect(getByTls(front, 'graphql.example.com', 'other.example.com')).rejects.toThrow(/altnames/);
  });
});

describe('Host', () => {
  it.each([
    'localhost',
    'LOCALHOST:1',
    '127.0.0.1',
    '[::1]:4000',
    'x.localhost',
    'a.b.localhost.',
    'api.test',
    'x.lan.test',
  ])('accepts %s', async (host) => {
    const front = await start({ allowedHosts: ['api.test', '*.lan.test'] });
    front.mount(says('hello'));
    expect((await get(front, host)).status).toBe(200);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evillocalhost',
    '127.0.0.1.evil.example',
    'lan.test',
    '127.0.0.2',
  ])('refuses %s over HTTP, over TLS and for an upgrade', async (host) => {
    const front = await start({ allowedHosts: ['api.test', '*.lan.test'] });
    const reached = jest.fn();
    front.mount({ paths: ['/graphql'], http: reached, upgrade: reached });
    const answer = await get(front, host);
    expect(answer.status).toBe(421);
    expect(answer.body).toContain(`got ${host}; to accept it start with --allow-host ${host}`);
    expect((await getByTls(front, host, 'localhost')).status).toBe(421);
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
    expect(await raw(front, `GET /graphql HTTP/1.1\r\nHost: ${host}\r\n${upgrade}\r\n`)).toMatch(/^HTTP\/1.1 421 /);
    expect(reached).not.toHaveBeenCalled();
  });

  it.each([
    ['none', 'GET /graphql HTTP/1.0\r\n\r\n'],
    ['two', 'GET /graphql HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n'],
    ['one beside an absolute target', 'GET http://evil.example/graphql HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['one that is no host', 'GET /graphql HTTP/1.1\r\nHost: local host\r\n\r\n'],
    ['an empty one', 'GET /graphql HTTP/1.1\r\nHost:\r\n\r\n'],
  ])('refuses a request with %s', async (_, text) => {
    const front = await start();
    const reached = jest.fn();
    front.mount({ paths: ['/graphql'], http: reached });
    expect(await raw(front, text)).toMatch(/^HTTP\/1.1 400 /);
    expect(reached).not.toHaveBeenCalled();
  });

  it.each(['a b', 'api.test:4000', '', '*.', 'http://api.test'])('refuses "%s" as an allowed host', async (host) => {
    await expect(start({ allowedHosts: [host] })).rejects.toThrow(
      `allowed host must be a name, an address or *.<name>, without port, got ${host}`,
    );
  });
});

describe('limits', () => {
  it('refuses a body that is declared too long, before a byte of it', async () => {
    const front = await start({ bodyLimitBytes: 10 });
    const reached = jest.fn();
    front.mount({ paths: ['/graphql'], http: reached });
    const answer = await raw(front, 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('request body must be at most 10 bytes, got 11');
    expect(reached).not.toHaveBeenCalled();
  });

  it.each([
    ['nothing', ''],
    ['half of a header', 'GET /graphql HTTP/1.1\r\nHost: loc'],
    ['half of a TLS handshake', '\u0016\u0003\u0001'],
  ])('ends a connection that sends %s', async (_, text) => {
    const front = await start({ headerTimeoutMs: 50 });
    await raw(front, text);
  });

  it('survives bytes that are no protocol', async () => {
    const front = await start();
    front.mount(says('hello'));
    await raw(front, '\u0000\u0001\u0002garbage\r\n\r\n');
    await raw(front, '\u0016\u0003\u0001\u0000\u0005hello');
    expect((await get(front, 'localhost')).body).toBe('hello');
  });
});

describe('certificates', () => {
  const modes = (folder: string) =>
    ['ca.key.pem', 'server.key.pem'].map((file) => statSync(join(folder, 'tls', file)).mode & 0o777);
  const ca = (folder: string) => readFileSync(join(folder, 'tls', 'ca.pem'), 'utf8');
  const server = (folder: string) => readFileSync(join(folder, 'tls', 'server.key.pem'), 'utf8');

  it('are made at the first start, with keys for their owner alone, and kept', async () => {
    const folder = join(directory.path, 'first');
    await start({ certificateDirectory: join(folder, 'tls') });
    const before = [ca(folder), server(folder)];
    expect(modes(folder)).toEqual([0o600, 0o600]);
    expect(before[0]).not.toContain('PRIVATE');
    await start({ certificateDirectory: join(folder, 'tls') });
    expect([ca(folder), server(folder)]).toEqual(before);
  });

  it('are renewed by the same CA 30 days before they end', async () => {
    const folder = join(directory.path, 'renewed');
    const day = 24 * 60 * 60 * 1000;
    const at = (days: number) => ({ ...systemClock, nowMs: () => Date.now() + days * day });
    await start({ certificateDirectory: join(folder, 'tls') });
    const [firstCa, firstServer] = [ca(folder), server(folder)];
    await start({ certificateDirectory: join(folder, 'tls'), clock: at(59) });
    expect(server(folder)).toBe(firstServer);
    await start({ certificateDirectory: join(folder, 'tls'), clock: at(61) });
    expect(server(folder)).not.toBe(firstServer);
    expect(ca(folder)).toBe(firstCa);
    await start({ certificateDirectory: join(folder, 'tls'), clock: at(10 * 365 - 20) });
    expect(ca(folder)).not.toBe(firstCa);
  });

  it('can be for exactly the names that are asked for, each set kept by itself', async () => {
    const certificates = new Certificates(join(directory.path, 'exact'), systemClock);
    await certificates.serverFor(['localhost']);
    const names = async (...asked: string[]) =>
      new X509Certificate((await certificates.exactlyFor(asked)).cert).subjectAltName;
    expect(await names('b.example', 'a.example')).toBe('DNS:a.example, DNS:b.example');
    expect(await names('c.example')).toBe('DNS:c.example');
    expect(await certificates.exactlyFor(['a.example', 'b.example'])).toEqual(
      await certificates.exactlyFor(['b.example', 'a.example']),
    );
  });

  it('are one set when several runtimes start at once', async () => {
    const folder = join(directory.path, 'together');
    const together = await Promise.all([1, 2, 3].map(() => start({ certificateDirectory: join(folder, 'tls') })));
    for (const front of together) {
      front.mount(says('hello'));
      expect((await getByTls(front, 'localhost')).status).toBe(200);
    }
  });
});

describe('start and close', () => {
  it('names the port and the remedy when another process has it', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({
      code: 'port-taken',
      message: `port ${port} of 127.0.0.1: another process listens on it; end that process, choose another port, or 0 for a free one`,
    });
  });

  it('names a host that is not of this machine', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'address-unknown' });
  });

  it('ends every kind of connection within 2 s and then refuses new ones', async () => {
    const front = await start();
    front.mount(echo());
    let asked: () => void = () => undefined;
    const asking = new Promise<void>((resolve) => (asked = resolve));
    front.mount({ paths: ['/hangs'], http: () => asked() });
    const client = new WebSocket(`wss://localhost:${front.port}/realtime`, {
      ca: readFileSync(front.caFile),
      family: 4,
    });
    client.on('error', () => undefined);
    await new Promise((resolve) => client.once('open', resolve));
    const ends = [
      new Promise((resolve) => client.once('close', resolve)),
      raw(front, ''),
      raw(front, 'GET /none HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hangs HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    ];
    await asking;
    const started = performance.now();
    await front.close();
    await Promise.all(ends);
    expect(performance.now() - started).toBeLessThan(2000);
    await expect(get(front, 'localhost')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
