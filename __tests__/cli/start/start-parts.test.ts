import { DeployProgress } from '../../../cli/start/deploy-progress';
import { deploymentJson, describeDeployment, type Deployment } from '../../../cli/start/deployment';
import { Steps } from '../../../cli/start/steps';

describe('DeployProgress', () => {
  it('counts finished changes against the planned ones', () => {
    const shown: string[] = [];
    const progress = new DeployProgress((text) => shown.push(text));
    for (const line of [
      'a-stg  Plan: 2 to add, 1 to change, 0 to destroy.',
      'a-stg  aws_x.A: Creating...',
      'a-stg  aws_x.A: Creation complete after 0s [id=1]',
      'a-stg  aws_x.B: Modifications complete after 0s [id=2]',
    ]) {
      progress.read(line);
    }
    expect(shown).toEqual(['0 of 3 changes', '0 of 3 changes', '1 of 3 changes', '2 of 3 changes']);
  });
});

describe('describeDeployment', () => {
  const deployment: Deployment = {
    stack: 'mesh-stg',
    directory: '/out/mesh-stg',
    resources: 57,
    outputs: {
      Key: { value: 'da2-abc', sensitive: true },
      Url: { value: 'https://x', sensitive: false },
      'cross-stack-output-aws_x': { value: 'y', sensitive: true },
    },
    stateUrl: 's3://bucket/mesh-stg.tfstate',
    stateFile: '/home/state/bucket/mesh-stg.tfstate',
  };

  it('masks what is sensitive and says how to see it', () => {
    expect(describeDeployment(deployment, false)).toEqual([
      '',
      'mesh-stg: 57 resources',
      '  Key  (sensitive)',
      '  Url  https://x',
      '  state: s3://bucket/mesh-stg.tfstate, file /home/state/bucket/mesh-stg.tfstate',
      '  sensitive outputs in clear: add --show-keys',
    ]);
    expect(JSON.stringify(deploymentJson(deployment, false))).not.toContain('da2-abc');
  });

  it('shows it when asked to', () => {
    expect(describeDeployment(deployment, true)).toContain('  Key  da2-abc');
    expect(deploymentJson(deployment, true)).toMatchObject({ outputs: { Key: 'da2-abc' } });
  });
});

describe('Steps', () => {
  const run = (isTTY: boolean) => {
    const lines: string[] = [];
    const written: string[] = [];
    let nowMs = 0;
    const steps = new Steps(
      (line) => lines.push(line),
      { isTTY, write: (text) => written.push(text) },
      () => (nowMs += 500),
    );
    return { steps, lines, written };
  };

  it('writes one line a step, with its time', async () => {
    const { steps, lines, written } = run(false);
    await steps.run(
      'check',
      () => Promise.resolve('1.11'),
      (version) => `Terraform ${version}`,
    );
    expect(lines).toEqual(['[ok] check: Terraform 1.11 (0.5 s)']);
    expect(written).toEqual([]);
  });

  it('marks the step that failed and passes the failure on', async () => {
    const { steps, lines } = run(false);
    await expect(steps.run('check', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(lines).toEqual(['[failed] check (0.5 s)']);
  });

  it('shows on a terminal what the step is doing', async () => {
    const { steps, written } = run(true);
    await steps.run('deploy', () => Promise.resolve(steps.update('1 of 2 changes')));
    expect(written.join('')).toContain('[..] deploy: 1 of 2 changes');
  });
});
