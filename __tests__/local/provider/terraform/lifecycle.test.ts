import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

describeWith('terraform', 'the life of a resource', () => {
  let workspace: TerraformWorkspace;
  beforeEach(async () => {
    workspace = await TerraformWorkspace.start();
  });
  afterEach(() => workspace.close());

  const queue = { name: 'jobs', visibility_timeout_seconds: 60 };
  const objectFile = (type: string) => {
    const directory = join(workspace.objectsDirectory, '111122223333', 'ap-northeast-1', type);
    const [name, ...others] = readdirSync(directory);
    if (name === undefined || others.length > 0) throw new Error(`expected one object in ${directory}`);
    return join(directory, name);
  };

  it('is created, planned again without a change, and destroyed, with no registry', async () => {
    workspace.configure({
      resource: {
        aws_kms_key: { jobs: { description: 'jobs' } },
        aws_kms_alias: { jobs: { name: 'alias/jobs', target_key_id: '${aws_kms_key.jobs.key_id}' } },
        aws_sqs_queue: { jobs: { ...queue, kms_master_key_id: '${aws_kms_key.jobs.arn}' } },
      },
      output: { url: { value: '${aws_sqs_queue.jobs.url}' } },
    });
    await workspace.expectSuccess('init');
    await workspace.expectSuccess('validate');
    const plan = await workspace.expectSuccess('plan');
    expect(plan).toContain('+ arn = (known after apply)');
    expect(plan).toContain('Plan: 3 to add, 0 to change, 0 to destroy.');
    await workspace.expectSuccess('apply', '-auto-approve');
    expect(await workspace.planExitCode()).toBe(0);
    expect(await workspace.expectSuccess('output', '-raw', 'url')).toBe(
      'https://sqs.ap-northeast-1.amazonaws.com/111122223333/jobs',
    );
    const key = await workspace.attributes('aws_kms_key.jobs');
    expect(key.arn).toMatch(/^arn:aws:kms:ap-northeast-1:111122223333:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect((await workspace.attributes('aws_kms_alias.jobs')).target_key_arn).toBe(key.arn);
    await workspace.expectSuccess('destroy', '-auto-approve');
    expect(readdirSync(join(workspace.objectsDirectory, '111122223333', 'ap-northeast-1', 'aws_sqs_queue'))).toEqual(
      [],
    );
  });

  it('is updated in place, and replaced when its name changes', async () => {
    workspace.configure({ resource: { aws_sqs_queue: { jobs: queue } } });
    await workspace.initAndApply();
    const created = await workspace.attributes('aws_sqs_queue.jobs');

    workspace.configure({ resource: { aws_sqs_queue: { jobs: { name: 'jobs', delay_seconds: 5 } } } });
    expect(await workspace.expectSuccess('plan')).toContain('~ visibility_timeout_seconds = 60 -> 30');
    await workspace.expectSuccess('apply', '-auto-approve');
    const updated = await workspace.attributes('aws_sqs_queue.jobs');
    expect(updated).toEqual({ ...created, delay_seconds: 5, visibility_timeout_seconds: 30 });

    workspace.configure({ resource: { aws_sqs_queue: { jobs: { name: 'work' } } } });
    const plan = await workspace.expectSuccess('plan');
    expect(plan).toContain('aws_sqs_queue.jobs must be replaced');
    expect(plan).toContain('~ name = "jobs" -> "work" # forces replacement');
    await workspace.expectSuccess('apply', '-auto-approve');
    expect(await workspace.planExitCode()).toBe(0);
  });

  it('shows an object changed behind its back as drift and sets it right', async () => {
    workspace.configure({ resource: { aws_sqs_queue: { jobs: queue } } });
    await workspace.initAndApply();
    const file = objectFile('aws_sqs_queue');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"visibility_timeout_seconds": 60', '"visibility_timeout_seconds": 61'));
    expect(await workspace.expectSuccess('plan')).toContain('~ visibility_timeout_seconds = 61 -> 60');
    await workspace.expectSuccess('apply', '-auto-approve');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('creates an object again that was removed behind its back', async () => {
    workspace.configure({ resource: { aws_sqs_queue: { jobs: queue } } });
    await workspace.initAndApply();
    rmSync(objectFile('aws_sqs_queue'));
    expect(await workspace.expectSuccess('plan')).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    await workspace.expectSuccess('apply', '-auto-approve');
    expect(objectFile('aws_sqs_queue')).toContain('aws_sqs_queue');
  });

  it('is imported by its id, and not when no object has it', async () => {
    workspace.configure({ resource: { aws_sqs_queue: { jobs: queue } } });
    await workspace.initAndApply();
    const before = await workspace.attributes('aws_sqs_queue.jobs');
    await workspace.expectSuccess('state', 'rm', 'aws_sqs_queue.jobs');
    await workspace.expectSuccess('import', 'aws_sqs_queue.jobs', String(before.url));
    expect(await workspace.attributes('aws_sqs_queue.jobs')).toEqual(before);
    expect(await workspace.planExitCode()).toBe(0);

    await workspace.expectSuccess('state', 'rm', 'aws_sqs_queue.jobs');
    const { code, text } = await workspace.terraform('import', 'aws_sqs_queue.jobs', 'https://elsewhere/none');
    expect(code).toBe(1);
    expect(text).toContain('Cannot import non-existent remote object');
  });

  it('can be destroyed after its block and its type are gone from the configuration', async () => {
    workspace.configure({ resource: { aws_sqs_queue: { jobs: queue } } });
    await workspace.initAndApply();
    workspace.configure({});
    expect(await workspace.expectSuccess('apply', '-auto-approve')).toContain('1 destroyed');
  });

  it('keeps a write-only value out of plan, state and object store', async () => {
    const secret = 'do-not-store-me';
    workspace.configure({
      resource: {
        aws_ssm_parameter: { key: { name: '/k', type: 'SecureString', value_wo: secret, value_wo_version: 1 } },
      },
    });
    await workspace.expectSuccess('init');
    expect(await workspace.expectSuccess('apply', '-auto-approve')).not.toContain(secret);
    expect(JSON.stringify(workspace.readState())).not.toContain(secret);
    expect(readFileSync(objectFile('aws_ssm_parameter'), 'utf8')).not.toContain(secret);
    expect(await workspace.planExitCode()).toBe(0);
  });
});
