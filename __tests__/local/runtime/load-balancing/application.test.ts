import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../../../local/runtime/clock';
import { type RuntimeEvent } from '../../../../local/runtime/events';
import { Certificates } from '../../../../local/runtime/front/certificates';
import { type TargetAddress } from '../../../../local/runtime/load-balancing/load-balancers';
import { TemporaryDirectory } from '../../../support/deployed-state';
import {
  action,
  arnOf,
  deployed,
  deployment,
  send,
  startTestLoadBalancers,
  type TestLoadBalancers,
  until,
} from '../../../support/load-balancing';

const directory = new TemporaryDirectory();
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});
afterAll(() => directory.remove());

async function listen(server: Server | TcpServer): Promise<TargetAddress> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => server.close() });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('server has no port');
  return { host: '127.0.0.1', port: address.port };
}

interface Setting {
  readonly loadBalancer?: Readonly<Record<string, unknown>>;
  readonly group?: Readonly<Record<string, unknown>>;
}

/** A load balancer with one listener, on port 80, that sends everything to `targets`, which are not checked. */
async function balance(targets: readonly TargetAddress[], { loadBalancer, group }: Setting = {}) {
  const running = await startTestLoadBalancers(directory.path, [
    deployment('web-stg', [
      deployed.application('web', loadBalancer),
      deployed.listener('web', arnOf.application('web'), 80, action.forward('web')),
      deployed.group('web', { health_check: [{ enabled: false }], ...group }),
    ]),
  ]);
  open.push(running);
  for (const target of targets) running.registerTarget(arnOf.group('web'), target);
  return { running, address: running.listener('web', 80).address };
}

function balanced({ events }: TestLoadBalancers): readonly Extract<RuntimeEvent, { kind: 'balanced' }>[] {
  return events.filter((event) => event.kind === 'balanced');
}

function target(handler: RequestListener): Promise<TargetAddress> {
  return listen(createServer(handler));
}

/** A target that answers with these bytes, whatever it is asked. */
function rawTarget(bytes: string): Promise<TargetAddress> {
  return listen(
    createTcpServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end(bytes));
    }),
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Sends bytes as they are and gives all that comes back until the end. */
function raw({ host, port }: TargetAddress, text: string): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(port, host, () => void socket.write(text));
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });
}

const echo: RequestListener = (request, response) => {
  bodyOf(request).then(
    (body) => {
      const { method, url, headers } = request;
      response.setHeader('x-target', 'yes').end(JSON.stringify({ method, url, headers, body }));
    },
    // A request that breaks off.
    () => response.destroy(),
  );
};

