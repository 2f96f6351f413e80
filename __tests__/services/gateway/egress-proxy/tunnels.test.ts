import { once } from 'node:events';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { issueAuthority, issueServer, type KeyPair } from '../../../../local/runtime/front/issue';
import {
  askTunnel,
  type EgressOptions,
  portOf,
  publicAddress,
  type RunningEgress,
  startEgress,
  until,
} from './running-egress';

const host = 'api.example.com';

describe('tunnels of the egress proxy', () => {
  let ca: KeyPair;
  let pair: KeyPair;
  let target: Server;
  let targetPort: number;
  let onConnection: (socket: TLSSocket) => void;
  let rawConnections: Socket[];
  let rawBytes: number;
  const closing: (() => Promise<void> | void)[] = [];

  beforeAll(async () => {
    const lifetime = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 86_400_000) };
    ca = await issueAuthority(lifetime);
    pair = await issueServer(ca, [host], lifetime);
  });
  beforeEach(async () => {
    onConnection = (socket) => void socket.pipe(socket);
    rawConnections = [];
    rawBytes = 0;
    const server = createTlsServer({ key: pair.key, cert: pair.cert, allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    server.on('tlsClientError', () => undefined);
    server.on('connection', (socket: Socket) => rawConnections.push(socket));
    target = server.listen(0, '127.0.0.1');
    targetPort = await portOf(target);
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    for (const socket of rawConnections) socket.destroy();
    target.close();
  });

  const start = async (options: EgressOptions = {}): Promise<RunningEgress> => {
    const egress = await startEgress({ targetPort, ...options });
    closing.push(() => egress.close());
    return egress;
  };
  const open = async (egress: RunningEgress, servername = host) => {
    const { socket, reply } = await askTunnel(egress.port, `${host}:443`);
    closing.push(() => void socket.destroy());
    expect(reply).toBe('HTTP/1.1 200 Connection Established\r\n\r\n');
    return connectTls({ socket, servername, ca: ca.cert });
  };
  /** A target that speaks no TLS and counts what reaches it. */
  const countingTarget = async (): Promise<number> => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => void (rawBytes += chunk.length));
      rawConnections.push(socket);
    }).listen(0, '127.0.0.1');
    closing.push(() => void server.close());
    return portOf(server);
  };

  it('carry TLS to the address that was checked, and are logged with the bytes of both ways', async () => {
    const egress = await start();
    const tls = await open(egress);
    await once(tls, 'secureConnect');
    expect(tls.authorized).toBe(true);
    tls.end('hello '.repeat(10_000));
    let text = '';
    tls.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(tls, 'end');
    expect(text).toBe('hello '.repeat(10_000));
    tls.destroy();
    const [line] = await egress.audit(1);
    expect(line).toMatchObject({ event: 'egress.allowed', host, port: 443, requestId: 'r-1' });
    expect(line?.bytesOut).toBeGreaterThan(60_000);
    expect(line?.bytesIn).toBeGreaterThan(60_000);
    expect(egress.dialled).toEqual([{ address: publicAddress, port: 443 }]);
  });

  it.each([
    ['another server name', 'other.example.com', 'sni-mismatch'],
    ['no server name', '', 'sni-missing'],
  ])('are refused with %s, before a byte reaches the destination', async (_, servername, reason) => {
    const egress = await start({ targetPort: await countingTarget() });
    const tls = await open(egress, servername);
    await expect(once(tls, 'secureConnect')).rejects.toThrow(/alert access denied|reset|disconnected/i);
    expect(await egress.audit(1)).toMatchObject([{ event: 'egress.denied', reason, host, port: 443, bytesOut: 0 }]);
    expect(rawBytes).toBe(0);
  });

  it.each([
    ['HTTP', 'GET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a TLS alert', '\x15\x03\x03\x00\x02\x02\x28'],
    ['a handshake that is no ClientHello', '\x16\x03\x01\x00\x04\x02\x00\x00\x00'],
    ['an empty record', '\x16\x03\x01\x00\x00'],
  ])('are refused when they begin with %s', async (_, bytes) => {
    const egress = await start({ targetPort: await countingTarget() });
    const { socket } = await askTunnel(egress.port, `${host}:443`);
    const closed = once(socket, 'close');
    socket.resume();
    socket.write(Buffer.from(bytes, 'latin1'));
    await once(socket, 'end');
    socket.destroy();
    await closed;
    expect(await egress.audit(1)).toMatchObject([{ event: 'egress.denied', reason: 'not-tls' }]);
    expect(rawBytes).toBe(0);
  });

  it('are refused when nothing is said in time', async () => {
    const egress = await start({ limits: { helloTimeoutMs: 30 } });
    const { socket } = await askTunnel(egress.port, `${host}:443`);
    socket.resume();
    await once(socket, 'end');
    socket.destroy();
    expect(await egress.audit(1)).toMatchObject([{ event: 'egress.denied', reason: 'hello-timeout' }]);
  });

  it('take a first message that comes byte by byte', async () => {
    const egress = await start();
    const tls = await open(egress);
    await once(tls, 'secureConnect');
    // The proxy has joined the pieces of at least one hello; now one that is sent in single bytes.
    const relayServer = createTcpServer((from) => {
      void askTunnel(egress.port, `${host}:443`).then(({ socket }) => {
        from.on('data', (chunk: Buffer) => {
          for (const byte of chunk) socket.write(Buffer.from([byte]));
        });
        socket.setNoDelay(true).pipe(from);
        closing.push(() => void socket.destroy());
      });
      closing.push(() => void from.destroy());
    }).listen(0, '127.0.0.1');
    closing.push(() => void relayServer.close());
    const slow = connectTls({
      port: await portOf(relayServer),
      host: '127.0.0.1',
      servername: host,
      ca: ca.cert,
    });
    await once(slow, 'secureConnect');
    expect(slow.authorized).toBe(true);
    slow.destroy();
    tls.destroy();
  });

  it('deliver what comes after the client has ended its side', async () => {
    onConnection = (socket) => {
      socket.resume();
      socket.once('end', () => setTimeout(() => socket.end('late answer'), 30));
    };
    const egress = await start();
    const { socket: raw } = await askTunnel(egress.port, `${host}:443`);
    const tls = connectTls({ socket: raw, servername: host, ca: ca.cert });
    await once(tls, 'secureConnect');
    tls.end('question');
    const [answer] = (await once(tls, 'data')) as [Buffer];
    expect(answer.toString()).toBe('late answer');
    await once(tls, 'close');
    expect(await egress.audit(1)).toMatchObject([{ event: 'egress.allowed', reason: 'completed' }]);
  });

  it('slow a fast sender down to what a slow reader takes', async () => {
    let written = 0;
    let isFull = false;
    onConnection = (socket) => {
      socket.resume();
      const block = Buffer.alloc(256 * 1024);
      const pump = (): void => {
        while (written < 400 * 1024 * 1024) {
          written += block.length;
          if (!socket.write(block)) {
            isFull = true;
            socket.once('drain', () => {
              isFull = false;
              pump();
            });
            return;
          }
        }
      };
      pump();
    };
    const egress = await start();
    const tls = await open(egress);
    await once(tls, 'secureConnect');
    tls.pause();
    let last = -1;
    await until(() => {
      const still = isFull && written === last;
      last = written;
      return still;
    }, 'the sender to stand still');
    expect(written).toBeLessThan(64 * 1024 * 1024);
    tls.destroy();
    expect(await egress.audit(1)).toMatchObject([{ event: 'egress.allowed', reason: 'aborted' }]);
  });

  it.each([
    ['idle-timeout', { idleMs: 60 }],
    ['total-timeout', { totalMs: 60 }],
  ])('end by %s', async (reason, limits) => {
    const egress = await start({ limits });
    const tls = await open(egress);
    tls.on('error', () => undefined);
    tls.resume();
    expect(await egress.audit(1)).toMatchObject([{ event: 'egress.allowed', reason }]);
    tls.destroy();
  });

  it('are limited in number, and a place is free again when one has ended', async () => {
    const egress = await start({ limits: { maxOpen: 1 } });
    const tls = await open(egress);
    await once(tls, 'secureConnect');
    const { socket, reply } = await askTunnel(egress.port, `${host}:443`);
    socket.destroy();
    expect(reply).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1[^]*"busy"/);
    tls.destroy();
    await egress.audit(2);
    const next = await open(egress);
    await once(next, 'secureConnect');
    next.destroy();
    expect(egress.lines[0]).toMatchObject({ event: 'egress.denied', reason: 'busy' });
  });

  it('tell a destination that takes no connection', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    const freePort = await portOf(server);
    server.close();
    await once(server, 'close');
    const egress = await start({ targetPort: freePort });
    const { socket, reply } = await askTunnel(egress.port, `${host}:443`);
    socket.destroy();
    expect(reply).toMatch(/^HTTP\/1\.1 502 Bad Gateway[^]*"connect-failed"/);
  });

  it('try the next address when one takes no connection', async () => {
    const dialled: string[] = [];
    const egress = await start({
      names: { [host]: [['2606:4700::1', '93.184.215.1', publicAddress]] },
      dial: ({ address }) => {
        dialled.push(address);
        return connect({ host: '127.0.0.1', port: address === publicAddress ? targetPort : 1, allowHalfOpen: true });
      },
    });
    const tls = await open(egress);
    await once(tls, 'secureConnect');
    expect(dialled).toEqual(['93.184.215.1', publicAddress]);
    tls.destroy();
  });

  it('go on while the proxy stops, and are cut at the end of its time', async () => {
    const egress = await start();
    const tls = await open(egress);
    await once(tls, 'secureConnect');
    closing.splice(0, 1);
    const stopped = egress.app.stop(300);
    await expect(once(connect(egress.port, '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED');
    tls.write('still there');
    const [answer] = (await once(tls, 'data')) as [Buffer];
    expect(answer.toString()).toBe('still there');
    tls.on('error', () => undefined);
    await stopped;
    tls.destroy();
    expect(await egress.audit(1)).toMatchObject([{ event: 'egress.allowed', reason: 'aborted' }]);
  });
});
