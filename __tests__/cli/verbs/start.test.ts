import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CliProject, stateBucket } from '../../support/cli-project';
import { describeWith } from '../../support/requires';

const stack = {
  body: {
    resource: { terraform_data: { A: { input: 'a' }, B: { input: 'b' } } },
    output: { Url: { value: 'https://x' }, Key: { value: 's3cret', sensitive: true } },
  },
};

describeWith('terraform', 'tristage start', () => {
  const project = new CliProject({ 'mesh-stg': stack, 'web-prod': stack });
  afterAll(() => project.remove());

  it('deploys mesh-stg and shows outputs, the place of the state and what the rehearsal does not prove', async () => {
    const result = await project.run(['start']);
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
    const result = await project.run(['start', 'web', '--stage', 'prod', '--json', '--show-keys']);
    expect(result.stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(result.stdout)).toMatchObject({
      stacks: [{ stack: 'web-prod', resources: 2, outputs: { Url: 'https://x', Key: 's3cret' } }],
    });
  });

  it('names the known stacks for an unknown system', async () => {
    const result = await project.run(['start', 'nix']);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('no stack is called nix-stg; known: mesh-stg, web-prod');
  });

  it("shows Terraform's reason when the deployment fails", async () => {
    project.write({ 'bad-stg': { body: { output: { a: { value: '${terraform_data.Nix.output}' } } } } });
    const result = await project.run(['start', 'bad']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('[failed] cdktf deploy bad-stg');
    expect(result.stderr).toContain('Reference to undeclared resource');
  });
});
