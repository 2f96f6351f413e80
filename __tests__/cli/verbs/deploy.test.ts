import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CliProject, type StackBody } from '../../support/cli-project';
import { describeWith } from '../../support/requires';

const aws = {
  terraform: { required_providers: { aws: { source: 'aws', version: '6.25.0' } } },
  provider: { aws: [{ region: 'ap-northeast-1', allowed_account_ids: ['111122223333'] }] },
};

const domain = {
  aws_appsync_domain_name: {
    Domain: {
      domain_name: 'graphql.example.com',
      certificate_arn: 'arn:aws:acm:us-east-1:111122223333:certificate/3f2b7c1a-0d5e-4b8f-9a6c-1e2d3c4b5a69',
    },
  },
};
const table = (name: string) => ({
  aws_dynamodb_table: {
    Table: { name, billing_mode: 'PAY_PER_REQUEST', hash_key: 'pk', attribute: [{ name: 'pk', type: 'S' }] },
  },
});
const data = (input: string) => ({ terraform_data: { A: { input } } });

const withAws = (resource: StackBody, more: StackBody = {}) => ({ body: { ...aws, resource, ...more } });
const plain = (resource: StackBody, more: StackBody = {}) => ({ body: { resource, ...more } });

describeWith('terraform', 'tristage deploy', () => {
  let project: CliProject;
  const deploy = (...args: readonly string[]) =>
    project.rehearse(['deploy', '--auto-approve', '--skip-synth', ...args]);
  const addresses = async (stack: string) => {
    const result = await project.run([
      'rehearse',
      '--',
      'terraform',
      `-chdir=${project.stackDirectory(stack)}`,
      'state',
      'list',
    ]);
    return result.stdout.trim().split('\n');
  };
  beforeEach(() => (project = new CliProject({ 'a-stg': plain(data('a')) })));
  afterEach(() => project.remove());

  it('refuses to lose the custom domain that disappeared from the configuration, until it is allowed', async () => {
    project.write({ 'a-stg': withAws({ ...domain, ...data('a') }) });
    expect(await deploy('a-stg')).toMatchObject({ code: 0 });
    project.write({ 'a-stg': withAws(data('b')) });
    const refused = await deploy('a-stg');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('aws_appsync_domain_name.Domain (destroy): loses the custom domain');
    expect(refused.stderr).toContain('add: --allow-destroy aws_appsync_domain_name.Domain');
    expect(await addresses('a-stg')).toEqual(['aws_appsync_domain_name.Domain', 'terraform_data.A']);
    // Nothing of a refused plan is applied, not even its harmless part.
    expect((await project.rehearse(['plan', 'a-stg', '--skip-synth'])).stdout).toContain('~   terraform_data.A');
    expect(await deploy('a-stg', '--allow-destroy', 'aws_appsync_domain_name.Domain')).toMatchObject({ code: 0 });
    expect(await addresses('a-stg')).toEqual(['terraform_data.A']);
  });

  it.each([false, true])('refuses to replace a table (create_before_destroy: %s)', async (first) => {
    const stack = (name: string) => {
      const { Table } = table(name).aws_dynamodb_table;
      const lifecycle = { create_before_destroy: first };
      return { 'a-stg': withAws({ aws_dynamodb_table: { Table: { ...Table, lifecycle } } }) };
    };
    project.write(stack('one'));
    expect(await deploy('a-stg')).toMatchObject({ code: 0 });
    project.write(stack('two'));
    const refused = await deploy('a-stg');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('aws_dynamodb_table.Table (replace): loses every item');
  });

  it('lets a moved and a forgotten table pass', async () => {
    project.write({ 'a-stg': withAws(table('one')) });
    expect(await deploy('a-stg')).toMatchObject({ code: 0 });
    const { Table } = table('one').aws_dynamodb_table;
    const moved = [{ from: 'aws_dynamodb_table.Table', to: 'aws_dynamodb_table.Renamed' }];
    project.write({ 'a-stg': withAws({ aws_dynamodb_table: { Renamed: Table } }, { moved }) });
    const afterMove = await deploy('a-stg');
    expect(afterMove.stderr).toContain('moved from aws_dynamodb_table.Table');
    expect(afterMove.code).toBe(0);
    const removed = [{ from: 'aws_dynamodb_table.Renamed', lifecycle: { destroy: false } }];
    project.write({ 'a-stg': withAws(data('a'), { removed }) });
    const afterForget = await deploy('a-stg');
    expect(afterForget.stderr).toContain('no longer managed; the object itself stays');
    expect(afterForget.code).toBe(0);
  });

  it('refuses a removed block that destroys', async () => {
    project.write({ 'a-stg': withAws(table('one')) });
    expect(await deploy('a-stg')).toMatchObject({ code: 0 });
    const removed = [{ from: 'aws_dynamodb_table.Table', lifecycle: { destroy: true } }];
    project.write({ 'a-stg': withAws(data('a'), { removed }) });
    expect((await deploy('a-stg')).stderr).toContain('aws_dynamodb_table.Table (destroy)');
  });

  it('refuses an --allow-destroy for what is not destroyed, and applies nothing', async () => {
    const result = await deploy('a-stg', '--allow-destroy', 'terraform_data.Typo');
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('--allow-destroy names what the plan does not destroy: terraform_data.Typo');
    expect((await project.rehearse(['plan', 'a-stg', '--skip-synth'])).stdout).toContain('1 to add');
  });

  it('deploys several stacks in dependency order and wants to know whose an allowed address is', async () => {
    const up = plain(data('a'), { output: { a: { value: '${terraform_data.A.output}' } } });
    project.write({ 'a-stg': { ...plain(data('x')), dependencies: ['up-stg'] }, 'up-stg': up });
    const ambiguous = await deploy('*-stg', '--allow-destroy', 'terraform_data.A');
    expect(ambiguous.code).toBe(2);
    expect(ambiguous.stderr).toContain('write it as <stack>/<address>, with one of: up-stg, a-stg');
    const result = await project.rehearse(['deploy', '*-stg', '--auto-approve', '--json']);
    const { stacks } = JSON.parse(result.stdout) as { stacks: { stack: string }[] };
    expect(stacks.map(({ stack }) => stack)).toEqual(['up-stg', 'a-stg']);
    const renamed = { terraform_data: { B: { input: 'x' } } };
    project.write({ 'a-stg': { ...plain(renamed), dependencies: ['up-stg'] }, 'up-stg': up });
    expect(await deploy('*-stg', '--allow-destroy', 'a-stg/terraform_data.A')).toMatchObject({ code: 0 });
  });

  it('applies nothing without approval when there is no terminal to ask on', async () => {
    const result = await project.rehearse(['deploy', 'a-stg', '--skip-synth']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('remedy: look at the plan and add --auto-approve');
    expect((await project.rehearse(['plan', 'a-stg', '--skip-synth'])).stdout).toContain('1 to add');
  });

  it('says that the plan is stale when the state changed after it', async () => {
    expect(await deploy('a-stg')).toMatchObject({ code: 0 });
    // A terraform of its own makes another apply just before the planned one.
    const wrapper = `#!/bin/sh
case "$1" in apply) if [ "$2" = -input=false ]; then terraform apply -auto-approve -replace=terraform_data.A >/dev/null; fi ;; esac
exec terraform "$@"`;
    const program = project.writeProgram('meddling-terraform', wrapper);
    project.write({ 'a-stg': plain(data('b')) });
    const result = await project.rehearse(['deploy', 'a-stg', '--auto-approve', '--skip-synth'], {
      TERRAFORM_BINARY_NAME: program,
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('Saved plan is stale');
    expect(result.stderr).toContain('remedy: the state changed after the plan was made');
  });

  it('works the same without a rehearsal', async () => {
    const backend = { local: { path: 'real.tfstate' } };
    project.write({ 'a-stg': plain(data('a'), { terraform: { backend } }) });
    const cache = { TF_PLUGIN_CACHE_DIR: join(project.directory, 'plug-ins') };
    const result = await project.run(['deploy', 'a-stg', '--auto-approve'], cache);
    expect(result.code).toBe(0);
    expect(result.stderr).not.toContain('rehearsal');
    expect(existsSync(join(project.stackDirectory('a-stg'), 'real.tfstate'))).toBe(true);
    expect(existsSync(project.home)).toBe(false);
    const unneeded = ['deploy', 'a-stg', '--auto-approve', '--allow-destroy', 'terraform_data.A'];
    expect((await project.run(unneeded, cache)).stderr).toContain('it destroys nothing');
  });
});
