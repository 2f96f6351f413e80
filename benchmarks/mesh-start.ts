import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { median, report } from './support/measure';
import { MeshClient, type MeshEndpoint } from './support/mesh-client';

const root = join(__dirname, '..');
const runs = 5;
const state = 'state/tristage-tfstate-stg-111122223333-ap-northeast-1/mesh-stg.tfstate';

interface Start {
  readonly readySeconds: number;
  readonly answerSeconds: number;
  readonly endSeconds: number;
}

const secondsSince = (started: bigint) => Number(process.hrtime.bigint() - started) / 1e9;

/** Starts a process on deployed state, asks it once, and ends it. */
async function start(home: string): Promise<Start> {
  const began = process.hrtime.bigint();
  const child = spawn(
    'node',
    ['cli/tristage.cjs', 'start', 'mesh', '--json', '--no-console', '--port', '0', '--state', join(home, state)],
    { cwd: root, env: { ...process.env, TRISTAGE_HOME: home }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const readySeconds = secondsSince(began);
  const { services } = JSON.parse(line) as { services: readonly MeshEndpoint[] };
  const [endpoint] = services;
  if (!endpoint) throw new Error(`no service is running: ${line}`);
  const client = new MeshClient(endpoint);
  await client.run('create', { name: 'first', hostId: 'host', domain: 'start' });
  const answerSeconds = secondsSince(began);
  client.close();
  const ending = process.hrtime.bigint();
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { readySeconds, answerSeconds, endSeconds: secondsSince(ending) };
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'mesh-start-'));
  try {
    const env = { ...process.env, TRISTAGE_HOME: home };
    execFileSync('node', ['cli/tristage.cjs', 'start', '--deploy-only'], { cwd: root, env, stdio: 'ignore' });
    const starts: Start[] = [];
    for (let run = 0; run < runs; run += 1) starts.push(await start(home));
    const of = (name: keyof Start) => `${median(starts.map((one) => one[name])).toFixed(2)} s`;
    report('Mesh from deployed state', [
      { name: `process start to ready, median of ${runs}`, measured: of('readySeconds') },
      { name: 'process start to first answer', measured: of('answerSeconds'), promised: '2 s' },
      { name: 'SIGTERM to end', measured: of('endSeconds'), promised: '5 s' },
    ]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

void main();
