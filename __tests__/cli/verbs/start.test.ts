import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { type CliResult, CliProject, stateBucket } from '../../support/cli-project';
import { resource, stateJson } from '../../support/deployed-state';
import { describeWith } from '../../support/requires';

const stack = {
  body: {
    resource: { terraform_data: { A: { input: 'a' }, B: { input: 'b' } } },
    output: { Url: { value: 'https://x' }, Key: { value: 's3cret', sensitive: true } },
  },
};

describeWith('terraform', 'tristage start --deploy-only', () => {
  const project = new CliProject({ 'mesh-stg': stack, 'web-prod': stack });
  afterAll(() => project.remove());

  it('deploys mesh-stg and shows outputs, the place of the state and what the rehearsal does not prove', async () => {
    const result = await project.run(['start', '--deploy-only']);
    expect(result).toMatchObject({ code: 0, stdout: '' });
    expect(result.stderr).toContain('[ok] cdktf deploy mesh-stg');
    expect(result.stderr).toContain('mesh-stg: 2 resources');
    expect(result.stderr).toContain('  Url  https://x');
    const file = join(project.home, 'state', stateBucket, 'mesh-stg.tfstate');
    expect(result.stderr).toContain(`state: s3://${stateBucket}/mesh-stg.tfstate, file ${file}`);
    expect(existsSync(file)).toBe(true);
    expect(result.stderr).not.toContain('s3cret');
    expect(result.stderr).toContain('add --show-keys');
    expect(result.stderr).toContain('does not prove that AWS would accept every value');
  });

  it('takes system and stage, and prints one line of JSON', async () => {
    const result = await project.run(['start', 'web', '--stage', 'prod', '--json', '--show-keys', '--deploy-only']);
    expect(result.stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(result.stdout)).toMatchObject({
      stacks: [{ stack: 'web-prod', resources: 2, outputs: { Url: 'https://x', Key: 's3cret' } }],
    });
  });

  it('names the known stacks for an unknown system', async () => {
    const result = await project.run(['start', 'nix', '--deploy-only']);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('no stack of nix in stage stg; stacks: mesh-stg, web-prod');
    expect(result.stderr).not.toContain('cdktf deploy');
  });

  it('deploys a system that is named twice once, and lets another start wait', async () => {
    const [first, second] = await Promise.all([
      project.run(['start', 'mesh', 'mesh', '--deploy-only']),
      project.run(['start', 'web', '--stage', 'prod', '--deploy-only']),
    ]);
    expect([first, second]).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(first.stderr).toContain('[ok] cdktf deploy mesh-stg (');
    expect(first.stderr + second.stderr).toMatch(/waiting: process \d+ \(tristage start .*\) deploys/);
  }, 60_000);

  it('says that its port is taken before it deploys anything', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo; // a TCP server has no other kind of address
    const result = await project.run(['start', 'web', '--stage', 'prod', '--port', String(port)]);
    taken.close();
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`port ${port} of 127.0.0.1: another process listens on it`);
    expect(result.stderr).not.toContain('cdktf deploy');
  });

  it("shows Terraform's reason when the deployment fails", async () => {
    project.write({ 'bad-stg': { body: { output: { a: { value: '${terraform_data.Nix.output}' } } } } });
    const result = await project.run(['start', 'bad', '--port', '0']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('[failed] cdktf deploy bad-stg');
    expect(result.stderr).toContain('Reference to undeclared resource');
  });
});

interface Ready {
  readonly services: readonly unknown[];
  readonly unsupported: readonly unknown[];
  readonly console?: string;
  readonly ca: string;
}

/** The line of JSON that says that all is ready; fails with what the command said when it ended before. */
async function readyLine({ child, result }: { child: ChildProcess; result: Promise<CliResult> }): Promise<Ready> {
  const line = new Promise<string>((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith('\n')) resolve(text);
    });
  });
  const first = await Promise.race([line, result]);
  if (typeof first !== 'string') throw new Error(`ended with code ${first.code}: ${first.stderr}`);
  return JSON.parse(first) as Ready; // the shape is what the tests look at
}

