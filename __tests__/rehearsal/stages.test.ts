import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvironments } from '../../environments/load';
import { type CommandResult, ProjectCopy } from '../support/project-copy';
import { describeWith } from '../support/requires';

const tagNames = ['ManagedBy', 'Project', 'ResourceType', 'Service', 'Stage'];

interface State {
  readonly values: {
    readonly root_module: {
      readonly resources: readonly { readonly address: string; readonly values: Readonly<Record<string, unknown>> }[];
    };
  };
}

describeWith('terraform', 'every stack, by Terraform itself', () => {
  let project: ProjectCopy;
  beforeAll(() => {
    project = new ProjectCopy();
    expect(project.run('npx cdktf synth')).toMatchObject({ code: 0 });
  }, 120_000);
  afterAll(() => {
    project.remove();
  });

  const terraform = (stack: string, args: string): CommandResult =>
    project.rehearse(`terraform -chdir=cdktf.out/stacks/${stack} ${args} -no-color`);
  const stages = loadEnvironments({ shell: {} }).map(({ stage }) => stage);

  it('is rehearsed byte for byte as it is deployed', () => {
    const written = (directory: string) =>
      readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.json') || name.endsWith('.zip'))
        .sort()
        .map((name) => [name, readFileSync(join(directory, name), 'base64')]);
    expect(project.run('npx cdktf synth --output cdktf.real')).toMatchObject({ code: 0 });
    expect(project.rehearse('npx cdktf synth --output cdktf.rehearsed')).toMatchObject({ code: 0 });
    const real = written(project.path('cdktf.real'));
    expect(real.length).toBeGreaterThan(stages.length * 2);
    expect(written(project.path('cdktf.rehearsed'))).toEqual(real);
  }, 120_000);

  it.each(stages.flatMap((stage) => [`state-${stage}`, `mesh-${stage}`]))(
    '%s is valid and can be planned',
    (stack) => {
      const chdir = `terraform -chdir=cdktf.out/stacks/${stack}`;
      const steps = [`${chdir} init -input=false`, `${chdir} validate`, `${chdir} plan -input=false -no-color`];
      const planned = project.rehearse(`bash -c '${steps.join(' && ')}'`);
      expect(planned.code).toBe(0);
      expect(planned.stdout).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
    },
    120_000,
  );

  describe('mesh-stg', () => {
    it('is applied, tagged, and then complete', () => {
      expect(terraform('mesh-stg', 'apply -input=false -auto-approve')).toMatchObject({ code: 0 });
      expect(terraform('mesh-stg', 'plan -input=false -detailed-exitcode')).toMatchObject({ code: 0 });
      const state = JSON.parse(terraform('mesh-stg', 'show -json').stdout) as State;
      const taggable = state.values.root_module.resources.filter(({ values }) => 'tags_all' in values);
      expect(taggable.length).toBeGreaterThan(15);
      for (const { values } of taggable) expect(Object.keys(values.tags_all as object).sort()).toEqual(tagNames);
    }, 120_000);

    it('keeps its state in the bucket of the stage, without a secret', () => {
      const bucket = project.path('.tristage/state/tristage-tfstate-stg-111122223333-ap-northeast-1');
      const state = readFileSync(`${bucket}/mesh-stg.tfstate`, 'utf8');
      expect(state).toContain('/mesh/stg/secret-key');
      // The API key, which every client carries, is the one that Terraform knows.
      const { resources } = JSON.parse(state) as {
        resources: readonly { type: string; instances: readonly { attributes: { name: string; type: string } }[] }[];
      };
      const secrets = resources
        .filter(({ type }) => type === 'aws_ssm_parameter')
        .flatMap(({ instances }) => instances.map(({ attributes }) => attributes))
        .filter(({ type }) => type === 'SecureString');
      expect(secrets.map(({ name }) => name)).toEqual(['/mesh/stg/api-key']);
      expect(existsSync(`${bucket}/mesh-stg.tfstate.tflock`)).toBe(false);
    });

    it('is destroyed to the last resource', () => {
      expect(terraform('mesh-stg', 'destroy -input=false -auto-approve')).toMatchObject({ code: 0 });
      expect(terraform('mesh-stg', 'state list').stdout).toBe('');
    }, 120_000);
  });

  it('leaves nothing behind that a run without the wrapper would use', () => {
    const stack = project.path('cdktf.out/stacks/mesh-stg');
    expect(readdirSync(stack).filter((name) => name.includes('terraform'))).toEqual(['.terraform-rehearsal']);
    const real = project.run('terraform -chdir=cdktf.out/stacks/mesh-stg state list -no-color');
    expect(real.code).not.toBe(0);
    expect(real.stderr).toContain('Backend initialization required');
  });

  describe('state-stg', () => {
    it('is applied, then complete, and refuses to be destroyed', () => {
      expect(terraform('state-stg', 'apply -input=false -auto-approve')).toMatchObject({ code: 0 });
      expect(terraform('state-stg', 'plan -input=false -detailed-exitcode')).toMatchObject({ code: 0 });
      const destroyed = terraform('state-stg', 'destroy -input=false -auto-approve');
      expect(destroyed.code).toBe(1);
      expect(destroyed.stderr).toContain('Instance cannot be destroyed');
    }, 120_000);
  });

  it('mesh-prod refuses to be destroyed', () => {
    expect(terraform('mesh-prod', 'apply -input=false -auto-approve')).toMatchObject({ code: 0 });
    const destroyed = terraform('mesh-prod', 'destroy -input=false -auto-approve');
    expect(destroyed.code).toBe(1);
    expect(destroyed.stderr).toContain('Instance cannot be destroyed');
  }, 120_000);
});
