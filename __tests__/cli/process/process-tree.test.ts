import { tmpdir } from 'node:os';
import { processStart } from '../../../cli/process/process-table';
import { ProcessTree, type StopTimeouts } from '../../../cli/process/process-tree';
import { eventually } from '../../support/cli-project';

const timeouts: StopTimeouts = { terraformStopTimeoutMs: 300, stopTimeoutMs: 300, killTimeoutMs: 5_000 };

const start = (script: string) =>
  new ProcessTree([process.execPath, '-e', script], { cwd: tmpdir(), env: process.env, stdio: 'ignore', timeouts });

const idle = 'setInterval(() => {}, 1000)';
const ignoring = `for (const s of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(s, () => {}); ${idle}`;

/** Starts `script` as a child in a session of its own, as CDKTF does with Terraform under its pseudo terminal. */
const inOwnSession = (script: string, then: string) =>
  `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(script)}], { detached: true, stdio: 'ignore' }).unref(); ${then}`;

describe('ProcessTree', () => {
  const trees: ProcessTree[] = [];
  const tracked = (script: string) => {
    const tree = start(script);
    trees.push(tree);
    return tree;
  };
  afterAll(() => {
    for (const tree of trees) tree.kill();
  });

  it('gives the exit code of the command', async () => {
    expect(await tracked('process.exit(7)').exited).toEqual({ code: 7 });
  });

  it('gives 128 and the number of the signal that ended the command', async () => {
    expect(await tracked("process.kill(process.pid, 'SIGTERM')").exited).toEqual({ code: 143 });
  });

  it('says which program cannot be started', async () => {
    const tree = new ProcessTree(['no-such-program'], { cwd: tmpdir(), env: process.env, stdio: 'ignore' });
    await expect(tree.exited).rejects.toMatchObject({ code: 'command-not-started', exitCode: 127 });
  });

  it('ends a command that ignores every polite signal', async () => {
    const tree = tracked(ignoring);
    await eventually('the command runs', () => tree.alive().length > 0);
    await tree.stop();
    expect(tree.alive()).toEqual([]);
  });

  it('finds and ends a descendant in another session whose parent is gone', async () => {
    const tree = tracked(inOwnSession(ignoring, 'setTimeout(() => process.exit(0), 300)'));
    await tree.exited;
    expect(tree.alive()).toHaveLength(1);
    await tree.stop();
    expect(tree.alive()).toEqual([]);
  });

  it('sends Terraform one SIGINT, and SIGTERM to no process while Terraform still runs', async () => {
    // The process calls itself terraform and ends 200 ms after its first SIGINT with the count of its signals.
    const script = `
      process.title = 'terraform';
      let count = 0;
      process.on('SIGINT', () => { count += 1; setTimeout(() => process.exit(40 + count), 200); });
      process.on('SIGTERM', () => process.exit(1));
      ${idle}`;
    const tree = new ProcessTree([process.execPath, '-e', script], {
      cwd: tmpdir(),
      env: process.env,
      stdio: 'ignore',
      timeouts: { ...timeouts, terraformStopTimeoutMs: 10_000 },
    });
    trees.push(tree);
    await eventually('the process has its name', () => tree.alive().some(({ name }) => name === 'terraform'));
    await tree.stop();
    expect(await tree.exited).toEqual({ code: 41 });
  });

  it('kills at once when told so', async () => {
    const tree = tracked(ignoring);
    await eventually('the command runs', () => tree.alive().length > 0);
    tree.kill();
    expect(await tree.exited).toEqual({ code: 137 });
  });
});

describe('processStart', () => {
  it('is the same while a process lives and absent for one that does not', () => {
    expect(processStart(process.pid)).toBe(processStart(process.pid));
    expect(processStart(process.pid)).not.toBe(processStart(process.ppid));
    expect(processStart(2 ** 22 + 1)).toBeUndefined();
  });
});
