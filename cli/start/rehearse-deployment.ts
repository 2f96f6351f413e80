import { cdktfCommand, synthesize } from '../cdktf/cdktf';
import { cdktfError } from '../cdktf/cdktf-error';
import { readStacks, type Stack } from '../cdktf/manifest';
import { CliError } from '../cli-error';
import { type Context } from '../context';
import { captureCommand } from '../process/run-command';
import { type Rehearsal } from '../rehearsal/rehearsal';
import { withRehearsal } from '../rehearsal/with-rehearsal';
import { Terraform } from '../terraform/terraform';
import { type Deployment, readDeployment } from './deployment';
import { DeployProgress } from './deploy-progress';
import { type Steps } from './steps';
import { stacksOfSystems } from './systems';

const idsOf = (stacks: readonly Stack[]): readonly string[] => stacks.map(({ id }) => id);

/** Synthesizes the project and rehearses the deployment of systems; what it left in their states, in order. */
export async function rehearseDeployment(
  context: Context,
  { systems, stage, beforeDeploy }: DeploymentOptions,
  steps: Steps,
): Promise<readonly Deployment[]> {
  const { env, interrupts, project } = context;
  await steps.run('cdktf synth', () => synthesize(context));
  const stacks = stacksOfSystems(readStacks(project.outputDirectory), systems, stage);
  await beforeDeploy(stacks);
  const options = {
    project,
    command: ['tristage', 'start', ...idsOf(stacks)],
    workingDirectory: project.directory,
    env,
  };
  steps.begin('start the state server and the stand-in for AWS');
  return withRehearsal(options, interrupts, async (rehearsal) => {
    steps.end();
    await steps.run(`cdktf deploy ${idsOf(stacks).join(' ')}`, () => deploy(context, rehearsal, stacks, steps));
    const stateDirectory = env.TRISTAGE_STATE_S3 === undefined ? rehearsal.stateDirectory : undefined;
    const found: Deployment[] = [];
    for (const stack of stacks) found.push(await readDeployment(context, rehearsal.env, stack, stateDirectory));
    return found;
  });
}

export interface DeploymentOptions {
  readonly systems: readonly string[];
  readonly stage: string;
  /** Called when the systems are known, before anything is deployed; what it throws ends the start. */
  readonly beforeDeploy: (stacks: readonly Stack[]) => Promise<void>;
}

async function deploy(context: Context, rehearsal: Rehearsal, stacks: readonly Stack[], steps: Steps): Promise<void> {
  const progress = new DeployProgress((text) => steps.update(text));
  const ids = idsOf(stacks);
  const result = await captureCommand(cdktfCommand('deploy', ...ids, '--skip-synth', '--auto-approve'), {
    cwd: context.project.directory,
    // Without colours its lines can be read as they are.
    env: { ...rehearsal.env, FORCE_COLOR: '0' },
    interrupts: context.interrupts,
    onLine: (line) => progress.read(line),
  });
  if (result.code === 0) return;
  const reason = cdktfError(result) ?? (await askTerraform(context, rehearsal, stacks));
  throw new CliError('deploy-failed', `cdktf deploy ${ids.join(' ')} failed with exit code ${result.code}\n${reason}`);
}

/** Terraform's errors for `stacks`: CDKTF may end before it has shown what Terraform wrote last. */
async function askTerraform(context: Context, rehearsal: Rehearsal, stacks: readonly Stack[]): Promise<string> {
  const failures: string[] = [];
  for (const { id, directory } of stacks) {
    const terraform = new Terraform(directory, context, rehearsal.env);
    const { code, stderr } = await terraform.attempt(['plan', '-input=false', '-no-color']);
    if (code !== 0) failures.push(`${id}: ${stderr.trim()}`);
  }
  return (
    failures.join('\n') || 'it gave no reason; run "tristage rehearse -- npx cdktf deploy <stack>" to see its output'
  );
}
