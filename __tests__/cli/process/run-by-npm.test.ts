import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { CliProject } from '../../support/cli-project';
import { resource, stateJson } from '../../support/deployed-state';

const command = join(__dirname, '../../../cli/tristage.cjs');

/** Whether anybody takes connections there: a refusal stays one, while a request can fail in the middle of the end. */
async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('tristage run by npm', () => {
  const project = new CliProject({ 'shop-stg': { body: {} } });
  afterAll(() => project.remove());

  it.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'ends within 5 s when npm itself is ended by %s',
    async (signal) => {
      const state = project.writeProgram('shop.tfstate', stateJson([resource('aws_eip', 'A', { id: 'eip-1' })]));
      const start = `exec node '${command}' start shop --state '${state}' --port 0 --json`;
      project.writeProgram('package.json', JSON.stringify({ name: 'shop', scripts: { start } }));
      const npm = spawn('npm', ['start', '--silent'], { cwd: project.directory, stdio: ['ignore', 'pipe', 'ignore'] });
      const [line] = (await once(createInterface({ input: npm.stdout }), 'line')) as [string];
      const { console: url } = JSON.parse(line) as { console: string };
      expect((await fetch(url)).status).toBe(200);

      npm.kill(signal);
      const deadline = performance.now() + 5000;
      while ((await listens(Number(new URL(url).port))) && performance.now() < deadline) await delay(50);
      expect(await listens(Number(new URL(url).port))).toBe(false);
    },
    30_000,
  );
});
