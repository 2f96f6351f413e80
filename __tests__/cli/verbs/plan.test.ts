import { CliProject, remoteState } from '../../support/cli-project';
import { describeWith } from '../../support/requires';

const upstream = {
  body: { resource: { terraform_data: { A: { input: 'a' } } }, output: { a: { value: '${terraform_data.A.output}' } } },
};
const downstream = {
  dependencies: ['up-stg'],
  body: {
    data: { terraform_remote_state: { up: remoteState('up-stg') } },
    resource: { terraform_data: { B: { input: '${data.terraform_remote_state.up.outputs.a}' } } },
  },
};

describeWith('terraform', 'tristage plan', () => {
  let project: CliProject;
  beforeEach(() => (project = new CliProject({ 'up-stg': upstream, 'down-stg': downstream })));
  afterEach(() => project.remove());

  it('plans a stack whose upstream is not deployed, saying what is unknown, and leaves nothing to apply', async () => {
    const result = await project.rehearse(['plan', 'down-stg']);
    expect(result.stderr).not.toContain('tristage:');
    expect(result.stdout).toBe(
      'down-stg: 1 to add, 0 to change, 0 to destroy\n' +
        '  +   terraform_data.B\n' +
        '  unknown until its stack is deployed: data.terraform_remote_state.up\n',
    );
    expect(project.files().filter((file) => /copies|tristage-deferred|override|\.plan$/.test(file))).toEqual([]);
  });

  it('reads the upstream once it is deployed', async () => {
    expect((await project.rehearse(['deploy', 'up-stg', '--auto-approve', '--skip-synth'])).code).toBe(0);
    const result = await project.rehearse(['plan', 'down-stg', '--json', '--skip-synth']);
    expect(JSON.parse(result.stdout)).toEqual({
      stacks: [
        {
          stack: 'down-stg',
          changes: [
            { address: 'terraform_data.B', type: 'terraform_data', action: 'create', attributes: [], replacedBy: [] },
          ],
          outputs: [],
          deferred: [],
          losses: [],
        },
      ],
    });
  });

  it('exits as Terraform with --detailed-exitcode', async () => {
    const plan = ['plan', 'up-stg', '--detailed-exitcode', '--skip-synth'];
    // An unknown stack is bad input, which 2 must not stand for here.
    expect((await project.rehearse(['plan', 'nix', '--detailed-exitcode', '--skip-synth'])).code).toBe(1);
    expect((await project.rehearse(['plan', 'up-stg', '--skip-synth'])).code).toBe(0);
    expect((await project.rehearse(plan)).code).toBe(2);
    await project.rehearse(['deploy', 'up-stg', '--auto-approve', '--skip-synth']);
    expect((await project.rehearse(plan)).code).toBe(0);
  });

  it("shows Terraform's own message for a broken reference", async () => {
    project.write({ 'up-stg': { body: { output: { a: { value: '${terraform_data.Nix.output}' } } } } });
    const result = await project.rehearse(['plan', 'up-stg', '--skip-synth']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('Reference to undeclared resource');
  });

  it('lists the known stacks when one is unknown', async () => {
    const result = await project.rehearse(['plan', 'nix-stg', '--skip-synth']);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('no stack is called nix-stg; known: down-stg, up-stg');
  });

  it('stops in a shell that still attaches a provider', async () => {
    const result = await project.run(['plan', 'up-stg'], { TF_REATTACH_PROVIDERS: '{}' });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('TF_REATTACH_PROVIDERS is set in this shell');
    expect(result.stderr).toContain('remedy: unset TF_REATTACH_PROVIDERS');
  });

  it('gives the message of an app that fails to synthesize', async () => {
    const result = await project.rehearse(['plan', 'up-stg'], { CDKTF_APP: 'echo the zone is missing >&2; exit 1' });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('cdktf synth failed');
    expect(result.stderr).toContain('the zone is missing');
  });
});
