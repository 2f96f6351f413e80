import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { eventually, RawClient, startProxy, talk } from '../../../support/gateway-proxy';
import { startRawUpstream, startUpstream } from '../../../support/gateway-upstream';

const get = 'GET /api/users HTTP/1.1\r\nHost: a\r\n\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('an upstream that fails', () => {
  it.each([
    ['a body of known length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['a body that ends with the connection', 'HTTP/1.1 200 OK\r\n\r\nhalf'],
  ])('in the middle of %s aborts the answer', async (_title, half) => {
    let answering: Socket | undefined;
    const upstream = await startRawUpstream((_all, socket) => {
      answering = socket;
      socket.write(half);
    });
    const proxy = await startProxy(upstream.port);
    const client = new RawClient(proxy.port).send(get);
    await client.until((text) => text.includes('half'));
    answering?.resetAndDestroy();
    await eventually('reset', () => client.reset);
    await proxy.stop();
    await upstream.close();
  });

  it('to answer in time gives 504, and is not asked again', async () => {
    let asked = 0;
    const upstream = await startRawUpstream(() => (asked += 1));
    const proxy = await startProxy(upstream.port, {}, { limits: { firstByteTimeoutMs: 500 } });
    const response = await fetch(`http://127.0.0.1:${proxy.port}/api/users`);
    expect(response.status).toBe(504);
    expect(await response.json()).toEqual({ detail: "Service 'users' timeout" });
    expect(asked).toBe(1);
    await proxy.stop();
    await upstream.close();
  });

  it('to go on in time aborts the answer', async () => {
    const upstream = await startRawUpstream((_all, socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
    );
    const proxy = await startProxy(upstream.port, {}, { limits: { idleTimeoutMs: 60 } });
    const client = new RawClient(proxy.port).send(get);
    await client.until((text) => text.endsWith('half'));
    await eventually('aborted', () => client.reset);
    await proxy.stop();
    await upstream.close();
  });

  it('a request as a whole is cut at the total timeout', async () => {
    const upstream = await startRawUpstream((_all, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n');
      const drip = setInterval(() => socket.write('a'), 10);
      socket.on('close', () => clearInterval(drip));
    });
    const proxy = await startProxy(upstream.port, {}, { limits: { totalTimeoutMs: 150, idleTimeoutMs: 5000 } });
    const client = new RawClient(proxy.port).send(get);
    await eventually('aborted', () => client.reset);
    expect(client.received.length).toBeGreaterThan(60);
    await proxy.stop();
    await upstream.close();
  });

  /** An upstream that closes the first `failures` connections without a word. */
  const flaky = async (failures: number) => {
    const heads: string[] = [];
    const upstream = await startRawUpstream((all, socket) => {
      heads.push(all.slice(0, all.indexOf('\r\n')));
      if (heads.length <= failures) socket.destroy();
      else socket.end(ok);
    });
    return { upstream, heads, proxy: await startProxy(upstream.port) };
  };

  it.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])('to answer %s without a body is asked again', async (method) => {
    const { upstream, heads, proxy } = await flaky(1);
    const message = `${method} /api/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    expect(await talk(proxy.port, message)).toMatch(/^HTTP\/1\.1 200 /);
    expect(heads).toEqual([`${method} /users HTTP/1.1`, `${method} /users HTTP/1.1`]);
    await proxy.stop();
    await upstream.close();
  });

  it.each([
    ['POST', ''],
    ['PATCH', ''],
    ['PUT', 'Content-Length: 1\r\n'],
  ])('to answer %s %s is not asked again', async (method, lines) => {
    const { upstream, heads, proxy } = await flaky(1);
    const message = `${method} /api/users HTTP/1.1\r\nHost: a\r\n${lines}Connection: close\r\n\r\n${lines === '' ? '' : 'x'}`;
    expect(await talk(proxy.port, message)).toMatch(/^HTTP\/1\.1 502 /);
    expect(heads).toHaveLength(1);
    await proxy.stop();
    await upstream.close();
  });

  it('always is retried within the budget, then kept from requests until a probe succeeds', async () => {
    const { upstream, heads, proxy } = await flaky(50);
    const statuses: number[] = [];
    for (let at = 0; at < 30; at += 1) statuses.push((await fetch(`http://127.0.0.1:${proxy.port}/api/users`)).status);
    // 20 failures open the circuit; the budget of 10 retries and what 20 requests earn is all that was asked beyond them.
    expect(statuses).toEqual([...Array<number>(20).fill(502), ...Array<number>(10).fill(503)]);
    expect(heads.length).toBeGreaterThan(20);
    expect(heads.length).toBeLessThanOrEqual(32);
    const refused = await fetch(`http://127.0.0.1:${proxy.port}/api/users`);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    await proxy.stop();
    await upstream.close();
  });

  it('while too many requests are at work answers 503 with Retry-After', async () => {
    const waiting: Socket[] = [];
    const upstream = await startRawUpstream((_all, socket) => waiting.push(socket));
    const proxy = await startProxy(upstream.port, {}, { limits: { maxConcurrentRequests: 2 } });
    const clients = [new RawClient(proxy.port).send(get), new RawClient(proxy.port).send(get)];
    await eventually('two at work', () => waiting.length === 2);
    const refused = await fetch(`http://127.0.0.1:${proxy.port}/api/users`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    for (const socket of waiting) socket.end(ok);
    for (const client of clients) await client.until((text) => text.endsWith('ok'));
    for (const client of clients) client.socket.destroy();
    await proxy.stop();
    await upstream.close();
  });
});

