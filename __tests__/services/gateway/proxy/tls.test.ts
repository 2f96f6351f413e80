import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../../../local/runtime/clock';
import { Certificates } from '../../../../local/runtime/front/certificates';
import { TemporaryDirectory } from '../../../support/deployed-state';
import { freePort } from '../../../support/free-port';
import { RawClient, users } from '../../../support/gateway-proxy';

const root = join(__dirname, '../../../..');
const body = randomBytes(4_000_000);

describe('the proxy before a load balancer with TLS', () => {
  const directory = new TemporaryDirectory();
  let server: Server;
  let caFile: string;
  let upstreamPort: number;
  let connections = 0;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    const certificates = new Certificates(directory.path, systemClock);
    ({ caFile } = certificates);
    server = createServer(await certificates.exactlyFor(['localhost']), (incoming, outgoing) => {
      if (incoming.url === '/users/large') outgoing.end(body);
      else if (incoming.method === 'POST') incoming.pipe(outgoing);
      else outgoing.end('answered');
    });
    server.on('secureConnection', () => (connections += 1));
    server.on('upgrade', (_incoming, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
      socket.pipe(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
    upstreamPort = address.port;
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    directory.remove();
  });

  /** The program, whose authorities only the environment of its process decides; resolves when it listens. */
  const start = async (trusted: Readonly<Record<string, string>>): Promise<string> => {
    const port = await freePort();
    const child = spawn(process.execPath, ['--no-warnings', '--import', 'tsx', 'services/gateway/proxy/server.ts'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        HOST: '127.0.0.1',
        PORT: String(port),
        VPC_ENDPOINT_DNS: `localhost:${upstreamPort}`,
        SERVICES: JSON.stringify([users]),
        ...trusted,
      },
    });
    children.push(child);
    for await (const line of createInterface({ input: child.stdout })) if (line.includes('"started"')) break;
    child.stdout.resume();
    return `http://127.0.0.1:${port}/api/users`;
  };

  it('passes small and large bodies both ways over kept connections, and upgrades', async () => {
    const url = await start({ NODE_EXTRA_CA_CERTS: caFile });
    const before = connections;
    for (let count = 0; count < 5; count += 1) expect(await (await fetch(url)).text()).toBe('answered');
    expect(connections - before).toBe(1);
    expect(Buffer.from(await (await fetch(`${url}/large`)).arrayBuffer()).equals(body)).toBe(true);
    const echoed = await fetch(url, { method: 'POST', body });
    expect(Buffer.from(await echoed.arrayBuffer()).equals(body)).toBe(true);
    const client = new RawClient(Number(new URL(url).port));
    client.send('GET /api/users HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
    await client.until((received) => received.includes('\r\n\r\n'));
    client.send('there and back');
    await client.until((received) => received.endsWith('there and back'));
    client.socket.destroy();
  });

  it('holds the services for unhealthy whose certificate it does not trust', async () => {
    const url = await start({});
    expect((await fetch(url)).status).toBe(503);
  });
});
