import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { portOf, startEgress } from './egress-proxy/running-egress';

const root = join(__dirname, '../../..');

describe('health check of a container', () => {
  const servers: (Server | HttpServer)[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  const run = async (environment: Readonly<Record<string, string>>) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'services/gateway/health-check.ts'], {
      cwd: root,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, errors };
  };
  const serve = async (status: number, host = '127.0.0.1'): Promise<string> => {
    const server = createHttpServer((request, response) => {
      response.writeHead(request.method === 'GET' && request.url === '/health' ? status : 404).end('{}');
    }).listen(0, host);
    servers.push(server);
    return String(await portOf(server));
  };

  it('ends with 0 when the task answers 200', async () => {
    expect(await run({ PORT: await serve(200) })).toEqual({ code: 0, errors: '' });
  });

  it('asks at HOST when it is set', async () => {
    expect(await run({ PORT: await serve(200, '127.64.0.9'), HOST: '127.64.0.9' })).toEqual({ code: 0, errors: '' });
  });

  it.each([500, 503, 302])('ends with 1 and says so when the task answers %d', async (status) => {
    const PORT = await serve(status);
    const errors = `health check: 127.0.0.1:${PORT}: status must be 200, got ${status}\n`;
    expect(await run({ PORT })).toEqual({ code: 1, errors });
  });

  it('ends with 1 when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const PORT = String(await portOf(server));
    server.close();
    await once(server, 'close');
    expect(await run({ PORT })).toEqual({ code: 1, errors: expect.stringContaining('ECONNREFUSED') });
  });

  it('ends with 1 when the task takes the connection and is silent', async () => {
    const server = createServer((socket) => void socket.resume()).listen(0, '127.0.0.1');
    servers.push(server);
    const { code, errors } = await run({ PORT: String(await portOf(server)) });
    expect({ code, errors }).toEqual({ code: 1, errors: expect.stringContaining('no answer within 4000 ms') });
  });

  it.each(['', '0', '70000', '80x'])('ends with 1 when PORT is "%s"', async (PORT) => {
    expect(await run({ PORT })).toEqual({ code: 1, errors: expect.stringContaining('PORT must be a port') });
  });

  it('begins as a load balancer does where the task expects that', async () => {
    const egress = await startEgress({ proxyProtocol: 'v2' });
    const PORT = String(egress.port);
    expect(await run({ PORT, PROXY_PROTOCOL: 'v2' })).toEqual({ code: 0, errors: '' });
    expect((await run({ PORT })).code).toBe(1);
    await egress.close();
  });
});
