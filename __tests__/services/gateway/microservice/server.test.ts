import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seedExamples } from '../../../../services/gateway/microservice/seed-examples';
import { type RunningTable, startTable, tableName } from './running-table';
import { startUsers } from './users-app';

const root = join(__dirname, '../../../..');
const examples = [
  { name: '田中太郎', email: 'tanaka@example.com' },
  { name: '山田花子', email: 'yamada@example.com' },
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
  return address.port;
}

describe('program of a microservice', () => {
  let table: RunningTable;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    table = await startTable();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await table.close();
  });

  /** Starts the program; resolves when its log says that it listens, or when it has ended. */
  const start = async (change: Readonly<Record<string, string>> = {}) => {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      ['--no-warnings', '--import', 'tsx', 'services/gateway/microservice/server.ts'],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          AWS_ENDPOINT_URL: table.url,
          AWS_REGION: 'ap-northeast-1',
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          SERVICE_NAME: 'users',
          SERVICE_TITLE: 'User Service',
          SERVICE_PATH: '/users',
          SERVICE_VERSION: '1.0.0',
          HOST: '127.0.0.1',
          PORT: String(port),
          TABLE_NAME: tableName,
          FIELDS: '{"name":"text","email":"email"}',
          EXAMPLES: JSON.stringify(examples),
          ...change,
        },
      },
    );
    children.push(child);
    const lines: Record<string, unknown>[] = [];
    const errors: string[] = [];
    const exit = once(child, 'close').then(([code]) => code as unknown);
    child.stderr.on('data', (data: Buffer) => errors.push(data.toString()));
    const started = new Promise<void>((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        const entry = JSON.parse(line) as Record<string, unknown>;
        lines.push(entry);
        if (entry.event === 'started') resolve();
      });
    });
    await Promise.race([started, exit]);
    return { url: `http://127.0.0.1:${port}`, port, child, lines, errors, exit };
  };
  const list = async (url: string) => (await (await fetch(`${url}/users`)).json()) as Record<string, unknown>[];

  it('writes the examples once when two tasks start, and not again over what people did', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(await list(first.url)).toMatchObject([
      { id: 1, ...examples[0] },
      { id: 2, ...examples[1] },
    ]);
    expect([...first.lines, ...second.lines].filter(({ event }) => event === 'seeded')).toHaveLength(1);
    await fetch(`${first.url}/users/1`, { method: 'DELETE' });
    const third = await start();
    expect(await list(third.url)).toMatchObject([{ id: 2, ...examples[1] }]);
  });

  it('answers what is open when SIGTERM comes, takes nothing new, and ends with 0', async () => {
    const { url, port, child, lines, exit } = await start();
    const held: { release?: () => void } = {};
    const reached = new Promise<void>((resolve) => {
      table.before = (action) =>
        action === 'GetItem' ? new Promise<void>((release) => (resolve(), (held.release = release))) : undefined;
    });
    const idle = connect(port, '127.0.0.1');
    const idleClosed = once(idle, 'close');
    idle.write('GET /health HTTP/1.1\r\nHost: users\r\n\r\n');
    await once(idle, 'data');
    idle.resume();
    const open = fetch(`${url}/users/1`);
    await reached;
    child.kill('SIGTERM');
    await idleClosed;
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    held.release?.();
    const reply = await open;
    expect(reply.status).toBe(200);
    expect(reply.headers.get('connection')).toBe('close');
    expect(await exit).toBe(0);
    expect(lines.map(({ event }) => event)).toEqual(expect.arrayContaining(['started', 'stopping', 'stopped']));
  });

  it.each([
    [{ PORT: 'x', TABLE_NAME: '' }, /PORT must be .*TABLE_NAME must be/],
    [{ EXAMPLES: '[{"name":"a","email":"no"}]' }, /EXAMPLES\[0\]\/email must match format/],
  ])('does not start with %p', async (change, message) => {
    const { errors, exit, lines } = await start(change);
    expect(await exit).toBe(1);
    expect(errors.join('')).toMatch(message);
    expect(lines).toEqual([]);
  });

  it('counts on from the examples', async () => {
    const client = table.connect();
    expect(await seedExamples({ client, tableName, examples, now: () => new Date() })).toBe(true);
    expect(await seedExamples({ client, tableName, examples, now: () => new Date() })).toBe(false);
    const app = await startUsers(client);
    expect((await app.call('POST', '/users', examples[0])).body).toMatchObject({ id: 3 });
    await app.close();
  });

  it('writes no examples into a table that was in use before', async () => {
    const client = table.connect();
    const app = await startUsers(client);
    await app.call('POST', '/users', examples[0]);
    await app.call('DELETE', '/users/1');
    expect(await seedExamples({ client, tableName, examples, now: () => new Date() })).toBe(false);
    expect((await app.call('GET', '/users')).body).toEqual([]);
    await app.close();
  });
});
