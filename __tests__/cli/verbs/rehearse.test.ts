import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { listProcesses } from '../../../cli/process/process-table';
import { defaultStopTimeouts } from '../../../cli/process/process-tree';
import { CliProject, eventually, stateBucket } from '../../support/cli-project';
import { describeWith } from '../../support/requires';

const cdktf = [process.execPath, join(__dirname, '../../../node_modules/cdktf-cli/bundle/bin/cdktf')];

const simple = { body: { resource: { terraform_data: { A: { input: 'a' } } }, output: { a: { value: 'a' } } } };

/** Writes its pid to `file` and then works for a minute, as a slow resource does. */
const slow = (file: string) => ({
  body: {
    resource: {
      terraform_data: { A: { provisioner: [{ 'local-exec': { command: `echo $$ > ${file}; sleep 60 & wait` } }] } },
    },
  },
});

describe('tristage rehearse', () => {
  const project = new CliProject({ 'a-stg': simple });
  afterAll(() => project.remove());
  const printEnv = (...names: readonly string[]) => [
    'rehearse',
    '--',
    process.execPath,
    '-p',
    `JSON.stringify([${names.map((name) => `process.env.${name} ?? null`).join(', ')}])`,
  ];

  it('passes the exit code of the command on', async () => {
    expect((await project.run(['rehearse', '--', 'sh', '-c', 'exit 7'])).code).toBe(7);
    expect((await project.run(['rehearse', '--', 'sh', '-c', 'kill -TERM $$'])).code).toBe(143);
  });

  it('passes arguments and output on as they are and says what a rehearsal proves on stderr', async () => {
    const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const result = await project.run(['rehearse', '--', process.execPath, '-e', script, '--', '--json', 'a b', '$X']);
    expect(JSON.parse(result.stdout)).toEqual(['--json', 'a b', '$X']);
    expect(result.stderr).toContain('proves shape, references, planning and state');
    expect(result.stderr).toContain('does not prove that AWS would accept every value');
  });

  it('cannot reach any other host', async () => {
    const script = `
      const http = require('node:http');
      const proxy = new URL(process.env.HTTPS_PROXY);
      http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: 'sts.amazonaws.com:443' })
        .on('connect', (answer) => { console.log(answer.statusCode); process.exit(); }).end();`;
    expect((await project.run(['rehearse', '--', process.execPath, '-e', script])).stdout).toBe('403\n');
  });

  it('removes the AWS settings of the caller', async () => {
    const result = await project.run(printEnv('AWS_PROFILE', 'AWS_ACCESS_KEY_ID'), {
      AWS_PROFILE: 'production',
      AWS_ACCESS_KEY_ID: 'AKIAREAL',
    });
    expect(JSON.parse(result.stdout)).toEqual([null, 'rehearsal']);
  });

  it('only runs the command inside another rehearsal', async () => {
    const result = await project.rehearse(printEnv('HTTPS_PROXY', 'TF_REATTACH_PROVIDERS'));
    expect(result.code).toBe(0);
    expect(result.stderr.match(/proves shape/g)).toHaveLength(1);
  });

  it('does not believe the variable of a rehearsal that is gone', async () => {
    const lone = await project.run(['rehearse', '--', 'true'], { TRISTAGE_REHEARSAL: '1' });
    expect(lone.code).toBe(2);
    expect(lone.stderr).toContain('TRISTAGE_REHEARSAL=1 is set, but no rehearsal runs around this command');
    const names = ['TRISTAGE_REHEARSAL', 'AWS_ENDPOINT_URL_S3', 'HTTPS_PROXY', 'TF_REATTACH_PROVIDERS'];
    const ended = JSON.parse((await project.run(printEnv(...names))).stdout) as string[];
    const stale = Object.fromEntries(names.map((name, index) => [name, ended[index]]));
    expect((await project.run(['plan', 'a-stg'], stale)).stderr).toContain('no rehearsal runs around this command');
  });

  it('stops without a command', async () => {
    const result = await project.run(['rehearse']);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('remedy: write it after "--"');
  });

  it('says that its port is taken, and starts nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    // The address of a server that listens on a port has this form.
    const { port } = server.address() as AddressInfo;
    const result = await project.run(['rehearse', '--port', String(port), '--', 'touch', 'ran']);
    server.close();
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`--port ${port}: another process listens on it`);
    expect(existsSync(join(project.directory, 'ran'))).toBe(false);
  });

  it.each(['-1', '65536', 'x'])('refuses --port %s', async (port) => {
    const result = await project.run(['rehearse', `--port=${port}`, '--', 'true']);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('--port must be an integer from 0 to 65535');
  });

  it.each([
    ['TRISTAGE_STATE_S3', 'ftp://x', 'TRISTAGE_STATE_S3 must be the http or https URL of an S3 endpoint, got ftp://x'],
    ['TRISTAGE_ACCOUNT_ID', '123', 'TRISTAGE_ACCOUNT_ID must be twelve digits, got 123'],
  ])('refuses %s=%s', async (name, value, message) => {
    const result = await project.run(['rehearse', '--', 'true'], { [name]: value });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(message);
  });
});

