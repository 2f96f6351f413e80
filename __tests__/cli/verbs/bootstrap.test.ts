import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliProject, stateBucket } from '../../support/cli-project';
import { describeWith } from '../../support/requires';

describeWith('terraform', 'tristage bootstrap', () => {
  let project: CliProject;
  const bootstrap = () => project.rehearse(['bootstrap', 'stg', '--auto-approve', '--json', '--skip-synth']);
  const state = () => join(project.home, 'state', stateBucket, 'state-stg.tfstate');
  const workingCopy = () => join(project.home, 'bootstrap-rehearsal', `${stateBucket}-state-stg`);
  const summary = (outcome: string) => ({
    stack: 'state-stg',
    outcome,
    bucket: stateBucket,
    key: 'state-stg.tfstate',
    resources: 1,
  });
  beforeEach(
    () =>
      (project = new CliProject({ 'state-stg': { body: { resource: { terraform_data: { A: { input: 'a' } } } } } })),
  );
  afterEach(() => project.remove());

  it('creates the stack on local state, moves it into the bucket, and does nothing the second time', async () => {
    const first = await bootstrap();
    expect(JSON.parse(first.stdout)).toEqual(summary('bootstrapped'));
    expect(existsSync(state())).toBe(true);
    expect(readdirSync(join(project.home, 'bootstrap-rehearsal'))).toEqual([]);
    expect(readdirSync(project.stackDirectory('state-stg'))).not.toContain('terraform.tfstate');
    const second = await bootstrap();
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout)).toEqual(summary('already-bootstrapped'));
    expect((await project.rehearse(['plan', 'state-stg', '--detailed-exitcode'])).code).toBe(0);
  });

  it('goes on with the local state of a run that ended before the move', async () => {
    mkdirSync(workingCopy(), { recursive: true });
    cpSync(join(project.stackDirectory('state-stg'), 'cdk.tf.json'), join(workingCopy(), 'cdk.tf.json'));
    const override = { terraform: { backend: { local: {} } } };
    writeFileSync(join(workingCopy(), 'tristage_override.tf.json'), JSON.stringify(override));
    const applied = await project.run([
      'rehearse',
      '--',
      'sh',
      '-c',
      `cd ${workingCopy()} && terraform init && terraform apply -auto-approve`,
    ]);
    expect(applied.code).toBe(0);
    const id = /id=([\w-]+)/.exec(applied.stdout)?.[1];
    const result = await bootstrap();
    expect(result.stderr).toContain('state-stg: resuming with the local state');
    expect(result.stderr).not.toContain('Creation complete');
    expect(JSON.parse(result.stdout)).toEqual(summary('bootstrapped'));
    const list = ['terraform', `-chdir=${project.stackDirectory('state-stg')}`];
    await project.run(['rehearse', '--', ...list, 'init']);
    expect((await project.run(['rehearse', '--', ...list, 'state', 'show', 'terraform_data.A'])).stdout).toContain(id);
    expect(existsSync(workingCopy())).toBe(false);
  });

  it('cleans up after a run that ended between the move and the check', async () => {
    await bootstrap();
    mkdirSync(workingCopy(), { recursive: true });
    writeFileSync(join(workingCopy(), 'terraform.tfstate'), '');
    expect(JSON.parse((await bootstrap()).stdout)).toEqual(summary('bootstrapped'));
    expect(existsSync(workingCopy())).toBe(false);
  });

  it('applies nothing without approval', async () => {
    const result = await project.rehearse(['bootstrap', 'stg']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('remedy: look at the plan and add --auto-approve');
    expect(existsSync(state())).toBe(false);
  });

  it('lists the known stacks for an unknown stage', async () => {
    const result = await project.rehearse(['bootstrap', 'nix']);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('no stack is called state-nix; known: state-stg');
  });
});