describe('an answer of the load balancer itself', () => {
  it('is 503 when no target is registered', async () => {
    const { running, address } = await balance([]);
    expect(await send(address)).toMatchObject({ status: 503, headers: { server: 'awselb/2.0' } });
    expect(balanced(running)).toMatchObject([{ loadBalancer: 'web', targetGroup: 'web', status: 503 }]);
  });

  it('is 502 when the target refuses the connection', async () => {
    const gone = await target(echo);
    await open.pop()?.close();
    const { running, address } = await balance([gone]);
    expect(await send(address)).toMatchObject({ status: 502 });
    expect(balanced(running)[0]).not.toHaveProperty('targetMs');
  });

  it.each([
    ['is no HTTP', 'hello\r\n\r\n'],
    ['has two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['is nothing', ''],
  ])('is 502 when what the target sends %s', async (_, bytes) => {
    const { address } = await balance([await rawTarget(bytes)]);
    expect(await send(address)).toMatchObject({ status: 502 });
  });

  it('is 504 when the target does not answer within the idle timeout', async () => {
    const { address } = await balance([await target(() => undefined)], { loadBalancer: { idle_timeout: 1 } });
    expect(await send(address)).toMatchObject({ status: 504 });
  });

  it('is 408 when the client stops in the middle of its body', async () => {
    const { address } = await balance([await target(echo)], { loadBalancer: { idle_timeout: 1 } });
    const answer = await raw(address, 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf');
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
  });

  it('is 405 to TRACE', async () => {
    const { address } = await balance([await target(echo)]);
    expect(await send(address, { method: 'TRACE' })).toMatchObject({ status: 405 });
  });

  it.each([
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc'],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n'],
    ['an unknown encoding', 'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost: localhost\r\nX : a\r\n\r\n'],
    ['an absolute target', 'GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    [
      'an upgrade with a body',
      'POST / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 1\r\n\r\na',
    ],
  ])('is 400 to a request with %s, and no target sees it', async (_, text) => {
    const seen = jest.fn(echo);
    const { address } = await balance([await target(seen)]);
    expect(await raw(address, text)).toMatch(/^HTTP\/1.1 400 /);
    expect(seen).not.toHaveBeenCalled();
  });

  it('is 421 to a host that does not lead here', async () => {
    const seen = jest.fn(echo);
    const { address } = await balance([await target(seen)]);
    expect(await send(address, { headers: { host: 'attacker.example' } })).toMatchObject({ status: 421 });
    expect(seen).not.toHaveBeenCalled();
    const dnsName = 'internal-web-1.eu-west-1.elb.amazonaws.com';
    expect(await send(address, { headers: { host: dnsName } })).toMatchObject({ status: 200 });
  });
});

describe('a request to a target', () => {
  it('comes as it was sent, with what a load balancer adds', async () => {
    const { running, address } = await balance([await target(echo)]);
    const answer = await send(address, {
      method: 'POST',
      path: '/a%20b?c=%26&d',
      headers: {
        host: 'localhost:8000',
        'x-custom': 'Value',
        'x-forwarded-for': '203.0.113.7',
        'x-forwarded-proto': 'gopher',
      },
      body: 'some text',
    });
    expect(answer).toMatchObject({ status: 200, headers: { 'x-target': 'yes' } });
    expect(JSON.parse(answer.body)).toMatchObject({
      method: 'POST',
      url: '/a%20b?c=%26&d',
      body: 'some text',
      headers: {
        host: 'localhost:8000',
        'x-custom': 'Value',
        'x-forwarded-for': '203.0.113.7, 127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-port': '80',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      },
    });
    expect(balanced(running)).toMatchObject([
      { loadBalancer: 'web', targetGroup: 'web', status: 200, targetMs: expect.any(Number) },
    ]);
  });

  it('keeps the root of a trace', async () => {
    const { address } = await balance([await target(echo)]);
    const { body } = await send(address, { headers: { 'x-amzn-trace-id': 'Root=1-1-2;Self=1-3-4;App=x' } });
    expect(JSON.parse(body)).toMatchObject({
      headers: { 'x-amzn-trace-id': expect.stringMatching(/^Self=1-[0-9a-f-]{33};Root=1-1-2;App=x$/) },
    });
  });

  it('has no headers that were for the connection only', async () => {
    const { address } = await balance([await target(echo)]);
    const { body } = await send(address, {
      headers: {
        connection: 'close, X-Secret',
        'x-secret': '1',
        te: 'trailers',
        'keep-alive': 'timeout=1',
        'x-kept': '1',
      },
    });
    const { headers } = JSON.parse(body) as { headers: Record<string, string> }; // what echo sends
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(['x-kept']));
    expect(headers).not.toHaveProperty('x-secret');
    expect(headers).not.toHaveProperty('te');
    expect(headers).not.toHaveProperty('keep-alive');
  });

  it.each([
    [true, undefined],
    [false, '1'],
  ])('drops headers whose names are no names, when that is %s', async (drop, expected) => {
    const { address } = await balance([await target(echo)], { loadBalancer: { drop_invalid_header_fields: drop } });
    const { body } = await send(address, { headers: { x_odd: '1' } });
    const { headers } = JSON.parse(body) as { headers: Record<string, string> }; // what echo sends
    expect(headers.x_odd).toBe(expected);
  });

  it.each([
    ['preserve', '203.0.113.7'],
    ['remove', undefined],
  ])('can %s X-Forwarded-For', async (mode, expected) => {
    const { address } = await balance([await target(echo)], { loadBalancer: { xff_header_processing_mode: mode } });
    const { body } = await send(address, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    const { headers } = JSON.parse(body) as { headers: Record<string, string> }; // what echo sends
    expect(headers['x-forwarded-for']).toBe(expected);
  });

  it('goes to one target after the other, over connections that are kept', async () => {
    let connections = 0;
    const servers = ['a', 'b'].map((name) => createServer((_, response) => void response.end(name)));
    for (const server of servers) server.on('connection', () => connections++);
    const { address } = await balance(await Promise.all(servers.map(listen)));
    const bodies: string[] = [];
    for (let count = 0; count < 6; count++) bodies.push((await send(address)).body);
    expect(bodies).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(connections).toBe(2);
  });

  it('goes by TLS, unverified, to a group of HTTPS targets', async () => {
    const pair = await new Certificates(join(directory.path, 'other'), systemClock).exactlyFor(['nobody.example']);
    const address = await listen(createHttpsServer(pair, (_, response) => void response.end('secret')));
    const web = await balance([address], { group: { protocol: 'HTTPS' } });
    expect(await send(web.address)).toMatchObject({ status: 200, body: 'secret' });
  });

  it('answers HEAD without a body, with its length', async () => {
    const { address } = await balance([await target((_, response) => response.setHeader('content-length', 5).end())]);
    expect(await send(address, { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '5' },
    });
  });

  it('has its final answer passed on after informational ones', async () => {
    const { address } = await balance([
      await target((_, response) => {
        response.writeEarlyHints({ link: '</a.css>; rel=preload' });
        response.end('final');
      }),
    ]);
    expect(await send(address)).toMatchObject({ status: 200, body: 'final' });
  });

  it('keeps several cookies apart', async () => {
    const { address } = await balance([
      await target((_, response) => response.setHeader('set-cookie', ['a=1', 'b=2']).end()),
    ]);
    expect((await send(address)).headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });
});

describe('streams', () => {
  it('pass an answer that comes before the request has ended', async () => {
    const { address } = await balance([await target((_, response) => response.writeHead(413).end('too long'))]);
    const socket = connect(address.port, address.host);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    const answers = () => received.match(/HTTP\/1.1 413 [^]*?too long/g)?.length ?? 0;
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nstart');
    await until(() => answers() === 1, 'the first answer');
    // The rest is dropped, and the connection goes on.
    socket.write('x'.repeat(99_995));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until(() => answers() === 2, 'the second answer');
    socket.destroy();
  });

  it('end for the client when the target breaks off', async () => {
    const { running, address } = await balance([
      await target((_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('part', () => response.destroy());
      }),
    ]);
    await expect(send(address)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await until(() => balanced(running).length > 0, 'the request is told of');
    expect(balanced(running)).toMatchObject([{ status: 200 }]);
  });

  it('end for the target when the client breaks off, which is told as 460', async () => {
    let ended = false;
    const { running, address } = await balance([
      await target((request) => void request.once('close', () => (ended = true))),
    ]);
    const socket = connect(address.port, address.host);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', () => setTimeout(() => socket.destroy(), 20));
    await until(() => ended, 'the target sees the end');
    await until(() => balanced(running).length > 0, 'the request is told of');
    expect(balanced(running)).toMatchObject([{ status: 460 }]);
  });

  it('hold back a target that is faster than the client', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(64 * 1024);
    const total = 64 * 1024 * 1024;
    const { address } = await balance([
      await target((_, response) => {
        const more = (): void => {
          while (sent < total) {
            sent += chunk.length;
            if (!response.write(chunk)) return void response.once('drain', more);
          }
          response.end();
        };
        more();
      }),
    ]);
    const socket = connect(address.port, address.host);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    socket.pause();
    let before = -1;
    // As long as it grows, buffers on the way are filling.
    while (sent > before || sent === 0) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    socket.destroy();
    expect(sent).toBeLessThan(total / 2);
  });
});

describe('a target that is deregistered', () => {
  it('finishes what it has begun, and gets nothing new', async () => {
    let finish: () => void = () => undefined;
    let isAsked = false;
    const slow = await target((_, response) => {
      isAsked = true;
      finish = () => void response.end('done');
    });
    const { running, address } = await balance([slow]);
    const answer = send(address);
    await until(() => isAsked, 'the target has the request');
    const deregistered = running.deregisterTarget(arnOf.group('web'), slow);
    expect(await send(address)).toMatchObject({ status: 503 });
    expect(running.targetHealth(arnOf.group('web'))).toMatchObject([{ state: 'draining' }]);
    finish();
    expect(await answer).toMatchObject({ status: 200, body: 'done' });
    await deregistered;
    expect(running.targetHealth(arnOf.group('web'))).toEqual([]);
  });

  it('must be of a group that is deployed', async () => {
    const { running } = await balance([]);
    expect(() => running.registerTarget('arn:none', { host: '127.0.0.1', port: 1 })).toThrow(
      'target groups: arn:none is not deployed',
    );
  });
});

describe('an upgrade', () => {
  it('to a WebSocket joins client and target', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) =>
      socket.on('message', (data: Buffer) => socket.send(`echo ${data.toString()}`)),
    );
    const { running, address } = await balance([await listen(server)]);
    const client = new WebSocket(`ws://127.0.0.1:${address.port}/chat`);
    await new Promise((resolve, reject) => client.once('open', resolve).once('error', reject));
    const message = new Promise<string>((resolve) =>
      client.once('message', (data: Buffer) => resolve(data.toString())),
    );
    client.send('hi');
    expect(await message).toBe('echo hi');
    expect(balanced(running)).toMatchObject([{ status: 101, targetGroup: 'web' }]);
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.close(1000);
    expect(await closed).toBe(1000);
    sockets.close();
  });

  it('that the target does not take gets its answer', async () => {
    const { address } = await balance([await target((_, response) => void response.writeHead(404).end('no chat'))]);
    const text = 'GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(await raw(address, text)).toMatch(/^HTTP\/1.1 404 [^]*no chat$/);
  });

  it('to anything else is answered as if it had not been asked for', async () => {
    const { address } = await balance([await target(echo)]);
    const text = 'GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
    const answer = await raw(address, text);
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).not.toContain('h2c');
  });

  it('is 502 when the target is not there', async () => {
    const gone = await target(echo);
    await open.pop()?.close();
    const { address } = await balance([gone]);
    const text = 'GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(await raw(address, text)).toMatch(/^HTTP\/1.1 502 /);
  });
});