describe('tristage rehearse, stopped early', () => {
  const project = new CliProject({ 'a-stg': simple });
  afterAll(() => project.remove());

  it('ends without running the command when it is interrupted while it starts', async () => {
    const { child, result } = project.spawn(['rehearse', '--', process.execPath, '-e', 'setInterval(() => {}, 1000)']);
    const running = join(project.home, 'running');
    await eventually('the rehearsal begins', () => existsSync(running) && readdirSync(running).length > 0);
    child.kill('SIGINT');
    expect((await result).code).toBe(130);
    expect(readdirSync(running)).toEqual([]);
  });

  it('kills at once on the second signal', async () => {
    const script = `for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => {});
      require('fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)`;
    const { child, result } = project.spawn(['rehearse', '--', process.execPath, '-e', script]);
    const file = join(project.directory, 'pid');
    await eventually('the command runs', () => existsSync(file) && readFileSync(file, 'utf8') !== '');
    const started = performance.now();
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.kill('SIGINT');
    await eventually('the first signal is taken', () => stderr.includes('stopping'));
    child.kill('SIGINT');
    expect((await result).code).toBe(130);
    // Less than the grace that a process has after SIGTERM.
    expect(performance.now() - started).toBeLessThan(defaultStopTimeouts.stopTimeoutMs);
    const pid = Number(readFileSync(file, 'utf8'));
    expect(listProcesses().some((entry) => entry.pid === pid)).toBe(false);
  });
});

