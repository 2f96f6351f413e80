import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { type EgressOptions, portOf, publicAddress, type RunningEgress, sendRaw, startEgress } from './running-egress';

const host = 'api.example.com';

describe('plain requests through the egress proxy', () => {
  let target: Server;
  let egress: RunningEgress;
  let seen: { method?: string | undefined; url?: string | undefined; headers: IncomingHttpHeaders; body: string }[];
  let answer: RequestListener;

  const start = async (options: EgressOptions = {}) => {
    egress = await startEgress({ targetPort: await portOf(target), ...options });
  };
  beforeEach(() => {
    seen = [];
    answer = (_request, response) => void response.writeHead(201, { 'x-answer': 'yes' }).end('hello');
    target = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ method: request.method, url: request.url, headers: request.headers, body });
        answer(request, response);
      });
    }).listen(0, '127.0.0.1');
  });
  afterEach(async () => {
    await egress.close();
    target.closeAllConnections();
    target.close();
  });
  const send = (lines: string[], body = '') =>
    sendRaw(egress.port, `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);

  it('reach the destination in origin form, with its own host and without what is between neighbours', async () => {
    await start();
    const reply = await send([
      `GET http://${host}/a/b?c=d HTTP/1.1`,
      'Host: evil.example.net',
      'Proxy-Authorization: Basic c2VjcmV0',
      'Connection: X-Mine',
      'X-Mine: 1',
      'X-Kept: 2',
    ]);
    expect(reply).toMatch(/^HTTP\/1\.1 201 Created\r\n[^]*x-answer: yes[^]*hello/i);
    expect(seen).toMatchObject([
      { method: 'GET', url: '/a/b?c=d', headers: { host, 'x-kept': '2', via: '1.1 egress-proxy' } },
    ]);
    for (const name of ['x-mine', 'proxy-authorization']) expect(seen[0]?.headers).not.toHaveProperty(name);
    expect(egress.dialled).toEqual([{ address: publicAddress, port: 80 }]);
    expect(await egress.audit(1)).toMatchObject([{ event: 'egress.allowed', reason: 'completed', host, port: 80 }]);
    expect(JSON.stringify(egress.lines)).not.toContain('c=d');
    expect(egress.lines[0]?.bytesIn).toBeGreaterThan(50);
  });

  it.each([
    ['Content-Length: 5', 'abcde', { 'content-length': '5' }],
    ['Transfer-Encoding: chunked', '5\r\nabcde\r\n0\r\n\r\n', { 'transfer-encoding': 'chunked' }],
  ])('carry a body framed by %s, also with GET', async (framing, body, headers) => {
    await start();
    for (const method of ['POST', 'GET'])
      await send([`${method} http://${host}/ HTTP/1.1`, `Host: ${host}`, framing], body);
    expect(seen).toMatchObject([
      { method: 'POST', body: 'abcde', headers },
      { method: 'GET', body: 'abcde', headers },
    ]);
  });

  it('answer 502 when the destination breaks off before its answer, and cut one that is broken off', async () => {
    await start();
    answer = (request) => void request.socket.destroy();
    expect(await send([`GET http://${host}/ HTTP/1.1`, `Host: ${host}`])).toMatch(
      /^HTTP\/1\.1 502 [^]*"response-failed"/,
    );
    answer = (request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('part', () => request.socket.destroy());
    };
    const reply = await send([`GET http://${host}/ HTTP/1.1`, `Host: ${host}`]);
    expect(reply).not.toMatch(/HTTP\/1\.1 50/);
    expect(reply.length).toBeLessThan(400);
    expect(await egress.audit(2)).toMatchObject([{ reason: 'aborted' }, { reason: 'aborted' }]);
  });

  it.each([
    ['idle-timeout', { idleMs: 50 }],
    ['total-timeout', { totalMs: 50 }],
  ])('answer 504 by %s', async (reason, limits) => {
    await start({ limits });
    answer = () => undefined;
    expect(await send([`GET http://${host}/ HTTP/1.1`, `Host: ${host}`])).toMatch(
      /^HTTP\/1\.1 504 [^]*"response-timeout"/,
    );
    expect(await egress.audit(1)).toMatchObject([{ event: 'egress.allowed', reason }]);
  });
});
