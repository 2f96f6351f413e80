import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type TargetAddress } from '../../../../local/runtime/load-balancing/load-balancers';
import { healthProbe } from '../../../../local/runtime/load-balancing/targets/health-probe';
import { crc32c } from '../../../../local/runtime/load-balancing/network/crc32c';
import { proxyProtocolHeader } from '../../../../local/runtime/load-balancing/network/proxy-protocol';
import { TemporaryDirectory } from '../../../support/deployed-state';
import {
  action,
  arnOf,
  deployed,
  deployment,
  startTestLoadBalancers,
  type TestLoadBalancers,
} from '../../../support/load-balancing';

const egressName = 'egress.stg.example.com';
const directory = new TemporaryDirectory();
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});
afterAll(() => directory.remove());

/** A target that gives `handler` each connection. */
async function target(handler: (socket: Socket) => void): Promise<TargetAddress> {
  const server = createServer({ allowHalfOpen: true }, handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => server.close() });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('server has no port');
  return { host: '127.0.0.1', port: address.port };
}

/** Sends back all that it got, once the client has ended its half. */
function answersAtEnd(socket: Socket): void {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('end', () => socket.end(Buffer.concat(chunks)));
  socket.on('error', () => socket.destroy());
}

async function egress(
  targets: readonly TargetAddress[],
  listener: Readonly<Record<string, unknown>>,
  proxyProtocol = false,
): Promise<TestLoadBalancers> {
  const running = await startTestLoadBalancers(directory.path, [
    deployment('egress-stg', [
      deployed.network('egress'),
      deployed.listener('egress', arnOf.network('egress'), 443, action.forward('egress'), listener),
      deployed.group('egress', {
        protocol: 'TCP',
        proxy_protocol_v2: proxyProtocol,
        health_check: [{ enabled: false, protocol: 'TCP' }],
      }),
      deployed.certificate(egressName),
      deployed.endpointService('egress', 'egress', false),
      deployed.endpoint('vpce-0123', 'egress', 'vpc-isolated'),
    ]),
  ]);
  open.push(running);
  for (const address of targets) running.registerTarget(arnOf.group('egress'), address);
  return running;
}

/** Sends `text`, ends its half, and gives what comes back; rejects when the connection is reset. */
function exchange(socket: Socket, text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(Buffer.concat(chunks)));
    socket.end(text);
  });
}

