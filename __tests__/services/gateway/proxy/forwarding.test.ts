import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { eventually, RawClient, type RunningProxy, startProxy, talk } from '../../../support/gateway-proxy';
import { startRawUpstream, startUpstream, type Upstream } from '../../../support/gateway-upstream';

/** A proxy before an upstream that answers every request with `answer` and keeps what it received. */
async function before(
  answer: string,
): Promise<{ proxy: RunningProxy; received: () => string; stop: () => Promise<void> }> {
  let received = '';
  const upstream = await startRawUpstream((all, socket) => {
    received = all;
    if (all.includes('\r\n\r\n')) socket.end(answer, 'latin1');
  });
  const proxy = await startProxy(upstream.port);
  return {
    proxy,
    received: () => received,
    stop: async () => {
      await proxy.stop();
      await upstream.close();
    },
  };
}

const get = (lines = ''): string =>
  `GET /api/users HTTP/1.1\r\nHost: gateway.example\r\n${lines}Connection: close\r\n\r\n`;

describe('what an upstream receives', () => {
  let running: Awaited<ReturnType<typeof before>>;
  beforeAll(async () => (running = await before('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n')));
  afterAll(() => running.stop());

  const send = async (lines = ''): Promise<string> => {
    await talk(running.proxy.port, get(lines));
    return running.received();
  };

  it('is the request with the headers of the proxy', async () => {
    const lines = (await send('Accept: text/plain\r\nCookie: a=b\r\n')).split('\r\n');
    expect(lines[0]).toBe('GET /users HTTP/1.1');
    expect(
      lines
        .slice(1, -2)
        .map((line) => line.replace(/[0-9a-f]{16,}/g, '<id>').replace(/127\.0\.0\.1:\d+/, '<upstream>')),
    ).toEqual([
      'host: <upstream>',
      'accept: text/plain',
      'cookie: a=b',
      'x-forwarded-for: 127.0.0.1',
      'x-forwarded-proto: http',
      'x-forwarded-host: gateway.example',
      'x-service-name: users',
      'x-request-id: <id>',
      'traceparent: 00-<id>-<id>-01',
    ]);
  });

  it('has no header of the hop before, named or listed by Connection', async () => {
    const received = await send(
      'Connection: X-Secret, keep-alive, X-Forwarded-For, Host\r\nX-Secret: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n' +
        'Proxy-Connection: keep-alive\r\nProxy-Authorization: Basic x\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\nTrailer: X\r\n',
    );
    expect(received).not.toMatch(/x-secret|keep-alive|\r\nte:|proxy-|upgrade|http2|trailer|\r\nconnection:/i);
    expect(received).toContain('\r\nx-forwarded-for: 127.0.0.1\r\n');
  });

  it.each([
    ['10.9.9.9, 203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:5000', '203.0.113.7'],
    ['[2001:db8::1]:5000', '2001:db8::1'],
    ['203.0.113.7, unknown', '127.0.0.1'],
    ['203.0.113.7,', '127.0.0.1'],
  ])('trusts the last entry of X-Forwarded-For alone: %s', async (sent, client) => {
    const received = await send(
      `X-Forwarded-For: ${sent}\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Port: 1\r\nForwarded: for=1.1.1.1\r\n`,
    );
    expect(received.match(/^(x-)?forwarded.*$/gm)).toEqual([
      `x-forwarded-for: ${client}\r`.trimEnd(),
      'x-forwarded-proto: http',
      'x-forwarded-host: gateway.example',
    ]);
  });

  it('passes https on and takes no other protocol', async () => {
    expect(await send('X-Forwarded-Proto: https\r\n')).toContain('x-forwarded-proto: https\r\n');
    expect(await send('X-Forwarded-Proto: gopher\r\n')).toContain('x-forwarded-proto: http\r\n');
  });

  it("replaces the client's X-Service-Name", async () => {
    const received = await send('X-Service-Name: orders\r\nx-service-name: payments\r\n');
    expect(received.match(/x-service-name: .*/gi)).toEqual(['x-service-name: users']);
  });

  it('continues a trace with a span of its own', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const received = await send(
      `traceparent: 00-${traceId}-00f067aa0ba902b7-00\r\ntracestate: a=1\r\ntracestate: b=2\r\n`,
    );
    expect(received).toMatch(new RegExp(`traceparent: 00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-00\r\n`));
    expect(received).toContain('tracestate: a=1,b=2\r\n');
  });

  it.each([
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'x',
  ])('starts a trace in the place of %s and drops its state', async (traceparent) => {
    const received = await send(`traceparent: ${traceparent}\r\ntracestate: a=1\r\n`);
    expect(received).toMatch(/traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-01\r\n/);
    expect(received).not.toMatch(/tracestate|00000000000000000000000000000000|4bf92f3577b34da6a3ce929d0e0e4736/);
  });

  it('takes a request id over when it is one, and answers with it', async () => {
    const answer = await talk(running.proxy.port, get('X-Request-Id: order-17.a\r\n'));
    expect(running.received()).toContain('x-request-id: order-17.a\r\n');
    expect(answer).toContain('x-request-id: order-17.a\r\n');
    expect(await send('X-Request-Id: {"a":1}\r\n')).toMatch(/x-request-id: [0-9a-f]{32}\r\n/);
  });

  it('is logged with the time of the upstream', async () => {
    await talk(
      running.proxy.port,
      get('X-Request-Id: logged-1\r\nX-Forwarded-For: 203.0.113.7\r\n').replace('/users', '/users/1?key=secret'),
    );
    const line = () => running.proxy.lines().find(({ requestId }) => requestId === 'logged-1');
    await eventually('the request is logged', () => line() !== undefined);
    expect(line()).toMatchObject({
      level: 'INFO',
      message: 'request',
      method: 'GET',
      path: '/api/users/1',
      service: 'users',
      status: 204,
      client: '203.0.113.7',
      attempts: 1,
      durationMs: expect.any(Number),
      upstreamMs: expect.any(Number),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });
});

describe('what a client receives', () => {
  it.each<[string, string, RegExp | string]>([
    [
      'several cookies',
      'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n',
      'Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n',
    ],
    [
      'a coding left as it is',
      'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x00\xff',
      /Content-Encoding: gzip[^]*\r\n\r\n\x1f\x8b\x00\xff$/,
    ],
    [
      'a status of its own',
      'HTTP/1.1 418 I am a teapot\r\nContent-Length: 0\r\n\r\n',
      /^HTTP\/1\.1 418 I am a teapot\r\n/,
    ],
    ['204 without a body', 'HTTP/1.1 204 No Content\r\n\r\n', /^HTTP\/1\.1 204 No Content\r\n[^]*\r\n\r\n$/],
    [
      '304 that has a length',
      'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 5\r\n\r\n',
      /ETag: "a"\r\n[^]*\r\n\r\n$/,
    ],
    [
      'early hints',
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1\.1 200 OK\r\n[^]*ok$/,
    ],
    [
      'chunks and trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n',
      /\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n$/,
    ],
    [
      'a body that ends with the connection',
      'HTTP/1.1 200 OK\r\n\r\nuntil the end',
      /connection: close\r\n\r\nuntil the end$/,
    ],
  ])('is %s', async (_title, answer, expected) => {
    const running = await before(answer);
    expect(await talk(running.proxy.port, get())).toMatch(expected);
    await running.stop();
  });

  it('has no header of the hop behind', async () => {
    const running = await before(
      'HTTP/1.1 200 OK\r\nConnection: X-Hop, close\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\nX-Request-Id: theirs\r\nContent-Length: 0\r\n\r\n',
    );
    const answer = await talk(running.proxy.port, get());
    expect(answer).not.toMatch(/X-Hop|keep-alive|theirs/i);
    await running.stop();
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['both lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 2\r\n\r\nok'],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n'],
    ['nothing', ''],
  ])('is 502 when the upstream answers %s', async (_title, answer) => {
    const running = await before(answer);
    expect(await talk(running.proxy.port, get())).toMatch(
      /^HTTP\/1\.1 502 [^]*\{"detail":"Bad gateway: [a-z ':-]+"\}$/,
    );
    await running.stop();
  });

  it('is the answer to each of several requests sent at once, in their order', async () => {
    const upstream = await startUpstream((incoming, response) => response.end(`<${incoming.url}>`));
    const proxy = await startProxy(upstream.port);
    const message = [1, 2, 3].map((id) => `GET /api/users/${id} HTTP/1.1\r\nHost: a\r\n\r\n`).join('');
    const client = new RawClient(proxy.port).send(message);
    const answer = await client.until((text) => text.includes('</users/3>'));
    expect(answer.match(/<[^>]*>/g)).toEqual(['</users/1>', '</users/2>', '</users/3>']);
    client.socket.destroy();
    await proxy.stop();
    await upstream.close();
  });
});

describe('bodies', () => {
  let upstream: Upstream;
  let proxy: RunningProxy;
  beforeAll(async () => {
    upstream = await startUpstream((incoming, response) => void incoming.pipe(response));
    proxy = await startProxy(upstream.port, {}, { limits: { maxBodyBytes: 20_000_000 } });
  });
  afterAll(async () => {
    await proxy.stop();
    await upstream.close();
  });

  it.each([
    ['with a length', { 'content-length': '12000000' }],
    ['in chunks', {}],
  ])('of 12 MB pass both ways %s', async (_title, headers) => {
    const part = Buffer.alloc(1_000_000, 'abcdefghijklm');
    const outgoing = request({ port: proxy.port, host: '127.0.0.1', path: '/api/users', method: 'PUT', headers });
    const sent = createHash('sha256');
    const received = createHash('sha256');
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    let bytes = 0;
    const read = answered.then(async ([response]) => {
      for await (const chunk of response) {
        // Bytes come as buffers while no encoding is set.
        received.update(chunk as Buffer);
        bytes += (chunk as Buffer).length;
      }
    });
    for (let at = 0; at < 12; at += 1) {
      sent.update(part);
      if (!outgoing.write(part)) await once(outgoing, 'drain');
    }
    outgoing.end();
    await read;
    expect(bytes).toBe(12_000_000);
    expect(received.digest('hex')).toBe(sent.digest('hex'));
  });

  it.each([
    ['a length', 'Content-Length: 20000001\r\n\r\n'],
    ['chunks', `Transfer-Encoding: chunked\r\n\r\n1312D01\r\n${'a'.repeat(100)}`],
  ])('beyond the limit by %s are refused with 413', async (title, framing) => {
    const client = new RawClient(proxy.port).send(`POST /api/users HTTP/1.1\r\nHost: a\r\n${framing}`);
    if (title === 'chunks') client.send('a'.repeat(20_000_000));
    // The upstream may have started to answer; then the body is cut, never completed.
    const answer = await client.untilClosed();
    expect(answer.startsWith('HTTP/1.1 413 ') || !answer.endsWith('0\r\n\r\n')).toBe(true);
  });

  it.each([
    ['/api/users?' + 'a'.repeat(9000), '', 414],
    ['/api/users', `X-A: ${'a'.repeat(17_000)}\r\n`, 431],
    ['/api/users', 'X-A: a\r\n'.repeat(101), 431],
  ])('heads beyond the limits are refused', async (target, lines, status) => {
    const answer = await talk(proxy.port, `GET ${target} HTTP/1.1\r\nHost: a\r\n${lines}\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('wait for 100 Continue of the upstream', async () => {
    const client = new RawClient(proxy.port);
    client.send(
      'POST /api/users HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n',
    );
    await client.until((text) => text.startsWith('HTTP/1.1 100 Continue\r\n'));
    expect(await client.send('ok').untilClosed()).toMatch(/HTTP\/1\.1 200 OK[^]*ok/);
  });
});