describeWith('terraform', 'tristage start', () => {
  const project = new CliProject({ 'mesh-stg': stack });
  afterAll(() => project.remove());

  it('deploys, serves the console until SIGTERM, and has ended within 5 s', async () => {
    const running = project.spawn(['start', '--port', '0', '--json']);
    const ready = await readyLine(running);
    expect(ready).toMatchObject({
      ready: true,
      services: [],
      unsupported: [],
      ca: join(project.home, 'tls', 'ca.pem'),
    });
    const page = await fetch(ready.console ?? '');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);

    const reset = await project.run(['reset', '--yes']);
    expect(reset).toMatchObject({ code: 1, stderr: expect.stringContaining('in use by process') });

    const ended = performance.now();
    running.child.kill('SIGTERM');
    const { code, stdout, stderr } = await running.result;
    expect(performance.now() - ended).toBeLessThan(5000);
    expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 0, lines: 1 });
    expect(stderr).toContain('[ok] start the services');
    await expect(fetch(ready.console ?? '')).rejects.toThrow();
  });
});

describe('tristage start of a state that is there already', () => {
  const project = new CliProject({ 'shop-stg': stack, 'web-stg': stack });
  afterAll(() => project.remove());
  const file = join(project.directory, 'shop.tfstate');
  const start = (...args: readonly string[]) => ['start', 'shop', '--state', file, '--no-console', '--json', ...args];
  beforeAll(() => {
    project.writeProgram('shop.tfstate', stateJson([resource('aws_glacier_vault', 'A', { id: 'vault-1' })]));
  });

  it('deploys nothing, and tells what is not run', async () => {
    const running = project.spawn(start('--port', '0'));
    const ready = await readyLine(running);
    expect(ready).toMatchObject({ services: [], unsupported: [{ type: 'aws_glacier_vault', count: 1 }] });
    expect(ready).not.toHaveProperty('console');
    running.child.kill('SIGINT');
    const { code, stderr } = await running.result;
    expect(code).toBe(0);
    expect(stderr).not.toContain('cdktf deploy');
    expect(stderr).toContain('Not run     aws_glacier_vault (1)');
  });

  it('names the port and the remedy when it is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo; // a TCP server has no other kind of address
    const result = await project.run(start('--port', String(port)));
    await new Promise((resolve) => taken.close(resolve));
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain(
      `port ${port} of 127.0.0.1: another process listens on it; end that process, choose`,
    );
  });

  it.each([
    [['--port', '70000'], 2, '--port must be an integer from 0 to 65535, got 70000'],
    [['--port'], 2, 'Not enough arguments following: port'],
    [['--port', '0', '--stage', 'prod'], 2, 'no stack of shop in stage prod'],
    [['--port', '0', '--allow-host', 'http://x'], 2, 'allowed host must be a name, an address or *.<name>'],
    [['--port', '0', '--host', '192.0.2.1'], 1, 'host 192.0.2.1: not an address of this machine'],
  ])('refuses %j', async (args, code, message) => {
    const result = await project.run(start(...args));
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
  });

  it('refuses a state of another stage', async () => {
    project.writeProgram(
      'prod.tfstate',
      stateJson([resource('aws_eip', 'A', { id: 'eip-1', tags_all: { Stage: 'prod' } })]),
    );
    const state = join(project.directory, 'prod.tfstate');
    const result = await project.run(['start', 'shop', '--port', '0', '--state', state]);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('the state is of stage prod (tag Stage of aws_eip.A), asked for was stg');
  });

  it('refuses a file that is not there', async () => {
    const result = await project.run(['start', 'shop', '--port', '0', '--state', 'absent.tfstate']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain(`${join(project.directory, 'absent.tfstate')}: no state; deploy the stack first`);
  });

  it('refuses one state for two systems', async () => {
    const result = await project.run(['start', 'shop', 'web', '--port', '0', '--state', file]);
    expect(result).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is the state of one stack, got shop-stg, web-stg'),
    });
  });
});