describe('a load balancer that faces the internet', () => {
  const name = 'gateway.stg.example.com';

  async function publicWeb(more: { allowedHosts?: readonly string[] } = {}) {
    const running = await startTestLoadBalancers(
      directory.path,
      [
        deployment('proxy-stg', [
          deployed.application('public', { internal: false, dns_name: 'public-1.eu-west-1.elb.amazonaws.com' }),
          deployed.listener('public', arnOf.application('public'), 80, action.redirect()),
          deployed.listener('public', arnOf.application('public'), 443, action.fixed(200, 'hello', 'text/plain'), {
            protocol: 'HTTPS',
            certificate_arn: arnOf.certificate(name),
          }),
          deployed.certificate(name),
          deployed.alias(name, 'Z-public', 'dualstack.public-1.eu-west-1.elb.amazonaws.com.'),
        ]),
      ],
      more,
    );
    open.push(running);
    return running;
  }

  it('speaks plain HTTP and TLS on one port', async () => {
    const running = await publicWeb();
    const { address, url } = running.listener('public', 443);
    expect(url).toBe(`http://localhost:${address.port}`);
    expect(await send(address, { headers: { host: `localhost:${address.port}` } })).toMatchObject({ body: 'hello' });
    const ca = readFileSync(running.caFile);
    for (const servername of ['localhost', name]) {
      expect(await send(address, { ca, servername, headers: { host: servername } })).toMatchObject({ body: 'hello' });
    }
  });

  it('redirects to its own TLS port on this machine', async () => {
    const running = await publicWeb();
    const { port } = running.listener('public', 443).address;
    const answer = await send(running.listener('public', 80).address, {
      path: '/api/users?a=1',
      headers: { host: 'localhost:8001' },
    });
    expect(answer).toMatchObject({
      status: 301,
      headers: { location: `https://localhost:${port}/api/users?a=1` },
    });
  });

  it.each([
    ['localhost:8000', 200],
    ['a.localhost', 200],
    ['127.0.0.1', 200],
    [name, 200],
    ['public-1.eu-west-1.elb.amazonaws.com', 200],
    ['allowed.example', 200],
    ['other.example', 421],
    ['evil.gateway.stg.example.com', 421],
    ['a b', 421],
  ])('answers %s with %d', async (host, status) => {
    const running = await publicWeb({ allowedHosts: ['allowed.example'] });
    expect(await send(running.listener('public', 443).address, { headers: { host } })).toMatchObject({ status });
  });

  it('refuses a WebSocket from a name that does not lead here', async () => {
    const running = await publicWeb();
    const text = 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(await raw(running.listener('public', 443).address, text)).toMatch(/^HTTP\/1.1 421 /);
  });

  it('names a port that is taken, and leaves nothing listening', async () => {
    const taken = await listen(createTcpServer());
    const start = startTestLoadBalancers(
      directory.path,
      [
        deployment('proxy-stg', [
          deployed.application('public', { internal: false }),
          deployed.listener('public', arnOf.application('public'), 80, action.fixed(200, 'hello')),
        ]),
      ],
      { firstPort: taken.port },
    );
    await expect(start).rejects.toMatchObject({ name: 'FrontError', code: 'port-taken' });
  });
});