describeWith('terraform', 'tristage rehearse with Terraform', () => {
  let project: CliProject;
  beforeEach(() => (project = new CliProject({ 'a-stg': simple })));
  afterEach(() => project.remove());

  it('lets the bare cdktf and terraform commands work, and leaves nothing that a real run would use', async () => {
    const run = (...command: readonly string[]) => project.run(['rehearse', '--', ...command]);
    expect((await run(...cdktf, 'plan', 'a-stg')).stdout).toContain('1 to add');
    expect((await run(...cdktf, 'deploy', 'a-stg', '--auto-approve')).code).toBe(0);
    expect((await run(...cdktf, 'output', 'a-stg')).stdout).toContain('a = a');
    const directory = project.stackDirectory('a-stg');
    expect((await run('terraform', `-chdir=${directory}`, 'state', 'list')).stdout).toBe('terraform_data.A\n');
    expect((await run('terraform', `-chdir=${directory}`, 'state', 'show', 'terraform_data.A')).code).toBe(0);
    const state = `.tristage/state/${stateBucket}/a-stg.tfstate`;
    expect(existsSync(join(project.directory, state))).toBe(true);
    expect((await run(...cdktf, 'destroy', 'a-stg', '--auto-approve')).code).toBe(0);
    expect(project.files().filter((file) => !file.startsWith('.tristage/'))).toEqual([
      'app.js',
      'cdktf.json',
      'cdktf.out/manifest.json',
      'cdktf.out/stacks/a-stg/.terraform-rehearsal/terraform.tfstate',
      'cdktf.out/stacks/a-stg/cdk.tf.json',
      'stacks.json',
    ]);
  });

  it.each([
    ['terraform', 'SIGINT', 130],
    ['terraform', 'SIGTERM', 143],
    ['cdktf', 'SIGINT', 130],
  ] as const)('ends a slow %s on %s: no process stays, the lock is released', async (tool, signal, code) => {
    const pidFile = join(project.directory, 'slow.pid');
    project.write({ 'a-stg': slow(pidFile) });
    const directory = project.stackDirectory('a-stg');
    const terraform = `cd ${directory} && terraform init -input=false && terraform apply -auto-approve`;
    const command = tool === 'cdktf' ? [...cdktf, 'deploy', 'a-stg', '--auto-approve'] : ['sh', '-c', terraform];
    const { child, result } = project.spawn(['rehearse', '--', ...command]);
    await eventually('the slow resource is being created', () => existsSync(pidFile));
    const tree = descendants(child.pid ?? 0);
    expect(tree.size).toBeGreaterThanOrEqual(2);
    const lock = join(project.home, 'state', stateBucket, 'a-stg.tfstate.tflock');
    expect(existsSync(lock)).toBe(true);
    child.kill(signal);
    expect((await result).code).toBe(code);
    const alive = new Set(listProcesses().map(({ pid }) => pid));
    expect([...tree].filter((pid) => alive.has(pid))).toEqual([]);
    expect(alive.has(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
    expect(existsSync(lock)).toBe(false);
  });

  it('releases the lock of a rehearsal that was killed', async () => {
    const project = new CliProject({ 'a-stg': simple });
    try {
      const terraform = ['rehearse', '--', 'terraform', '-chdir=cdktf.out/stacks/a-stg'];
      expect((await project.run([...terraform, 'init'])).code).toBe(0);
      const bucket = join(project.home, 'state', stateBucket);
      const put = `fetch(process.env.HTTP_PROXY + '/${stateBucket}/a-stg.tfstate.tflock', { method: 'PUT', body: '{"ID":"1"}' })`;
      expect((await project.run(['rehearse', '--', process.execPath, '-e', put])).code).toBe(0);
      expect(readdirSync(bucket)).toContain('a-stg.tfstate.tflock');
      const applied = await project.run([...terraform, 'apply', '-auto-approve']);
      expect(applied).toMatchObject({ code: 0 });
      expect(applied.stderr).toContain(
        `rehearsal: released ${stateBucket}/a-stg.tfstate.tflock, left by one that was killed`,
      );
    } finally {
      project.remove();
    }
  });

  it('leaves the locks alone while another rehearsal lives', async () => {
    const project = new CliProject({ 'a-stg': simple });
    try {
      const lock = join(project.home, 'state', stateBucket, 'a-stg.tfstate.tflock');
      const put = `fetch(process.env.HTTP_PROXY + '/${stateBucket}/a-stg.tfstate.tflock', { method: 'PUT', body: '{}' }).then(() => setTimeout(() => undefined, 60_000))`;
      const { child, result } = project.spawn(['rehearse', '--', process.execPath, '-e', put]);
      await eventually('the lock is there', () => existsSync(lock));
      expect((await project.run(['rehearse', '--', 'true'])).code).toBe(0);
      expect(existsSync(lock)).toBe(true);
      child.kill('SIGINT');
      await result;
    } finally {
      project.remove();
    }
  });

  it('finds the state of another bucket after the configuration moved there, without a question', async () => {
    const project = new CliProject({ 'a-stg': simple });
    try {
      const terraform = ['rehearse', '--', 'terraform', '-chdir=cdktf.out/stacks/a-stg'];
      expect((await project.run([...terraform, 'init'])).code).toBe(0);
      expect((await project.run([...terraform, 'apply', '-auto-approve'])).code).toBe(0);
      const file = join(project.stackDirectory('a-stg'), 'cdk.tf.json');
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll(stateBucket, 'tfstate-elsewhere'));
      expect(await project.run([...terraform, 'init'])).toMatchObject({ code: 0 });
      expect((await project.run([...terraform, 'state', 'list'])).stdout).toBe('');
    } finally {
      project.remove();
    }
  });

  it("refuses a second apply while one runs, with Terraform's own lock error", async () => {
    const pidFile = join(project.directory, 'slow.pid');
    project.write({ 'a-stg': slow(pidFile) });
    const first = project.spawn(['rehearse', '--', ...cdktf, 'deploy', 'a-stg', '--auto-approve']);
    await eventually('the slow resource is being created', () => existsSync(pidFile));
    const second = await project.rehearse(['deploy', 'a-stg', '--auto-approve', '--skip-synth']);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('Error acquiring the state lock');
    expect(second.stderr).toContain('remedy: wait until the other run ends');
    first.child.kill('SIGINT');
    expect((await first.result).code).toBe(130);
  });
});

/** The pids of all processes below `root`. */
function descendants(root: number): ReadonlySet<number> {
  const table = listProcesses();
  const found = new Set([root]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const { pid, parentPid } of table) if (found.has(parentPid)) found.add(pid);
  }
  found.delete(root);
  return found;
}
