import { type ArgumentsCamelCase, type CommandModule } from 'yargs';
import { cdktfCommand } from '../cdktf/cdktf';
import { cdktfError } from '../cdktf/cdktf-error';
import { readStacks, selectStacks, type Stack } from '../cdktf/manifest';
import { CliError } from '../cli-error';
import { type Context } from '../context';
import { captureCommand } from '../process/run-command';
import { isInsideRehearsal } from '../rehearsal/nested';
import { rehearsalNotice } from '../rehearsal/notice';
import { type Rehearsal } from '../rehearsal/rehearsal';
import { withRehearsal } from '../rehearsal/with-rehearsal';
import { deploymentJson, describeDeployment, type Deployment, readDeployment } from '../start/deployment';
import { DeployProgress } from '../start/deploy-progress';
import { Steps } from '../start/steps';
import { requireNode, requireTerraform } from '../terraform/prerequisites';
import { Terraform } from '../terraform/terraform';
import { type GlobalOptions, runVerb } from './global-options';

interface StartOptions extends GlobalOptions {
  readonly systems: readonly string[];
  readonly stage: string;
  readonly port: number;
  readonly 'show-keys': boolean;
  readonly json: boolean;
}

const noSystems: string[] = [];
const defaultSystems = ['mesh'];

async function deploy(context: Context, rehearsal: Rehearsal, stacks: readonly string[], steps: Steps): Promise<void> {
  const progress = new DeployProgress((text) => steps.update(text));
  const result = await captureCommand(cdktfCommand('deploy', ...stacks, '--auto-approve'), {
    cwd: context.project.directory,
    // Without colours its lines can be read as they are.
    env: { ...rehearsal.env, FORCE_COLOR: '0' },
    interrupts: context.interrupts,
    onLine: (line) => progress.read(line),
  });
  if (result.code === 0) return;
  const select = () => selectStacks(readStacks(context.project.outputDirectory), stacks);
  // Of an unknown stack this names the choices, as CDKTF does not.
  if (result.stderr.includes('Could not find stack')) select();
  const reason = cdktfError(result) ?? (await askTerraform(context, rehearsal, select()));
  throw new CliError(
    'deploy-failed',
    `cdktf deploy ${stacks.join(' ')} failed with exit code ${result.code}\n${reason}`,
  );
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

async function start(context: Context, options: ArgumentsCamelCase<StartOptions>): Promise<undefined> {
  const { env, interrupts, project } = context;
  if (await isInsideRehearsal(env)) {
    throw new CliError('nested-start', 'start: already inside a rehearsal', {
      remedy: 'run "tristage start" by itself',
    });
  }
  const systems = options.systems.length === 0 ? defaultSystems : options.systems;
  const patterns = systems.map((system) => `${system}-${options.stage}`);
  const steps = new Steps(context.say, process.stderr);

  requireNode(process.versions.node);
  const terraform = await steps.run(
    'check prerequisites',
    () => requireTerraform(context),
    (version) => `Terraform ${version}, Node ${process.versions.node}`,
  );
  const rehearsalOptions = {
    project,
    command: ['tristage', 'start', ...patterns],
    workingDirectory: project.directory,
    env,
    port: options.port,
  };
  steps.begin('start the state server and the stand-in for AWS');
  const deployments = await withRehearsal(rehearsalOptions, interrupts, async (rehearsal) => {
    steps.end();
    await steps.run(`cdktf deploy ${patterns.join(' ')}`, () => deploy(context, rehearsal, patterns, steps));
    return steps.run('read the state', async () => {
      const stacks = selectStacks(readStacks(project.outputDirectory), patterns);
      const stateDirectory = env.TRISTAGE_STATE_S3 === undefined ? rehearsal.stateDirectory : undefined;
      const found: Deployment[] = [];
      for (const stack of stacks) found.push(await readDeployment(context, rehearsal.env, stack, stateDirectory));
      return found;
    });
  });
  for (const deployment of deployments) {
    for (const line of describeDeployment(deployment, options.showKeys)) context.say(line);
  }
  for (const line of rehearsalNotice) context.say(line);
  if (options.json) {
    const stacks = deployments.map((deployment) => deploymentJson(deployment, options.showKeys));
    context.print(JSON.stringify({ terraform, stacks }));
  }
  return undefined;
}

export const startVerb: CommandModule<GlobalOptions, StartOptions> = {
  command: 'start [systems...]',
  describe: 'Rehearse the deployment of systems and show their outputs',
  builder: (yargs) =>
    yargs
      .positional('systems', { type: 'string', array: true, default: noSystems, describe: 'Systems [default: mesh]' })
      .option('stage', { type: 'string', default: 'stg', describe: 'Stage: stg, stg2 or prod' })
      .option('port', { type: 'number', default: 0, describe: 'TCP port of the local S3; 0 takes a free one' })
      .option('show-keys', { type: 'boolean', default: false, describe: 'Show sensitive outputs in clear' })
      .option('json', { type: 'boolean', default: false, describe: 'One line of JSON on stdout when all is done' })
      .epilogue(`Exit codes: 0 deployed, 1 failed, 2 wrong usage or bad input.\n${rehearsalNotice.join('\n')}`),
  handler: (options) => runVerb(options, (context) => start(context, options)),
};
