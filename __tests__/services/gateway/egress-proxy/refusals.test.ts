import { askTunnel, publicAddress, type RunningEgress, sendRaw, startEgress } from './running-egress';

const literals = [
  '169.254.169.254',
  '93.184.215.14',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '169.254.169.254.',
  '[::1]',
  '[fd00:ec2::254]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::169.254.169.254]',
  '1.2.3.4.5',
  'evil.0x7f',
];

describe('what the egress proxy refuses', () => {
  let egress: RunningEgress | undefined;
  const start = async (options?: Parameters<typeof startEgress>[0]) => (egress = await startEgress(options));
  afterEach(async () => {
    await egress?.close();
    egress = undefined;
  });

  const tunnelReply = async (running: RunningEgress, target: string) => {
    const { socket, reply } = await askTunnel(running.port, target);
    socket.destroy();
    return reply;
  };
  const plainReply = (running: RunningEgress, url: string) =>
    sendRaw(running.port, `GET ${url} HTTP/1.1\r\nHost: whatever\r\nConnection: close\r\n\r\n`);
  const expectDenied = async (running: RunningEgress, reason: string, target: object) => {
    const lines = await running.audit(1);
    expect(lines).toEqual([
      {
        time: expect.any(String),
        event: 'egress.denied',
        host: null,
        port: null,
        reason,
        vpcEndpointId: null,
        client: expect.stringContaining('127.0.0.1'),
        bytesIn: 0,
        bytesOut: 0,
        durationMs: expect.any(Number),
        requestId: expect.any(String),
        ...target,
      },
    ]);
    expect(running.dialled).toEqual([]);
  };

  it.each([
    ['other.example.com:443', 'other.example.com', 443],
    ['api.example.com:8443', 'api.example.com', 8443],
    ['api.example.com:22', 'api.example.com', 22],
    ['xapi.example.com:443', 'xapi.example.com', 443],
    ['api.example.com.evil.test:443', 'api.example.com.evil.test', 443],
    ['metadata.google.internal:80', 'metadata.google.internal', 80],
  ])('a tunnel to %s, which is off the list, without a look-up', async (target, host, port) => {
    const running = await start();
    const reply = await tunnelReply(running, target);
    expect(reply).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(JSON.parse(reply.split('\r\n\r\n')[1] ?? '')).toEqual({
      detail: 'The host and port are not on the allow-list',
      reason: 'not-allowed',
      requestId: 'r-1',
    });
    await expectDenied(running, 'not-allowed', { host, port, requestId: 'r-1' });
    expect(running.looked).toEqual([]);
  });

  it.each(['http://other.example.com/', 'http://api.example.com:8080/', 'http://api.example.com.evil.test/a?b=c'])(
    'a plain request for %s, which is off the list, and logs no path',
    async (url) => {
      const running = await start();
      expect(await plainReply(running, url)).toMatch(/^HTTP\/1\.1 403 /);
      const { hostname, port } = new URL(url);
      await expectDenied(running, 'not-allowed', { host: hostname, port: Number(port || '80') });
      expect(JSON.stringify(running.lines)).not.toContain('b=c');
    },
  );

  it.each(literals)('the address %s, however it is asked for', async (literal) => {
    const running = await start({ allowed: '*.example.com' });
    expect(await tunnelReply(running, `${literal}:443`)).toMatch(/^HTTP\/1\.1 403 [^]*"ip-literal"/);
    await expectDenied(running, 'ip-literal', { host: literal, port: 443 });
    running.lines.length = 0;
    expect(await plainReply(running, `http://${literal}/latest/meta-data`)).toMatch(/^HTTP\/1\.1 403 [^]*"ip-literal"/);
    await expectDenied(running, 'ip-literal', { host: literal, port: 80 });
    expect(running.looked).toEqual([]);
  });

  it.each([
    ['user@api.example.com:443', 403, 'userinfo'],
    ['api.example.com:443@evil.test:443', 403, 'userinfo'],
    ['api.example.com', 400, 'malformed-target'],
    ['api.example.com:', 400, 'malformed-target'],
    ['api.example.com:0', 400, 'malformed-target'],
    ['api.example.com:65536', 400, 'malformed-target'],
    ['api.example.com:443x', 400, 'malformed-target'],
    ['api.example.com.:443', 400, 'malformed-target'],
    ['api..example.com:443', 400, 'malformed-target'],
    ['localhost:443', 400, 'malformed-target'],
    ['api%2eexample.com:443', 400, 'malformed-target'],
  ])('a tunnel to %s with %d', async (target, status, reason) => {
    const running = await start();
    expect(await tunnelReply(running, target)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*"${reason}"`));
    expect(await running.audit(1)).toMatchObject([{ event: 'egress.denied', reason }]);
    expect(running.looked).toEqual([]);
  });

  it.each([
    ['http://user:pw@api.example.com/', 403, 'userinfo'],
    ['http://api.example.com@evil.test/', 403, 'userinfo'],
    ['https://api.example.com/', 403, 'https-without-connect'],
    ['ftp://api.example.com/', 400, 'malformed-target'],
    ['/etc/passwd', 400, 'malformed-target'],
    ['//evil.test/', 400, 'malformed-target'],
    ['http://api.example.com.:80/', 400, 'malformed-target'],
  ])('a plain request for %s with %d and logs no password', async (url, status, reason) => {
    const running = await start();
    expect(await plainReply(running, url)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*"${reason}"`));
    expect(await running.audit(1)).toMatchObject([{ event: 'egress.denied', reason }]);
    expect(JSON.stringify(running.lines)).not.toMatch(/pw|passwd/);
  });

  it.each([
    ['169.254.169.254'],
    ['127.0.0.1'],
    ['10.0.0.5'],
    ['100.64.0.1'],
    ['::ffff:10.0.0.5'],
    ['fd00:ec2::254'],
    ['64:ff9b::a9fe:a9fe'],
    [publicAddress, '10.0.0.5'],
    ['2606:4700::1', '::1'],
  ])('a name that is on the list and resolves to %s %s', async (...answer) => {
    const running = await start({ names: { 'api.example.com': [answer.filter((text) => typeof text === 'string')] } });
    expect(await tunnelReply(running, 'api.example.com:443')).toMatch(/^HTTP\/1\.1 403 [^]*"non-public-address"/);
    await expectDenied(running, 'non-public-address', { host: 'api.example.com', port: 443 });
  });

  it('a name that resolves to a private address the second time, and never resolves twice for one request', async () => {
    const running = await start({ names: { 'api.example.com': [[publicAddress], ['169.254.169.254']] } });
    // Nothing listens at the target port: what counts is what was dialled.
    expect(await tunnelReply(running, 'api.example.com:443')).toMatch(/^HTTP\/1\.1 502 [^]*"connect-failed"/);
    expect(running.dialled).toEqual([{ address: publicAddress, port: 443 }]);
    expect(running.looked).toHaveLength(1);
    expect(await tunnelReply(running, 'api.example.com:443')).toMatch(/^HTTP\/1\.1 403 [^]*"non-public-address"/);
    expect(running.dialled).toHaveLength(1);
    expect(await running.audit(2)).toMatchObject([
      { event: 'egress.allowed', reason: 'connect-failed' },
      { event: 'egress.denied', reason: 'non-public-address' },
    ]);
  });

  it('a name without an address', async () => {
    const running = await start({ names: { 'api.example.com': [[]] } });
    expect(await tunnelReply(running, 'api.example.com:443')).toMatch(/^HTTP\/1\.1 502 [^]*"resolution-failed"/);
    expect(await running.audit(1)).toMatchObject([{ event: 'egress.allowed', reason: 'resolution-failed' }]);
  });

  it('a name that is not answered in time', async () => {
    const running = await start({ limits: { resolveTimeoutMs: 20 }, lookup: () => new Promise(() => undefined) });
    expect(await tunnelReply(running, 'api.example.com:443')).toMatch(/^HTTP\/1\.1 504 [^]*"resolution-timeout"/);
    expect(await running.audit(1)).toMatchObject([{ event: 'egress.allowed', reason: 'resolution-timeout' }]);
  });

  it.each([
    [
      'both lengths',
      'POST http://api.example.com/ HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'two lengths',
      'POST http://api.example.com/ HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde',
    ],
    ['a negative length', 'POST http://api.example.com/ HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'],
    ['a folded header', 'GET http://api.example.com/ HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n'],
    ['a bare line feed', 'GET http://api.example.com/ HTTP/1.1\nHost: a\n\n'],
    ['a bare line feed between headers', 'GET http://api.example.com/ HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n'],
    ['a space before the colon', 'GET http://api.example.com/ HTTP/1.1\r\nHost : a\r\n\r\n'],
    [
      'another encoding',
      'POST http://api.example.com/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'an encoding that does not end in chunked',
      'POST http://api.example.com/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
    ],
    ['no Host', 'GET http://api.example.com/ HTTP/1.1\r\n\r\n'],
    ['a control byte in the target', 'GET http://api.example.com/\x01 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a byte beyond ASCII in the target', 'GET http://api.example.com/\xff HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no HTTP', '\x16\x03\x01\x00\x05hello'],
    ['too many headers', `GET http://api.example.com/ HTTP/1.1\r\nHost: a\r\nX-A: ${'x'.repeat(20_000)}\r\n\r\n`],
  ])('a request with %s', async (_, bytes) => {
    const running = await start();
    expect(await sendRaw(running.port, Buffer.from(bytes, 'latin1'))).toMatch(/^HTTP\/1\.1 4\d\d /);
    await running.audit(1);
    expect(running.lines.map(({ event }) => event)).toEqual(running.lines.map(() => 'egress.denied'));
    expect(running.dialled).toEqual([]);
  });
});