describe('a client that fails', () => {
  it('to send its head in time is refused with 408', async () => {
    const upstream = await startUpstream((_incoming, response) => response.end());
    const proxy = await startProxy(upstream.port, {}, { limits: { headTimeoutMs: 80 } });
    const client = new RawClient(proxy.port).send('GET /api/users HTTP/1.1\r\n');
    const drip = setInterval(() => client.send('X'), 10);
    const answer = await client.untilClosed();
    clearInterval(drip);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    await proxy.stop();
    await upstream.close();
  });

  it('to send its body in time is refused with 408, and the upstream let go', async () => {
    const upstream = await startRawUpstream(() => undefined);
    const proxy = await startProxy(upstream.port, {}, { limits: { idleTimeoutMs: 80 } });
    const client = new RawClient(proxy.port).send('POST /api/users HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab');
    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 408 /);
    await eventually('let go', () => upstream.sockets.size === 0);
    await proxy.stop();
    await upstream.close();
  });

  it('to stay ends the request at the upstream', async () => {
    const upstream = await startRawUpstream(() => undefined);
    const proxy = await startProxy(upstream.port);
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write(get);
    await eventually('asked', () => upstream.sockets.size === 1);
    socket.resetAndDestroy();
    await eventually('let go', () => upstream.sockets.size === 0);
    await proxy.stop();
    await upstream.close();
  });

  it('to close its half only is answered', async () => {
    const upstream = await startUpstream((_incoming, response) => void setTimeout(() => response.end('late'), 20));
    const proxy = await startProxy(upstream.port);
    const client = new RawClient(proxy.port);
    client.socket.end(get);
    expect(await client.untilClosed()).toMatch(/late/);
    await proxy.stop();
    await upstream.close();
  });
});

describe('draining', () => {
  it('lets the request at work end, closes idle connections and takes no new one', async () => {
    let answer: () => void = () => undefined;
    const upstream = await startUpstream((_incoming, response) => (answer = () => response.end('done')));
    const proxy = await startProxy(upstream.port, { stopTimeoutSeconds: 20 });
    const idle = new RawClient(proxy.port).send('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
    await idle.until((text) => text.includes('200 OK'));
    const busy = new RawClient(proxy.port).send(get);
    await eventually('asked', () => upstream.sockets.size === 1);
    const stopped = proxy.stop();
    idle.send('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await idle.untilClosed()).toMatch(/HTTP\/1\.1 200 OK\r\n(?:(?!HTTP)[^])*connection: close\r\n/i);
    await expect(fetch(`http://127.0.0.1:${proxy.port}/health`)).rejects.toThrow();
    answer();
    expect(await busy.untilClosed()).toMatch(/connection: close\r\n[^]*done/);
    await stopped;
    expect(proxy.lines().map(({ message }) => message)).toContain('drained');
    await upstream.close();
  });

  it('cuts what is left when the budget is spent', async () => {
    const upstream = await startRawUpstream(() => undefined);
    const proxy = await startProxy(upstream.port);
    const client = new RawClient(proxy.port).send(get);
    await eventually('asked', () => upstream.sockets.size === 1);
    await proxy.stop();
    await client.untilClosed();
    expect(proxy.lines().some(({ message }) => String(message).startsWith('drain timeout'))).toBe(true);
    await upstream.close();
  });
});

describe('a change of the address', () => {
  it('is followed without a restart, by open connections too', async () => {
    const first = await startUpstream((_incoming, response) => response.end('first'), { host: '127.0.0.1' });
    const second = await startUpstream((_incoming, response) => response.end('second'), {
      host: '127.0.0.2',
      port: first.port,
    });
    let address = '127.0.0.1';
    const proxy = await startProxy(
      first.port,
      { upstreamHost: 'services.test' },
      { resolve: () => Promise.resolve([{ address, family: 4, ttlSeconds: 1 }]) },
    );
    const ask = async () => (await fetch(`http://127.0.0.1:${proxy.port}/api/users`)).text();
    expect(await ask()).toBe('first');
    address = '127.0.0.2';
    const deadline = Date.now() + 5000;
    let answer = await ask();
    while (answer !== 'second' && Date.now() < deadline) answer = await ask();
    expect(answer).toBe('second');
    await proxy.stop();
    await first.close();
    await second.close();
  });
});

describe('an upgrade', () => {
  it('joins the two connections', async () => {
    const upstream = await startRawUpstream((all, socket) => {
      if (!all.endsWith('\r\n\r\n') && !all.endsWith('ping')) return;
      if (all.endsWith('ping')) socket.write('pong');
      else {
        const key = /sec-websocket-key: (.*)\r\n/.exec(all)?.[1] ?? '';
        const accept = createHash('sha1').update(key).digest('base64');
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\nfirst`,
        );
      }
    });
    const proxy = await startProxy(upstream.port);
    const client = new RawClient(proxy.port).send(
      'GET /api/users/live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: abc\r\n\r\n',
    );
    const head = await client.until((text) => text.endsWith('first'));
    expect(head).toMatch(
      /^HTTP\/1\.1 101 Switching Protocols\r\nSec-WebSocket-Accept: [^\r]+\r\nconnection: upgrade\r\nupgrade: websocket\r\n/,
    );
    client.send('ping');
    await client.until((text) => text.endsWith('pong'));
    client.socket.destroy();
    await eventually('closed', () => upstream.sockets.size === 0);
    await proxy.stop();
    expect(proxy.lines().find(({ status }) => status === 101)).toMatchObject({
      requestBytes: 4,
      path: '/api/users/live',
    });
    await upstream.close();
  });
});