describe('a TCP listener', () => {
  it('passes bytes both ways, also after the client has ended its half', async () => {
    const running = await egress([await target(answersAtEnd)], { protocol: 'TCP' });
    const { host, port } = running.listener('egress', 443).address;
    const text = 'x'.repeat(1024 * 1024);
    expect((await exchange(connect({ host, port, allowHalfOpen: true }), text)).toString()).toBe(text);
  });

  it('resets a connection when no target is registered, or it refuses', async () => {
    const none = (await egress([], { protocol: 'TCP' })).listener('egress', 443).address;
    await expect(exchange(connect(none.port, none.host), 'a')).rejects.toMatchObject({ code: 'ECONNRESET' });
    const gone = await target(answersAtEnd);
    await open.pop()?.close();
    const refused = (await egress([gone], { protocol: 'TCP' })).listener('egress', 443).address;
    await expect(exchange(connect(refused.port, refused.host), 'a')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('ends a connection on which nothing moves', async () => {
    const running = await egress([await target(() => undefined)], { protocol: 'TCP', tcp_idle_timeout_seconds: 1 });
    const { host, port } = running.listener('egress', 443).address;
    const socket = connect(port, host);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(socket.bytesRead).toBe(0);
  });

  it('tells the target nothing of the client unless the group asks for it', async () => {
    const running = await egress([await target(answersAtEnd)], { protocol: 'TCP' });
    const address = running.namesIn('vpc-isolated')['vpce-0123-x.vpce-svc-egress.eu-west-1.vpce.amazonaws.com']?.[443];
    expect((await exchange(connect(address?.port ?? 0, '127.0.0.1'), 'hello')).toString()).toBe('hello');
  });
});

describe('a TLS listener', () => {
  it('ends TLS by the deployed certificate and tells the target the endpoint', async () => {
    const running = await egress(
      [await target(answersAtEnd)],
      { protocol: 'TLS', certificate_arn: arnOf.certificate(egressName) },
      true,
    );
    const name = 'vpce-0123-x.vpce-svc-egress.eu-west-1.vpce.amazonaws.com';
    const address = running.namesIn('vpc-isolated')[name]?.[443];
    const ca = readFileSync(running.caFile);
    const socket = connectTls({ host: '127.0.0.1', port: address?.port, ca, servername: egressName });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    const client = socket.localPort ?? 0;
    const received = await exchange(socket, 'CONNECT');
    const header = proxyProtocolHeader({
      source: { host: '127.0.0.1', port: client },
      destination: { host: '127.0.0.1', port: address?.port ?? 0 },
      endpointId: 'vpce-0123',
    });
    expect(received.toString('latin1')).toBe(header.toString('latin1') + 'CONNECT');
  });

  it('gives the target no endpoint when the connection came through none', async () => {
    const running = await egress([await target(answersAtEnd)], { protocol: 'TCP' }, true);
    const { host, port } = running.listener('egress', 443).address;
    const received = await exchange(connect({ host, port, allowHalfOpen: true }), 'hello');
    expect(received.length).toBe(16 + 12 + 7 + 'hello'.length);
    expect(received.toString('latin1')).not.toContain('vpce');
  });
});

describe('proxyProtocolHeader', () => {
  const source = { host: '10.1.0.5', port: 40_000 };
  const destination = { host: '10.1.0.9', port: 443 };

  it('is the bytes of version 2, with the endpoint in a field of AWS', () => {
    const header = proxyProtocolHeader({ source, destination, endpointId: 'vpce-1' });
    const checksum = header.subarray(31, 35);
    const zeroed = Buffer.from(header);
    zeroed.fill(0, 31, 35);
    expect(checksum.readUInt32BE()).toBe(crc32c(zeroed));
    expect(zeroed.toString('hex')).toBe(
      [
        '0d0a0d0a000d0a515549540a', // signature
        '21', // version 2, PROXY
        '11', // TCP over IPv4
        '001d', // 29 bytes follow
        '0a010005', // source
        '0a010009', // destination
        '9c40', // source port
        '01bb', // destination port
        '03000400000000', // CRC-32C
        'ea000701' + Buffer.from('vpce-1').toString('hex'), // AWS, endpoint id
      ].join(''),
    );
  });

  it('has addresses of IPv6 when one is', () => {
    const header = proxyProtocolHeader({ source: { host: '::1', port: 1 }, destination });
    expect(header[13]).toBe(0x21);
    expect(header.readUInt16BE(14)).toBe(36 + 7);
    expect(header.subarray(32, 48).toString('hex')).toBe('00000000000000000000ffff0a010009');
  });
});

describe('crc32c', () => {
  it('is that of the check string', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });
});

describe('health checks of a group with proxy protocol', () => {
  const check = {
    enabled: true,
    protocol: 'HTTP',
    path: '/health',
    matcher: '200',
    intervalMs: 30_000,
    timeoutMs: 5000,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
  } as const;
  const local = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

  it.each([
    [true, 'begins with a header of the load balancer itself'],
    [false, 'begins with the request'],
  ])('%s: a check %s', async (proxyProtocol) => {
    const received: Buffer[] = [];
    const address = await target((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk: Buffer) => {
        received.push(chunk);
        if (Buffer.concat(received).includes('\r\n\r\n', proxyProtocol ? local.length : 0)) socket.end(answer);
      });
    });
    expect(await healthProbe(check, proxyProtocol)(address, new AbortController().signal)).toBeUndefined();
    const bytes = Buffer.concat(received);
    expect(bytes.subarray(0, local.length).equals(local)).toBe(proxyProtocol);
    expect(bytes.subarray(proxyProtocol ? local.length : 0).toString()).toMatch(/^GET \/health HTTP\/1.1\r\n/);
  });
});
