import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { startStateStore, type RunningStateStore } from '../../../local/state-store/state-store';
import { describeWith } from '../../support/requires';
import { accountId, bucket, Cleanup, directClient, filesBelow } from './support';

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

describeWith('terraform', 'Terraform with its state in the store', () => {
  const cleanup = new Cleanup();
  let root: string;
  let stateDirectory: string;
  let store: RunningStateStore;

  beforeEach(async () => {
    root = await cleanup.directory();
    stateDirectory = join(root, 'state');
    store = await startStateStore({ directory: stateDirectory, accountId });
    cleanup.add(() => store.close());
    await writeFile(join(root, 'empty'), '');
  });
  afterEach(() => cleanup.run());

  function environment(): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|TF_)/.test(name));
    const empty = join(root, 'empty');
    return {
      ...Object.fromEntries(kept),
      AWS_ENDPOINT_URL_S3: 'http://s3.rehearsal.invalid',
      AWS_ENDPOINT_URL_STS: 'http://sts.rehearsal.invalid',
      HTTP_PROXY: store.url,
      HTTPS_PROXY: store.url,
      http_proxy: store.url,
      https_proxy: store.url,
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
      AWS_ACCESS_KEY_ID: 'rehearsal',
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: empty,
      AWS_SHARED_CREDENTIALS_FILE: empty,
      TF_DATA_DIR: '.terraform-rehearsal',
      TF_CLI_CONFIG_FILE: empty,
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
    };
  }

  function terraform(directory: string, ...args: string[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const child = spawn('terraform', [`-chdir=${directory}`, ...args], {
        env: environment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (part: string) => (output += part));
      }
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, output }));
    });
  }

  async function succeed(directory: string, ...args: string[]): Promise<string> {
    const { status, output } = await terraform(directory, ...args);
    if (status !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${status}:\n${output}`);
    return output;
  }

  const s3 = (key: string) => ({ bucket, key, region: 'ap-northeast-1' });

  async function configuration(name: string, content: object, backend: object = {}): Promise<string> {
    const directory = join(root, name);
    await mkdir(directory);
    const terraformBlock = { backend: { s3: { ...s3(`${name}.tfstate`), use_lockfile: true, ...backend } } };
    await writeFile(join(directory, 'main.tf.json'), JSON.stringify({ terraform: terraformBlock, ...content }));
    return directory;
  }

  const upstream = (input: unknown) => ({
    resource: { terraform_data: { one: { input } } },
    output: { value: { value: '${terraform_data.one.output}' } },
  });

  it('runs init, apply, an empty plan, a read from another configuration and destroy, and keeps every version', async () => {
    const a = await configuration('a-stg', upstream('first'));
    await succeed(a, 'init', '-input=false');
    await succeed(a, 'apply', '-auto-approve', '-input=false');
    expect(await succeed(a, 'state', 'list')).toBe('terraform_data.one\n');
    expect((await terraform(a, 'plan', '-input=false', '-detailed-exitcode')).status).toBe(0);
    const file = await readFile(join(stateDirectory, bucket, 'a-stg.tfstate'), 'utf8');
    expect(JSON.parse(file)).toMatchObject({ version: 4, outputs: { value: { value: 'first' } } });

    const b = await configuration('b-stg', {
      data: { terraform_remote_state: { a: { backend: 's3', config: s3('a-stg.tfstate') } } },
      output: { read: { value: '${data.terraform_remote_state.a.outputs.value}' } },
    });
    await succeed(b, 'init', '-input=false');
    await succeed(b, 'apply', '-auto-approve', '-input=false');
    expect(await succeed(b, 'output', '-raw', 'read')).toBe('first');

    await succeed(a, 'destroy', '-auto-approve', '-input=false');
    const client = directClient(store.url);
    cleanup.add(() => client.destroy());
    const listing = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'a-stg.tfstate' }));
    const states = listing.Versions?.filter(({ Key }) => Key === 'a-stg.tfstate') ?? [];
    expect(states.length).toBeGreaterThanOrEqual(2);
    const serials: number[] = [];
    for (const { Key, VersionId } of states) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
      serials.push((JSON.parse((await Body?.transformToString()) ?? '') as { serial: number }).serial);
    }
    expect(serials).toEqual(serials.toSorted((x, y) => y - x));
    const visible = (await filesBelow(stateDirectory)).filter((path) => !path.startsWith('.versions/'));
    expect(visible).toEqual([`${bucket}/a-stg.tfstate`, `${bucket}/b-stg.tfstate`]);
  });

  it('fails with its own message while the lock is held, and harms nothing', async () => {
    const directory = await configuration('a-stg', upstream('first'));
    await succeed(directory, 'init', '-input=false');
    await succeed(directory, 'apply', '-auto-approve', '-input=false');
    const state = join(stateDirectory, bucket, 'a-stg.tfstate');
    const before = await readFile(state);
    const info = {
      ID: '0f1e2d3c-0000-0000-0000-000000000000',
      Operation: 'OperationTypeApply',
      Who: 'another@machine',
    };
    const client = directClient(store.url);
    cleanup.add(() => client.destroy());
    const lock = {
      Bucket: bucket,
      Key: 'a-stg.tfstate.tflock',
      Body: JSON.stringify({ ...info, Created: new Date(0) }),
    };
    await client.send(new PutObjectCommand(lock));

    await writeFile(join(directory, 'more.tf.json'), '{"resource":{"terraform_data":{"two":{}}}}');
    const { status, output } = await terraform(directory, 'apply', '-auto-approve', '-input=false', '-no-color');
    expect(status).toBe(1);
    expect(output).toContain('Error acquiring the state lock');
    expect(output).toContain('PreconditionFailed');
    expect(output).toContain('another@machine');
    expect(await readFile(state)).toEqual(before);
    expect(await succeed(directory, 'state', 'list')).toBe('terraform_data.one\n');

    await succeed(directory, 'force-unlock', '-force', info.ID);
    await succeed(directory, 'apply', '-auto-approve', '-input=false');
    expect(await succeed(directory, 'state', 'list')).toBe('terraform_data.one\nterraform_data.two\n');
  });

  it('lets one of two applies at once through', async () => {
    const directory = await configuration('a-stg', {
      resource: {
        terraform_data: {
          one: { provisioner: [{ 'local-exec': { command: 'until [ -e ../go ]; do sleep 0.05; done' } }] },
        },
      },
    });
    await succeed(directory, 'init', '-input=false');
    const first = terraform(directory, 'apply', '-auto-approve', '-input=false');
    const deadline = Date.now() + 30_000;
    const held = async () => (await filesBelow(root)).includes(`state/${bucket}/a-stg.tfstate.tflock`);
    while (!(await held()) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await terraform(directory, 'apply', '-auto-approve', '-input=false', '-no-color');
    expect(second.status).toBe(1);
    expect(second.output).toContain('Error acquiring the state lock');
    await writeFile(join(root, 'go'), '');
    expect((await first).status).toBe(0);
    expect(await succeed(directory, 'state', 'list')).toBe('terraform_data.one\n');
  });

  it('stores a state above 5 MiB, which it uploads in parts and reads in ranges', async () => {
    const directory = await configuration('large-stg', {
      resource: { terraform_data: { one: { input: Array<string>(60).fill('x'.repeat(50_000)) } } },
    });
    await succeed(directory, 'init', '-input=false');
    await succeed(directory, 'apply', '-auto-approve', '-input=false');
    const file = await readFile(join(stateDirectory, bucket, 'large-stg.tfstate'));
    expect(file.length).toBeGreaterThan(5 * 1024 * 1024);
    expect(await succeed(directory, 'state', 'list')).toBe('terraform_data.one\n');
  });

  it('reaches no AWS when its endpoints are not those of a rehearsal', async () => {
    const elsewhere = { endpoints: { s3: 'https://s3.example.com' }, max_retries: 0 };
    const directory = await configuration('a-stg', upstream('first'), elsewhere);
    const { status, output } = await terraform(directory, 'init', '-input=false', '-no-color');
    expect(status).toBe(1);
    expect(output.replace(/\s+/g, ' ')).toContain('a rehearsal cannot reach the network');
  });

  it('is refused when the backend encrypts without a key, as by the policy of the real bucket', async () => {
    const directory = await configuration('a-stg', upstream('first'), { encrypt: true });
    await succeed(directory, 'init', '-input=false');
    const { status, output } = await terraform(directory, 'apply', '-auto-approve', '-input=false', '-no-color');
    expect(status).toBe(1);
    expect(output).toContain('AccessDenied');
    expect((await filesBelow(root)).filter((path) => path.startsWith('state/'))).toEqual([]);
  });
});
